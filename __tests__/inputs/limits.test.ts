import { describe, expect, test } from '@jest/globals';
import { DEFAULTS } from '../../src/inputs/defaults.ts';
import { secretsOf } from '../../src/inputs/masks.ts';
import { readMatrix } from '../../src/inputs/matrix.ts';
import { readMerge } from '../../src/inputs/merge.ts';
import { formatProblem, InputError } from '../../src/inputs/problems.ts';
import { readRequest } from '../../src/inputs/read.ts';
import { rowsOf } from '../../src/parts/matrix.ts';
import { resolveNames } from '../../src/plan/resolve.ts';
import { MAX_ITEMS, MAX_REFERENCES } from '../../src/runtime/limits.ts';
import { finished, type Given, given, job, problemsOf, read } from './given.ts';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');
const VARIANTS = ['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'android', 'aix'].flatMap((os) =>
  [
    '386',
    'amd64',
    'amd64/v2',
    'amd64/v3',
    'arm/v5',
    'arm/v6',
    'arm/v7',
    'arm64',
    'arm64/v9',
    'loong64',
    'riscv64',
    's390x',
    'wasm',
  ].map((rest) => `${os}/${rest}`),
);
const DIGEST = `sha256:${'0'.repeat(64)}`;

/** An item of each input. The number makes it distinct. */
const ITEMS: Readonly<
  Record<Exclude<keyof typeof MAX_ITEMS, 'runners' | 'variants' | 'digests'>, (i: number) => string>
> = {
  images: (i) => `ghcr.io/acme/app${i}`,
  tags: (i) => `ghcr.io/acme/app:v${i}`,
  flavor: (i) => `prefix=v${i}`,
  platforms: (i) => VARIANTS[i] ?? 'amd64',
  'bake-file': () => 'Dockerfile',
  'build-args': (i) => `ARG${i}=value-${i}`,
  'build-contexts': (i) => `name${i}=docker-image://alpine:${i}`,
  labels: (i) => `label.${i}=value-${i}`,
  annotations: (i) => `annotation.${i}=value-${i}`,
  secrets: (i) => `id${i}=secret-${i}`,
  'secret-envs': (i) => `env${i}=VARIABLE`,
  'secret-files': (i) => `file${i}=key.pem`,
  ssh: (i) => `id${i}=key.pem`,
  'add-hosts': (i) => `host${i}:10.0.0.1`,
  ulimit: () => 'nofile=1:2',
  allow: () => 'network.host',
  'no-cache-filters': (i) => `stage${i}`,
  'annotations-levels': () => 'index',
  attests: () => 'type=sbom,generator=x',
  outputs: (i) => `type=local,dest=out${i}`,
  'driver-opts': (i) => `env.X${i}=y`,
  'cache-from': (i) => `type=registry,ref=acme/app:cache${i}`,
  'cache-to': (i) => `type=local,dest=cache${i}`,
  nodes: (i) => `- {name: node${i}, endpoint: "tcp://host${i}:1"}`,
  'foreign-programs': (i) => `/opt/${i}`,
  'registry-auth': (i) => `- {registry: host${i}.example, username: me, password: secret-${i}}`,
};
const NAMES = Object.keys(ITEMS) as (keyof typeof ITEMS)[];
const at = job({ VARIABLE: 'a value' });

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = process.cpuUsage();
  await work();
  return process.cpuUsage(started).user / 1000;
}

