import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { BuildEnd } from '../../src/buildkit/build.ts';
import { openCaches } from '../../src/cache/caches.ts';
import type { CachedFolder, Plan } from '../../src/model/plan.ts';
import type { Run } from '../../src/runtime/process.ts';
import type { RunFolder } from '../../src/session/folder.ts';
import { eventsOf, json, logOf } from '../buildkit/replay.ts';
import { planFor } from '../plan/a-plan.ts';

const root = mkdtempSync(join(tmpdir(), 'caches-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A fake buildx that succeeds without output. */
const run: Run = async () => ({ code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' });

/** The end of a build with these steps. */
async function endOf(steps: readonly (readonly [name: string, error?: string])[], problem?: string): Promise<BuildEnd> {
  const at = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
  const vertexes = steps.map(([name, error]) => ({ digest: name, name, cached: true, error, ...at }));
  return { log: logOf(eventsOf(json({ vertexes }))), answer: '', problem };
}

const EXPORT = 'exporting cache to client directory';

/** A build with a local cache and a cache mount, in folders that cannot be written. */
async function unwritable(signal = new AbortController().signal) {
  const occupied = join(root, 'a file');
  writeFileSync(occupied, '');
  mkdirSync(join(root, 'mounts'), { recursive: true });
  const savedIn: CachedFolder = { folder: join(occupied, 'folder'), prefixes: ['a'], key: 'a' };
  const planned = await planFor({ tags: 'a/b:1', 'cache-mounts': 'true' });
  const plan: Plan = {
    ...planned,
    cache: {
      from: [],
      to: ['type=local,dest=x'],
      byPlatform: false,
      inline: false,
      folders: [[savedIn]],
      place: 'the service',
      reason: '',
    },
    mounts: {
      mounts: [{ id: '/root/.cache', options: {} }],
      image: 'busybox',
      namespace: undefined,
      savedIn,
      skipped: [],
    },
  };
  const service = { restore: async () => undefined, save: async () => {}, problem: () => undefined };
  const tools = { run, buildx: 'buildx', builder: 'b', env: {}, folder: { path: root } as RunFolder, id: 'x' };
  return { plan, tools: { ...tools, service, signal } };
}

const executed = {
  ...logOf([]),
  steps: [{ kind: 'run', cached: false, command: 'RUN --mount=type=cache,target=/c x', output: [] }] as never,
};
const nothing = { cache: { from: [], isUpToDate: false }, mounts: false };

test('reports a cache that cannot be written as a notice', async () => {
  const { plan, tools } = await unwritable();
  const caches = await openCaches(plan, tools, nothing);
  expect((await caches.save(executed, endOf([[EXPORT]]))).notices).toEqual([
    expect.stringMatching(/^The build cache was not written to the service: .*ENOTDIR/),
    expect.stringMatching(/^The content of cache mounts was not saved: .*EEXIST/),
  ]);
});

test('reports a cache mount that cannot be restored as a notice', async () => {
  const { plan, tools } = await unwritable();
  const caches = await openCaches(plan, tools, { ...nothing, mounts: true });
  expect((await caches.save(executed, endOf([[EXPORT]]))).notices.at(-1)).toMatch(
    /^The content of cache mounts could not be restored: .*ENOTDIR/,
  );
});

test('fails if the job is cancelled', async () => {
  const reason = new Error('cancelled');
  const { plan, tools } = await unwritable(AbortSignal.abort(reason));
  await expect(openCaches(plan, tools, { ...nothing, mounts: true })).rejects.toBe(reason);
});

test.each<[string, Promise<BuildEnd> | string | undefined, object]>([
  ['written', endOf([[EXPORT]]), { cache: 'written', notices: [] }],
  ['not planned', undefined, { cache: 'none', notices: [] }],
  [
    'rejected by the registry',
    endOf([[EXPORT, 'denied']]),
    { cache: 'failed', notices: [expect.stringMatching(/the service: denied$/)] },
  ],
  ['interrupted', endOf([[EXPORT]], 'killed'), { cache: 'failed', notices: [expect.stringMatching(/: killed$/)] }],
  [
    'not reported by buildx',
    endOf([]),
    { cache: 'failed', notices: [expect.stringMatching(/without reporting an export of the cache$/)] },
  ],
  ['disabled after an error', 'no token', { cache: 'failed', notices: [expect.stringMatching(/: no token$/)] }],
])('reports the result for a cache that is %s', async (_, ended, expected) => {
  const { plan, tools } = await unwritable();
  const caches = await openCaches(
    { ...plan, mounts: undefined, cache: { ...plan.cache, folders: [] } },
    tools,
    nothing,
  );
  expect(await caches.save(executed, ended)).toEqual(expected);
});

test('exports no local cache if the cache service fails', async () => {
  const { plan, tools } = await unwritable();
  const service = { ...tools.service, problem: () => 'it is down' };
  expect((await openCaches(plan, tools, nothing)).writes).toBe(true);
  expect((await openCaches({ ...plan, mounts: undefined }, { ...tools, service }, nothing)).writes).toBe(false);
});

const MADE = {
  ...({ kind: 'new', driver: 'docker-container' } as const),
  ...{ name: 'b', reason: '', nodes: [], config: undefined, settings: {} },
};

test.each<[string, Plan['builder'], 'current' | 'failed']>([
  ['a new builder', { ...MADE, keep: false }, 'current'],
  ['the builder of an earlier step', { ...MADE, keep: false, madeIn: '/step' }, 'failed'],
  ['one that is savedIn', { ...MADE, keep: true }, 'failed'],
  ['the builder of Docker Engine', { kind: 'engine', reason: '' }, 'failed'],
  ['an existing builder', { kind: 'existing', name: 'b', driver: 'docker-container', reason: '', nodes: [] }, 'failed'],
])('skips saving a fully cached build only for a new builder: %s', async (_, builder, cache) => {
  const { plan, tools } = await unwritable();
  const caches = await openCaches({ ...plan, builder, mounts: undefined }, tools, {
    cache: { from: [], isUpToDate: true },
    mounts: false,
  });
  // saving fails, because the folder cannot be written
  expect(await caches.save(executed, endOf([['[1/1] RUN x'], [EXPORT]]))).toMatchObject({ cache });
});
