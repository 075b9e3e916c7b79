import { expect, test } from '@jest/globals';
import { buildWithRemedies, type Remedies } from '../../src/buildkit/attempts.ts';
import { type BuildOutcome, CacheHung } from '../../src/buildkit/build.ts';
import { eventsOf, json, logOf } from './replay.ts';

const FINISHED = { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
const AT = '2026-01-01T00:00:00Z';
const READ = 'importing cache manifest from here';

/** A build at which these steps ended, those with an error as they did: `[step, error?]`. */
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
    ended: Promise.resolve({ log, answer: '', problem: undefined }),
  };
}

const GOOD = outcome([[READ]]);

/** Whether each attempt read the cache, or what else it did with it, and what was told. */
async function tryOut(ends: readonly (BuildOutcome | Error)[], more: Partial<Remedies> = {}) {
  const attempts: boolean[] = [];
  const notices: string[] = [];
  const emulated: string[] = [];
  const policy = { retries: 3, clock: { now: () => 0, sleep: async () => undefined }, log: () => {} };
  const result = await buildWithRemedies({
    attempt: async ({ reads }) => {
      const end = ends[Math.min(attempts.length, ends.length - 1)];
      attempts.push(reads);
      if (end instanceof Error) throw end;
      return end as BuildOutcome;
    },
    cache: { reads: true, writes: true },
    unregistered: ['arm64'],
    emulate: async (architectures) => void emulated.push(...architectures),
    notice: (message) => notices.push(message),
    askHowLong: async () => undefined,
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
  ['altered', [[READ], [COPY, ALTERED]]],
  ['short', [[READ], [COPY, SHORT]]],
  ['refused', [[READ], [COPY, LOST]]],
  ['unreadable in words nobody knows', [[READ], [COPY, 'something odd']]],
  ['altered, and met by the export', [[READ], ['exporting to image', ALTERED]]],
  ['short, and met by the export', [[READ], ['exporting to image', SHORT]]],
])('a cached layer that is %s costs one build without the cache', async (_, steps) => {
  const { attempts, notices, result } = await tryOut([outcome(steps), GOOD]);
  expect(attempts).toEqual([true, false]);
  expect(notices).toEqual([expect.stringMatching(/^The build cache, or a part of it, could not be read/)]);
  expect(result).toMatchObject({ cache: { reads: false, writes: true }, failure: undefined });
});

test.each<[string, readonly (readonly [string, string?])[], number]>([
  ['a command', [[READ], [RUN, 'process "make" did not complete successfully: exit code: 1']], 1],
  ['a file that is not there', [[READ], [COPY, 'failed to compute cache key: "/deps": not found']], 1],
  ['a base image', [[READ], ['[internal] load metadata for docker.io/library/x', 'docker.io/library/x: not found']], 1],
  ['a push', [[READ], ['exporting to image', 'failed to push x: unexpected status from PUT: 403 Forbidden']], 1],
  ['the network of a push', [[READ], ['exporting to image', 'failed to push x: connection reset by peer']], 4],
  ['no space', [[READ], [COPY, 'write /x: no space left on device']], 1],
  [
    'a step, with no cache read',
    [
      [READ, 'here: not found'],
      [COPY, 'something odd'],
    ],
    1,
  ],
])('%s is not the cache', async (_, steps, times) => {
  const { attempts, notices, result } = await tryOut([outcome(steps)]);
  expect(attempts).toEqual(Array(times).fill(true));
  expect(notices).toEqual([]);
  expect(result.failure).toBeDefined();
});

test('a cache that hangs costs one build without it; without it, it is no cache that hangs', async () => {
  const hung = new CacheHung('nothing was heard');
  expect((await tryOut([hung, GOOD])).attempts).toEqual([true, false]);
  await expect(tryOut([hung])).rejects.toBe(hung);
});

test('a missing emulator and a damaged cache are both mended, once each', async () => {
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
])('a cache that cannot be written at all costs one build that does not: %s', async (error) => {
  const written: boolean[] = [];
  const refused = outcome([['exporting to image', error]]);
  const { result } = await tryOut([], {
    attempt: async ({ writes }) => {
      written.push(writes);
      return writes ? refused : GOOD;
    },
  });
  expect(written).toEqual([true, false]);
  expect(result).toMatchObject({ cache: { reads: true, writes: false }, unwritable: expect.stringContaining(error) });
});
