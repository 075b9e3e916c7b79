import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { BuildEnd } from '../../src/buildkit/build.ts';
import { openCaches } from '../../src/cache/caches.ts';
import type { KeptFolder, Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/runtime/process.ts';
import { eventsOf, json, logOf } from '../buildkit/replay.ts';
import { planFor } from '../plan/a-plan.ts';

const root = mkdtempSync(join(tmpdir(), 'caches-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A buildx that does nothing, and says that all is well. */
const run: Run = async () => ({ code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' });

/** The end of a build at which these steps were. */
async function endOf(steps: readonly (readonly [name: string, error?: string])[], problem?: string): Promise<BuildEnd> {
  const at = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
  const vertexes = steps.map(([name, error]) => ({ digest: name, name, cached: true, error, ...at }));
  return { log: logOf(eventsOf(json({ vertexes }))), answer: '', problem };
}

const EXPORT = 'exporting cache to client directory';

/** A build with a local cache and a cache mount, in folders of which nothing can be written. */
async function spoilt(signal?: AbortSignal) {
  const occupied = join(root, 'a file');
  writeFileSync(occupied, '');
  mkdirSync(join(root, 'mounts'), { recursive: true });
  const kept: KeptFolder = { folder: join(occupied, 'folder'), prefixes: ['a'], key: 'a' };
  const planned = await planFor({ tags: 'a/b:1', 'cache-mounts': 'true' });
  const plan: Plan = {
    ...planned,
    cache: {
      from: [],
      to: ['type=local,dest=x'],
      byPlatform: false,
      inline: false,
      kept: [[kept]],
      place: 'the service',
      reason: '',
    },
    mounts: {
      mounts: [{ id: '/root/.cache', options: {} }],
      image: 'busybox',
      namespace: undefined,
      kept,
      skipped: [],
    },
  };
  const service = { restore: async () => undefined, save: async () => {}, problem: () => undefined };
  const tools = { run, buildx: 'buildx', builder: 'b', env: {}, folder: root, id: 'x' };
  return { plan, tools: { ...tools, service, signal } };
}

const executed = {
  ...logOf([]),
  steps: [{ kind: 'run', cached: false, command: 'RUN --mount=type=cache,target=/c x', output: [] }] as never,
};
const nothing = { cache: { from: [], whole: false }, mounts: false };

test('what cannot be written of a cache is told, and costs nothing', async () => {
  const { plan, tools } = await spoilt();
  const caches = await openCaches(plan, tools, nothing);
  expect((await caches.keep(executed, endOf([[EXPORT]]))).notices).toEqual([
    expect.stringMatching(/^The build cache was not written to the service: .*ENOTDIR/),
    expect.stringMatching(/^The content of cache mounts was not kept: .*EEXIST/),
  ]);
});

test('what cannot be put back of a cache mount, too', async () => {
  const { plan, tools } = await spoilt();
  const caches = await openCaches(plan, tools, { ...nothing, mounts: true });
  expect((await caches.keep(executed, endOf([[EXPORT]]))).notices.at(-1)).toMatch(
    /^The content of cache mounts could not be put back: .*ENOTDIR/,
  );
});

test('a job that is cancelled meanwhile is', async () => {
  const reason = new Error('cancelled');
  const { plan, tools } = await spoilt(AbortSignal.abort(reason));
  await expect(openCaches(plan, tools, { ...nothing, mounts: true })).rejects.toBe(reason);
});

test.each<[string, Promise<BuildEnd> | string | undefined, object]>([
  ['written', endOf([[EXPORT]]), { cache: 'written', notices: [] }],
  ['none', undefined, { cache: 'none', notices: [] }],
  [
    'refused',
    endOf([[EXPORT, 'denied']]),
    { cache: 'failed', notices: [expect.stringMatching(/the service: denied$/)] },
  ],
  ['cut off', endOf([[EXPORT]], 'killed'), { cache: 'failed', notices: [expect.stringMatching(/: killed$/)] }],
  ['unheard of', endOf([]), { cache: 'failed', notices: [expect.stringMatching(/without a word of it$/)] }],
  ['given up before', 'no token', { cache: 'failed', notices: [expect.stringMatching(/: no token$/)] }],
])('what becomes of a cache is told: %s', async (_, ended, expected) => {
  const { plan, tools } = await spoilt();
  const caches = await openCaches({ ...plan, mounts: undefined, cache: { ...plan.cache, kept: [] } }, tools, nothing);
  expect(await caches.keep(executed, ended)).toEqual(expected);
});

test('where the cache service fails, nothing is exported for it', async () => {
  const { plan, tools } = await spoilt();
  const service = { ...tools.service, problem: () => 'it is down' };
  expect((await openCaches(plan, tools, nothing)).writes).toBe(true);
  expect((await openCaches({ ...plan, mounts: undefined }, { ...tools, service }, nothing)).writes).toBe(false);
});

const MADE = { kind: 'new', driver: 'docker-container', name: 'b', reason: '', nodes: [], config: undefined } as const;

test.each<[string, Plan['builder'], 'current' | 'failed']>([
  ['one made for this job', { ...MADE, keep: false }, 'current'],
  ['one that is kept', { ...MADE, keep: true }, 'failed'],
  ["the engine's", { kind: 'engine', reason: '' }, 'failed'],
  ['one that was there', { kind: 'existing', name: 'b', driver: 'docker-container', reason: '', nodes: [] }, 'failed'],
])('what a builder has from itself may not be what was restored, so it is saved: %s', async (_, builder, cache) => {
  const { plan, tools } = await spoilt();
  const caches = await openCaches({ ...plan, builder, mounts: undefined }, tools, {
    cache: { from: [], whole: true },
    mounts: false,
  });
  // to save it is what fails, in a folder of which nothing can be written
  expect(await caches.keep(executed, endOf([['[1/1] RUN x'], [EXPORT]]))).toMatchObject({ cache });
});
