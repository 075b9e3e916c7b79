import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDocument } from './support/documented.ts';

const ACTIONS: Readonly<Record<string, string>> = {
  'org/multiarch-build@v1': 'action.yml',
  'org/multiarch-build/plan@v1': 'plan/action.yml',
  'org/multiarch-build/merge@v1': 'merge/action.yml',
  'org/multiarch-build/.github/workflows/build.yml@v1': '.github/workflows/build.yml',
};

interface Use {
  readonly uses?: string;
  readonly with?: object;
  readonly secrets?: object;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Use & { readonly steps?: readonly Use[] }>>;
}

const workflows = ['README.md', 'docs/matrix.md', 'docs/migrating.md'].flatMap((document) =>
  readDocument(document)
    .split('```yaml\n')
    .slice(1)
    .map((block) => block.split('```')[0] ?? '')
    .filter((yaml) => /^jobs:/m.test(yaml))
    .map((yaml, i) => ({ name: `${document}, workflow ${i + 1}`, yaml })),
);

/** Names of the inputs of an action or of the reusable workflow, and of its secrets. */
function namesOf(action: string): { readonly inputs: readonly string[]; readonly secrets: readonly string[] } {
  const { inputs, on } = parse(readDocument(ACTIONS[action] ?? ''));
  const { secrets = {} } = on?.workflow_call ?? {};
  return { inputs: Object.keys(inputs ?? on.workflow_call.inputs), secrets: Object.keys(secrets) };
}

test('the documents have a workflow for variants and for the reusable workflow', () => {
  const all = workflows.map(({ yaml }) => yaml).join('\n');
  for (const part of ['variants: |', 'build.yml@v1']) expect(all).toContain(part);
});

describe.each(workflows)('$name', ({ yaml }) => {
  test('is valid', () => {
    const input = /^on:/m.test(yaml) ? yaml : `on: push\n${yaml}`;
    // throws an error with the findings
    execFileSync('actionlint', ['-shellcheck=', '-pyflakes=', '-'], { input, stdio: 'pipe' });
  });

  test('sets inputs and secrets that exist', () => {
    const { jobs }: Workflow = parse(yaml);
    const uses = Object.values(jobs).flatMap((job) => [job, ...(job.steps ?? [])]);
    for (const { uses: action = '', with: given = {}, secrets = {} } of uses) {
      if (!(action in ACTIONS)) continue;
      const names = namesOf(action);
      expect(Object.keys(given).filter((name) => !names.inputs.includes(name))).toEqual([]);
      expect(Object.keys(secrets).filter((name) => !names.secrets.includes(name))).toEqual([]);
    }
  });
});