describe('reports too many items quickly as one problem', () => {
  test.each(NAMES)('of the input %s', async (name) => {
    const count = name === 'nodes' || name === 'registry-auth' ? 900 : 10_000;
    const text = lines(count, ITEMS[name]);
    let problems: readonly string[] = [];
    const spent = await milliseconds(async () => {
      problems = await problemsOf({ [name]: text }, at);
    });
    expect(problems).toContain(`${name}: ${count} items; write at most ${MAX_ITEMS[name]}`);
    expect(problems.filter((problem) => problem.startsWith(`${name}[`))).toEqual([]);
    expect(spent).toBeLessThan(2_000);
  });

  test.each<readonly [string, Given, string]>([
    ['of 15,000 tags', { images: 'a/b', tags: lines(15_000, (i) => `v${i}`) }, 'tags: 15000 items; write at most 1000'],
    ['of 30,000 platforms', { platforms: '386,'.repeat(30_000) }, 'platforms: 30000 items; write at most 100'],
    [
      'of tags in many repositories',
      { images: lines(60, (i) => `a/b${i}`), tags: lines(20, (i) => `v${i}`) },
      'tags: 1200 tags in all repositories together; write at most 1000',
    ],
    [
      'of a long rule',
      { images: 'a/b', tags: `type=raw,value=${'{{'.repeat(40_000)}` },
      'tags[0]: 80015 characters; shorten it to at most 4096',
    ],
    ['of a long version', { version: '1'.repeat(90_000) }, 'version: 90000 characters; shorten it to at most 4096'],
  ])('%s', async (_, inputs, problem) => {
    const started = performance.now();
    expect(await problemsOf(inputs)).toEqual([problem]);
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('of the inputs of plan', async () => {
    const inputs: Readonly<Record<string, string>> = {
      runners: lines(2_000, (i) => `p${i}: ubuntu`),
      platforms: '386,'.repeat(30_000),
    };
    await expect(finished(readMatrix((name) => inputs[name] ?? '', at))).rejects.toThrow(
      /^2 problems in the inputs:\nplatforms: 30000 items; write at most 100\nrunners: 2000 items; write at most 100$/,
    );
  });

  test('of the inputs of merge', async () => {
    const digests = JSON.stringify(
      Object.fromEntries(Array.from({ length: 9_000 }, (_, i) => [`linux/x${i}`, DIGEST])),
    );
    const release = { scheme: 'semver', version: '1.2.3', prefix: '', suffix: '', floating: Array(2_000).fill('x') };
    const inputs = { images: 'a/b', tags: '1', platforms: 'amd64', digests, release: JSON.stringify(release) };
    const reading = finished(readMerge((name) => inputs[name as keyof typeof inputs] ?? '', at));
    await expect(reading).rejects.toThrow(
      /release: floating: 2000 items; write at most 1000\ndigests: 9000 items; write at most 1000$/,
    );
  });
});

describe('reads the largest number of items of all inputs quickly', () => {
  const all = Object.fromEntries(
    NAMES.filter((name) => name !== 'images').map((name) => [name, lines(MAX_ITEMS[name], ITEMS[name])]),
  ) as Given;

  test('in the root action', async () => {
    const inputs: Given = { ...all, push: 'true' };
    await read({}, at);
    const spent = await milliseconds(async () => {
      await secretsOf(given(inputs), at, Object.keys(DEFAULTS));
      expect((await read(inputs, at)).request.image.tags).toHaveLength(MAX_REFERENCES);
    });
    expect(spent).toBeLessThan(1_500);
  });

  test('in the search for problems with tags and the Dockerfile', async () => {
    const tags = lines(MAX_ITEMS.tags, (i) => `type=raw,value={{branch}}-${i}`);
    await problemsOf({ images: 'a/b', tags: '{{branch}}' }, at);
    const inputs: Given = { ...all, images: 'a/b', tags, push: 'true', 'cache-to': '', flavor: '', annotations: '' };
    expect(await milliseconds(() => problemsOf(inputs, at))).toBeLessThan(3_000);
    expect(await problemsOf(inputs, at)).toEqual([]);
  });

  test('in the search for problems with too many tags', async () => {
    const inputs = { images: lines(100, (i) => `a/b${i}`), tags: lines(999, (i) => `v${i}`), push: 'true' };
    await problemsOf({ images: 'a/b', tags: 'v1', push: 'true' }, at);
    const asked: Given = { ...inputs, tags: `${inputs.tags}\ntype=semvr` };
    expect(await milliseconds(() => problemsOf(inputs, at))).toBeLessThan(1_000);
    expect(await problemsOf(asked, at)).toEqual([
      'tags: 100000 tags in all repositories together; write at most 1000',
      'tags[999]: unknown type "semvr"; did you mean semver?',
    ]);
  });

  test('in plan', async () => {
    const inputs: Readonly<Record<string, string>> = {
      images: lines(10, (i) => `a/b${i}`),
      tags: lines(100, (i) => `v${i}`),
      platforms: VARIANTS.slice(0, 100).join(),
      runners: lines(100, (i) => `${VARIANTS[i]}: runner-${i}`),
    };
    const spent = await milliseconds(async () => {
      const { request, inputs: opened } = await readMatrix((name) => inputs[name] ?? '', at);
      await resolveNames(request, opened, at);
      expect(opened.finish()).toEqual([]);
      expect(rowsOf(request)).toHaveLength(100);
    });
    expect(spent).toBeLessThan(1_000);
  });
});

describe('many problems', () => {
  test('are reported as the first 20 and the number of the others', async () => {
    const inputs: Given = { labels: lines(1_000, (i) => `-x${i}`), ulimit: 'x' };
    const error = await finished(readRequest(given(inputs), at)).catch((thrown: unknown) => thrown);
    if (!(error instanceof InputError)) throw error;
    const [head, ...rest] = error.message.split('\n');
    expect(head).toBe('1001 problems in the inputs:');
    expect(rest).toEqual([...error.problems.slice(0, 20).map(formatProblem), 'and 981 more']);
  });

  test('are cut in the same way if they are notices', async () => {
    const { messages } = await read({ 'build-args': lines(1_000, (i) => `#${i}`) }, at);
    expect(messages).toHaveLength(21);
    expect(messages.at(-1)).toEqual({ level: 'warning', message: '980 more notices and warnings' });
  });
});

test('does not compare a long unknown word with known words', async () => {
  const spent = await milliseconds(() => problemsOf({ driver: 'x'.repeat(100_000), target: 'y'.repeat(100_000) }));
  expect(spent).toBeLessThan(1_000);
});
