import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type Given, problemsOf } from './inputs/given.ts';
import { KINDS, namedTests, readDocument } from './support/documented.ts';

const TEXT = readDocument('docs/registries.md');
const ACTION: { readonly inputs: object } = parse(readDocument('action.yml'));

const REGISTRIES = `GitHub (GHCR), Docker Hub, Amazon ECR, Google Artifact Registry, Azure, Quay, Harbor, GitLab,
  Gitea, Forgejo, Artifactory, Nexus, Plain HTTP`;

interface Job {
  readonly 'runs-on': string | readonly string[];
  readonly permissions: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: Given }[];
}

interface Example {
  readonly name: string;
  readonly yaml: string;
  readonly job: Job;
  /** The text between this job and the next one. */
  readonly notes: string;
}

/** Sections with a job, by heading. */
const sections = TEXT.split(/^## /m)
  .map((section) => ({ heading: section.split('\n', 1)[0] ?? '', section }))
  .filter(({ section }) => section.includes('```yaml\n'));

const examples = sections.flatMap(({ heading, section }) =>
  section
    .split('```yaml\n')
    .slice(1)
    .map((block, i): Example => {
      const [yaml = '', notes = ''] = block.split('```\n');
      return { name: `${heading}, job ${i + 1}`, yaml, job: parse(yaml).jobs.image, notes };
    }),
);

const inputsOf = ({ job }: Example) => job.steps.find(({ uses }) => uses === 'org/multiarch-build@v1')?.with ?? {};
const isLogin = ({ uses = '', run = '' }: Job['steps'][number]) => /login/.test(`${uses} ${run}`);

/** Sample values of expressions, by the input that has them. */
function evaluated(inputs: Given): Given {
  const sample = (name: string) => (name === 'images' ? '111122223333.dkr.ecr.eu-central-1.amazonaws.com' : 'sample');
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const text = String(value).replace(/\$\{\{ github\.repository \}\}/, 'acme/app');
      return [name, text.replace(/\$\{\{ [\w.-]+ \}\}/g, sample(name))];
    }),
  );
}

test('docs/registries.md has a job for each registry', () => {
  expect(sections.map(({ heading }) => heading).join(', ')).toBe(REGISTRIES.replace(/\s+/g, ' '));
});

describe.each(examples)('the job of $name', (example) => {
  test('is a valid workflow', () => {
    const workflow = `on: push\n${example.yaml}`;
    // throws an error with the findings
    execFileSync('actionlint', ['-shellcheck=', '-pyflakes=', '-'], { input: workflow, stdio: 'pipe' });
    expect(Object.keys(parse(example.yaml))).toEqual(['jobs']);
  });

  test('sets inputs that the action has and accepts', async () => {
    const inputs = inputsOf(example);
    expect(Object.keys(inputs).filter((name) => !(name in ACTION.inputs))).toEqual([]);
    expect(inputs).toMatchObject({ tags: 'auto', push: true });
    expect(await problemsOf(evaluated(inputs))).toEqual([]);
  });

  test('has the files and a login', () => {
    const { permissions, steps } = example.job;
    const { username, password } = inputsOf(example);
    expect(permissions.contents).toBe('read');
    expect(steps[0]?.uses).toMatch(/^actions\/checkout@/);
    const earlier = steps.some(isLogin);
    expect(earlier || (username !== undefined && password !== undefined)).toBe(!example.name.startsWith('Plain HTTP'));
    // an earlier step requests an OIDC token
    const asksForToken = steps.some(({ uses = '' }) =>
      /^(?:docker|aws-actions|google-github-actions|azure)\//.test(uses),
    );
    expect(permissions['id-token'] === 'write').toBe(asksForToken);
  });

  test('states its permissions and how it is tested', () => {
    expect(example.notes.match(/^- Permission: /gm)).toHaveLength(1);
    const [, kind = ''] = /^- Tested: ([\w-]+)[.,]/m.exec(example.notes) ?? [];
    expect(KINDS).toContain(kind);
    const { names, missing } = namedTests(example.notes);
    expect(missing).toEqual([]);
    if (kind === 'run') expect(names).not.toEqual([]);
  });
});
