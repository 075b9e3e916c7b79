import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readDocument } from './support/documented.ts';

interface Declared {
  readonly description: string;
  readonly type?: string;
  readonly default?: unknown;
}

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

const TEXT = readDocument('.github/workflows/build.yml');
const {
  on: { workflow_call: call },
  jobs,
}: {
  readonly on: {
    readonly workflow_call: {
      readonly inputs: Readonly<Record<string, Declared>>;
      readonly secrets: Readonly<Record<string, Declared>>;
      readonly outputs: Readonly<Record<string, Declared & { readonly value: string }>>;
    };
  };
  readonly jobs: Readonly<Record<'plan' | 'build' | 'merge', Job>>;
} = parse(TEXT);
const action = (path: string): { readonly inputs: Readonly<Record<string, Declared>>; readonly outputs: object } =>
  parse(readDocument(path));
const [root, plan, merge] = [action('action.yml'), action('plan/action.yml'), action('merge/action.yml')];
const given = (job: keyof typeof jobs) =>
  jobs[job].steps.find(({ uses = '' }) => uses.startsWith('org/multiarch-build'))?.with ?? {};

/** Inputs that the matrix jobs and merge get by the plan. */
const PLANNED = ['images', 'tags', 'version', 'release', 'platforms', 'part', 'context', 'file'];

/** Inputs of the actions that callers cannot set, with the reason. */
const EXCEPTIONS: Readonly<Record<'plan' | 'build' | 'merge', Readonly<Record<string, string>>>> = {
  plan: {
    variants: 'a caller has a matrix of its own, with flavor and part for each variant',
    'bake-file': 'the job plan has no checkout',
    'bake-target': 'the job plan has no checkout',
    'metadata-context': 'the job plan has no checkout',
  },
  build: {
    flavor: 'plan evaluates the tags',
    'metadata-context': 'plan evaluates the tags',
    push: 'merge publishes',
    load: 'no later step of the job uses the image',
    call: 'it builds no image to merge',
    'secret-files': 'a caller cannot write files; build-secrets takes their content',
    logout: 'no later step of the job needs the login',
    'github-token': 'its default is the token of the workflow',
  },
  merge: {
    flavor: 'plan evaluates the tags',
    'metadata-context': 'plan evaluates the tags',
    digests: 'the matrix jobs leave records',
    logout: 'no later step of the job needs the login',
  },
};

describe.each([
  { job: 'plan', inputs: plan.inputs, planned: [] },
  { job: 'build', inputs: root.inputs, planned: PLANNED },
  { job: 'merge', inputs: merge.inputs, planned: PLANNED },
] as const)('the job $job', ({ job, inputs, planned }) => {
  test('forwards each input of its action, or the list of exceptions has the reason', () => {
    const known = [...Object.keys(given(job)), ...planned, ...Object.keys(EXCEPTIONS[job])];
    expect(Object.keys(inputs).filter((name) => !known.includes(name))).toEqual([]);
    expect(Object.keys(given(job)).filter((name) => !(name in inputs))).toEqual([]);
  });

  test('forwards no input that is an exception', () => {
    expect(Object.keys(EXCEPTIONS[job]).filter((name) => name in given(job) || !(name in inputs))).toEqual([]);
  });

  test('forwards an input under its own name', () => {
    const others = Object.entries(given(job)).filter(
      ([name, value]) => name in call.inputs && value !== `$\{{ inputs.${name} }}`,
    );
    // with more than the input: the key of ssh-key, the default for ghcr.io, and merge, which has no strict
    expect(others.filter(([name]) => !OWN_VALUES.includes(name))).toEqual([]);
  });
});

const OWN_VALUES = ['ssh', 'registry', 'username', 'verify', 'platforms', 'push', 'smoke-test', 'annotations'];

/** Inputs with another meaning, or another default, than those of the actions. */
const OWN = ['tags', 'part', 'push', 'registry', 'username', 'smoke-test', 'runners', 'platforms', 'timeout'];

