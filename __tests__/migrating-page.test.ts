import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
// @ts-expect-error a script, without types of its own
import { DOCKER, MEANS, OURS, withTables } from '../script/migrating.mjs';
import { readMatrix } from '../src/inputs/matrix.ts';
import { readMerge } from '../src/inputs/merge.ts';
import { finished, type Given, job, problemsOf } from './inputs/given.ts';
import { readDocument } from './support/documented.ts';

interface Action {
  readonly prefix: string;
  readonly title: string;
  readonly inputs: object;
  readonly outputs: object;
}

interface Row {
  readonly name: string;
  readonly ours: readonly string[];
}

interface DockerAction {
  readonly action: string;
  readonly version: string;
  readonly inputs: readonly Row[];
  readonly outputs: readonly Row[];
}

type Section = 'inputs' | 'outputs';

interface Step {
  readonly uses?: string;
  readonly with?: Given;
}

interface Job {
  readonly steps?: readonly Step[];
}

const SECTIONS: readonly Section[] = ['inputs', 'outputs'];
const TEXT = readDocument('docs/migrating.md');
const ours: readonly Action[] = OURS;
const theirs: readonly DockerAction[] = DOCKER;
const means: Readonly<Record<Section, object>> = MEANS;

/** The tables under a heading. */
const under = (heading: string) => TEXT.split(`### ${heading}\n`)[1]?.split(/^#/m)[0] ?? '';

test('docs/migrating.md is up to date with script/docker-actions.json and our actions (node script/migrating.mjs)', () => {
  expect(withTables(TEXT)).toBe(TEXT);
});

test('replaces the tables between the marks', () => {
  const made: string = withTables(
    '<!-- theirs -->\nstale\n<!-- /theirs -->\n<!-- ours -->\nstale\n<!-- /ours -->\nend\n',
  );
  expect(made).not.toContain('stale');
  expect(made).toContain('| `version` | `buildx-version` | Our `version` is that of the image |');
  expect(made).toContain('| `buildx-version` | setup-buildx-action `version` |');
  expect(made).toContain('| `smoke-test` | new |');
  expect(made.endsWith('<!-- /ours -->\nend\n')).toBe(true);
});

test.each(theirs)('lists every input and output of $action', ({ action, version, inputs, outputs }) => {
  const tables = under(`${action}@${version}`);
  const names = [...inputs, ...outputs].map(({ name }) => name);
  expect(names.filter((name) => !tables.includes(`\`${name}\``))).toEqual([]);
});

test.each(ours)('lists every input and output of $title', ({ title, inputs, outputs }) => {
  const tables = under(title);
  const names = [...Object.keys(inputs), ...Object.keys(outputs)].filter((name) => !name.startsWith('digest-'));
  expect(names.filter((name) => !tables.includes(`\`${name}\``))).toEqual([]);
});

test.each(theirs)('names $action as the counterpart of its counterparts', ({ action, ...rows }) => {
  const short = action.replace(/^docker\//, '').replace(/\/\.github.*/, '');
  const tables = ours.map(({ prefix, title }) => ({ prefix, lines: under(title).split('\n') }));
  const missing = SECTIONS.flatMap((section) =>
    rows[section].flatMap(({ name, ours: counterparts }) =>
      counterparts.filter((key) => {
        const base = key.replace(/^.*\//, '');
        const own = tables.filter(({ prefix }) => prefix === '' || key.startsWith(prefix));
        const cells = own.flatMap(({ lines }) => lines.filter((line) => line.startsWith(`| \`${base}\` |`)));
        return !cells.some((line) => line.includes(short) && line.includes(`\`${name}\``));
      }),
    ),
  );
  expect(missing).toEqual([]);
});

test.each(SECTIONS)('names means of Docker only for %s that exist', (section) => {
  const known = ours.flatMap(({ prefix, ...action }) => Object.keys(action[section]).map((name) => `${prefix}${name}`));
  expect(Object.keys(means[section]).filter((key) => !known.includes(key))).toEqual([]);
});

const PLAN = JSON.stringify({
  images: ['acme/app'],
  tags: ['acme/app:main'],
  version: 'main',
  platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'],
});
const SAMPLES: Readonly<Record<string, string>> = { 'matrix.platform': 'linux/arm64', 'needs.plan.outputs.plan': PLAN };

/** The inputs of a step, with samples in place of its expressions. */
function evaluated(inputs: Given): Given {
  const pairs = Object.entries(inputs).map(([name, value]) => [
    name,
    String(value).replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, expression) => SAMPLES[expression] ?? 'sample'),
  ]);
  return Object.fromEntries(pairs);
}

const blocksOf = (text: string) =>
  text
    .split('```yaml\n')
    .slice(1)
    .map((block) => block.split('```')[0] ?? '');
const workflows = blocksOf(TEXT);

const usesOurs = ({ uses = '' }: Step) => uses.startsWith('org/multiarch-build');
const steps = workflows
  .flatMap((yaml) => Object.values(parse(yaml).jobs as Readonly<Record<string, Job>>))
  .flatMap((each) => (each.steps ?? []).filter(usesOurs))
  .map(({ uses = '', with: given = {} }) => ({ uses, inputs: evaluated(given) }));

/** A checkout with the bake file of the page. */
const CHECKOUT = job({}, {}, { '/checkout/docker-bake.hcl': 'target "app" {}' });

describe('the workflows of docs/migrating.md', () => {
  test.each(steps)('set inputs that $uses accepts: $inputs', async ({ uses, inputs }) => {
    const text = (name: string) => inputs[name as keyof Given] ?? '';
    if (uses.includes('/plan@')) {
      await expect(finished(readMatrix(text, CHECKOUT))).resolves.toBeDefined();
    } else if (uses.includes('/merge@')) {
      await expect(finished(readMerge(text, CHECKOUT))).resolves.toBeDefined();
    } else {
      // a target gives the image its name
      const target: Given = inputs['bake-file'] === undefined ? {} : { tags: 'acme/app:1.2' };
      expect(await problemsOf({ ...target, ...inputs }, CHECKOUT)).toEqual([]);
    }
  });

  test('have a step of each action, and one with a bake file', () => {
    const actions = steps.map(({ uses }) => uses.replace(/^org\/multiarch-build|@v1$/g, ''));
    expect(actions).toEqual(['', '/plan', '', '/merge', '']);
    expect(steps.at(-1)?.inputs).toMatchObject({ 'bake-target': 'app' });
  });

  test('are shorter here than with five actions', () => {
    const [before = 0, after = 0] = workflows.map((yaml) => yaml.split('\n').length);
    expect(after).toBeLessThan(before - 10);
  });
});

test('README has one step in place of five actions, with inputs that are accepted', async () => {
  const fragment = blocksOf(readDocument('README.md')).find((yaml) => yaml.startsWith('# before'));
  const parsed: readonly Step[] = parse(fragment ?? '');
  const ofDocker = parsed.filter(({ uses = '' }) => uses.startsWith('docker/'));
  expect(ofDocker).toHaveLength(5);
  expect(parsed.filter(usesOurs)).toHaveLength(1);
  const { images, tags, push, ...login } = evaluated(parsed.find(usesOurs)?.with ?? {});
  expect(Object.keys(login)).toEqual(['registry', 'username', 'password']);
  const tag = job({ GITHUB_REF: 'refs/tags/v1.2.3', GITHUB_REF_NAME: 'v1.2.3', GITHUB_REF_TYPE: 'tag' });
  expect(await problemsOf({ images: images ?? '', tags: tags ?? '', push: push ?? '', ...login }, tag)).toEqual([]);
});

test('accepts the outputs of docker/metadata-action, so that its step can stay', async () => {
  const described = (level: string) =>
    `${level}org.opencontainers.image.title=app\n${level}org.opencontainers.image.description=An app, for you`;
  const inputs: Given = {
    tags: 'ghcr.io/acme/app:1.2.3\nghcr.io/acme/app:latest',
    labels: described(''),
    annotations: described('manifest:'),
    push: 'true',
  };
  expect(await problemsOf(inputs)).toEqual([]);
});
