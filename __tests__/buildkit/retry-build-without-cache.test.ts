import { expect, test } from '@jest/globals';
import { type BuildOutcome, CacheHung } from '../../src/buildkit/build.ts';
import { buildWithRetries, type RetryOptions } from '../../src/buildkit/retry-build.ts';
import { eventsOf, json, logOf } from './replay.ts';

const FINISHED = { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
const AT = '2026-01-01T00:00:00Z';
const READ = 'importing cache manifest from here';

/** Outcome of a build with these completed steps: `[step, error?]`. */
function outcome(steps: readonly (readonly [name: string, error?: string])[]): BuildOutcome {
  const vertexes = steps.map(([name, error]) => ({ digest: name, name, started: AT, completed: AT, error }));
  const failed = steps.find(([name, error]) => error !== undefined && name !== READ)?.[1];
  const text = failed === undefined ? '' : `ERROR: failed to build: failed to solve: ${failed}\n`;
  const log = logOf(eventsOf(Buffer.concat([json({ vertexes }), Buffer.from(text)])));
  if (failed !== undefined) return { ok: false, finished: { ...FINISHED, code: 1 }, log };
  return {
    ok: true,
    log,
    hasEnded: true,
    digests: [],
    end: Promise.resolve({ log, answer: '', problem: undefined }),
  };
}

const GOOD = outcome([[READ]]);

/** Runs a build with retries. Records whether each attempt read the cache, the notices and the registered emulators. */
async function tryOut(ends: readonly (BuildOutcome | Error)[], more: Partial<RetryOptions> = {}) {
  const attempts: boolean[] = [];
  const notices: string[] = [];
  const emulated: string[] = [];
  const policy = { retries: 3, clock: { now: () => 0, sleep: async () => undefined }, log: () => {} };
  const result = await buildWithRetries({
    attempt: async ({ reads }) => {
      const end = ends[Math.min(attempts.length, ends.length - 1)];
      attempts.push(reads);
      if (end instanceof Error) throw end;
      return end as BuildOutcome;
    },
    cache: { reads: true, writes: true },
    missingArchitectures: ['arm64'],
    registerEmulators: async (architectures) => void emulated.push(...architectures),
    machine: { isEmulated: () => false },
    notice: (message) => notices.push(message),
    checkRateLimit: async () => undefined,
    policy,
    ...more,
  });
  return { attempts, notices, emulated, result };
}

const COPY = '[build 2/4] COPY --from=deps /deps /';
const ALTERED = 'failed commit on ref "layer-sha256:1": unexpected commit digest sha256:2, expected sha256:1';
const SHORT = 'short read: expected 119 bytes but got 118: unexpected EOF';
const LOST = 'failed to copy: httpReadSeeker: failed open: content at http://x/v2/c/blobs/sha256:1: 403 Forbidden';
const RUN = '[2/2] RUN make';

test.each<[string, readonly (readonly [string, string?])[]]>([
  ['has other content', [[READ], [COPY, ALTERED]]],
  ['is too short', [[READ], [COPY, SHORT]]],
  ['is rejected by the registry', [[READ], [COPY, LOST]]],
  ['fails with an unknown error', [[READ], [COPY, 'something odd']]],
  ['has other content during the export', [[READ], ['exporting to image', ALTERED]]],
  ['is too short during the export', [[READ], ['exporting to image', SHORT]]],
])('repeats the build without the cache if a cached layer %s', async (_, steps) => {
  const { attempts, notices, result } = await tryOut([outcome(steps), GOOD]);
  expect(attempts).toEqual([true, false]);
  expect(notices).toEqual([expect.stringMatching(/^The build cache, or a part of it, could not be read/)]);
  expect(result).toMatchObject({ cache: { reads: false, writes: true }, failure: undefined });
});

test.each<[string, readonly (readonly [string, string?])[], number]>([
  ['a failed command', [[READ], [RUN, 'process "make" did not complete successfully: exit code: 1']], 1],
  ['a missing file', [[READ], [COPY, 'failed to compute cache key: "/deps": not found']], 1],
  [
    'a missing base image',
    [[READ], ['[internal] load metadata for docker.io/library/x', 'docker.io/library/x: not found']],
    1,
  ],
  [
    'a rejected push',
    [[READ], ['exporting to image', 'failed to push x: unexpected status from PUT: 403 Forbidden']],
    1,
  ],
  ['a network error of a push', [[READ], ['exporting to image', 'failed to push x: connection reset by peer']], 4],
  ['a full disk', [[READ], [COPY, 'write /x: no space left on device']], 1],
  [
    'a failed step of a build that read no cache',
    [
      [READ, 'here: not found'],
      [COPY, 'something odd'],
    ],
    1,
  ],
])('reads the cache in every attempt after %s', async (_, steps, times) => {
  const { attempts, notices, result } = await tryOut([outcome(steps)]);
  expect(attempts).toEqual(Array(times).fill(true));
  expect(notices).toEqual([]);
  expect(result.failure).toBeDefined();
});

test('repeats the build without the cache after a timeout of the cache, once', async () => {
  const hung = new CacheHung('no progress');
  expect((await tryOut([hung, GOOD])).attempts).toEqual([true, false]);
  await expect(tryOut([hung])).rejects.toBe(hung);
});

test('registers missing emulators once and drops a damaged cache once', async () => {
  const foreign = outcome([[READ], [RUN, 'exec /bin/sh: exec format error']]);
  const { attempts, emulated } = await tryOut([foreign, outcome([[READ], [COPY, ALTERED]]), GOOD]);
  expect([attempts, emulated]).toEqual([[true, true, false], ['arm64']]);
  const again = await tryOut([foreign]);
  expect([again.attempts, again.emulated]).toEqual([[true, true], ['arm64']]);
  expect(again.result.failure?.kind).toBe('exec-format');
});

test.each([
  'failed to configure gha cache exporter: malformed token',
  'unknown cache exporter: "odd"',
  'Cache export is not supported for the docker driver.',
])('repeats the build without writing the cache after: %s', async (error) => {
  const written: boolean[] = [];
  const refused = outcome([['exporting to image', error]]);
  const { result } = await tryOut([], {
    attempt: async ({ writes }) => {
      written.push(writes);
      return writes ? refused : GOOD;
    },
  });
  expect(written).toEqual([true, false]);
  expect(result).toMatchObject({
    cache: { reads: true, writes: false },
    cacheWriteError: expect.stringContaining(error),
  });
});