test.each(Object.entries(call.inputs).filter(([name]) => !OWN.includes(name)))(
  'the input %s is described as in its action, with the same default',
  (name, { description, type, default: value = '' }) => {
    const origin = root.inputs[name] ?? plan.inputs[name];
    if (origin === undefined) {
      expect(description).toMatch(/^[A-Z].{10,}[^.]$/);
      return;
    }
    expect({ description, value: String(value) }).toEqual({
      description: origin.description,
      value: origin.default ?? '',
    });
    // `verify` may be `strict`
    expect(type).toBe(/^(true|false)$/.test(origin.default as string) && name !== 'verify' ? 'boolean' : 'string');
  },
);

test('every input and every secret is used', () => {
  const [, body = ''] = TEXT.split('\njobs:\n');
  const unused = (context: string, names: readonly string[]) =>
    names.filter((name) => !new RegExp(`\\b${context}\\.${name}(?![\\w-])`).test(body));
  expect(unused('inputs', Object.keys(call.inputs))).toEqual([]);
  expect(unused('secrets', Object.keys(call.secrets))).toEqual([]);
});

test('has every output of merge', () => {
  expect(Object.keys(call.outputs)).toEqual(Object.keys(merge.outputs));
  for (const [name, { value }] of Object.entries(call.outputs)) {
    const job = name === 'version' ? 'plan' : 'merge';
    expect(value).toBe(`$\{{ jobs.${job}.outputs.${name} }}`);
    expect(jobs[job].outputs?.[name]).toBe(`$\{{ steps.${job}.outputs.${name} }}`);
  }
});

test('no script contains an expression', () => {
  const scripts = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  expect(scripts).not.toEqual([]);
  expect(scripts.filter((script) => script.includes('$' + '{{'))).toEqual([]);
});

describe('logins by OIDC', () => {
  const logins = ({ steps }: Job) =>
    steps.filter(({ if: condition = '' }) => /inputs\.(dockerhub|aws|google|azure)/.test(condition));

  test('are the same in the matrix jobs and in merge', () => {
    expect(logins(jobs.build)).toHaveLength(8);
    expect(logins(jobs.merge)).toEqual(logins(jobs.build));
  });

  test('pin the same commits as docs/registries.md', () => {
    const pinned = readDocument('docs/registries.md');
    const [, body = ''] = TEXT.split('\njobs:\n');
    const pins = [...body.matchAll(/uses: ((?!actions\/)\S+@[0-9a-f]{40} # v\S+)/g)].map(([, pin = '']) => pin);
    expect(pins).toHaveLength(12);
    expect(pins.filter((pin) => !pinned.includes(pin))).toEqual([]);
  });
});

test('the token of the workflow is a password of ghcr.io only', () => {
  for (const job of ['build', 'merge'] as const) {
    const { registry, password } = given(job);
    expect(password).toBe("${{ secrets.password || (env.GHCR == 'true' && github.token) || '' }}");
    expect(registry).toBe("${{ inputs.registry || (env.GHCR == 'true' && 'ghcr.io') || '' }}");
  }
  const conditions = [...TEXT.matchAll(/GHCR: >-\n(.*?\}\})/gs)].map(([, text = '']) => text.replace(/\s+/g, ' '));
  expect(conditions).toHaveLength(2);
  for (const condition of conditions) {
    expect(condition).toContain("inputs.registry == 'ghcr.io' || (inputs.registry == '' && contains(");
  }
});

test('docs/matrix.md names every input that the actions do not have, and every secret', () => {
  const page = readDocument('docs/matrix.md');
  const own = Object.keys(call.inputs).filter((name) => !(name in root.inputs));
  expect([...own, ...Object.keys(call.secrets)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  const [, without = ''] = /without (`push-by-digest`.*?), and these/s.exec(page) ?? [];
  const lacks = Object.keys(root.inputs).filter((name) => !(name in call.inputs) && !(name in call.secrets));
  expect([...without.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)).toEqual(expect.arrayContaining(lacks));
});
