import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openCaches } from '../../src/build/caches.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { KeptFolder } from '../../src/system/cache-service.ts';
import type { Run } from '../../src/system/process.ts';
import { planFor } from '../plan/a-plan.ts';
import { eventsOf, json, logOf } from './replay.ts';

const root = mkdtempSync(join(tmpdir(), 'caches-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A buildx that claims to have written a cache, and wrote none. */
const run: Run = async ({ onStderr }) => {
  const at = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
  onStderr?.(json({ vertexes: [{ digest: 'a', name: 'exporting cache to client directory', ...at }] }));
  return { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
};

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
  const tools = { run, buildx: 'buildx', builder: 'b', env: {}, buildEnv: {}, cwd: root, folder: root, id: 'x' };
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
  expect((await caches.write(executed, [])).notices).toEqual([
    expect.stringMatching(/^The build cache was not written to the service: .*ENOTDIR/),
    expect.stringMatching(/^The content of cache mounts was not kept: .*EEXIST/),
  ]);
});

test('what cannot be put back of a cache mount, too', async () => {
  const { plan, tools } = await spoilt();
  const caches = await openCaches(plan, tools, { ...nothing, mounts: true });
  expect((await caches.write(executed, [])).notices.at(-1)).toMatch(
    /^The content of cache mounts could not be put back: .*ENOTDIR/,
  );
});

test('a job that is cancelled meanwhile is', async () => {
  const reason = new Error('cancelled');
  const { plan, tools } = await spoilt(AbortSignal.abort(reason));
  await expect(openCaches(plan, tools, { ...nothing, mounts: true })).rejects.toBe(reason);
});

/** Whether the cache of a build that came from it whole is written all the same. */
async function rewrites(builder: Plan['builder'], read: readonly string[]): Promise<readonly string[]> {
  const calls: string[] = [];
  const { plan, tools } = await spoilt();
  const to = ['type=registry,ref=a/b-buildcache:main,mode=max'];
  const caches = await openCaches(
    { ...plan, builder, mounts: undefined, cache: { ...plan.cache, to, kept: [] } },
    {
      ...tools,
      run(command) {
        calls.push(...command.args);
        return run(command);
      },
    },
    nothing,
  );
  const at = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
  const vertexes = ['importing cache manifest from a/b-buildcache:main', '[1/1] RUN x'].map((name) => ({
    ...{ digest: name, name, cached: true, ...at },
  }));
  await caches.write(logOf(eventsOf(json({ vertexes }))), read);
  return calls;
}

const MADE = { kind: 'new', driver: 'docker-container', name: 'b', reason: '', nodes: [], config: undefined } as const;

test.each<[string, Plan['builder'], boolean]>([
  ['one made for this job', { ...MADE, keep: false }, false],
  ['one that is kept', { ...MADE, keep: true }, true],
  ["the engine's", { kind: 'engine', reason: '' }, true],
  ['one that was there', { kind: 'existing', name: 'b', driver: 'docker-container', reason: '', nodes: [] }, true],
])('what a builder has from itself may not be what the cache holds: %s', async (_, builder, written) => {
  const calls = await rewrites(builder, ['type=registry,ref=a/b-buildcache:main']);
  expect(calls.includes('--cache-from=type=registry,ref=a/b-buildcache:main')).toBe(written);
});
