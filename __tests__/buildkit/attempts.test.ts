import { describe, expect, test } from '@jest/globals';
import { buildWithRemedies, type Remedies } from '../../src/buildkit/attempts.ts';
import type { BuildOutcome } from '../../src/buildkit/build.ts';
import { RegistryError } from '../../src/clients/registry/error.ts';
import { HungError } from '../../src/model/errors.ts';
import { eventsOf, json, logOf } from './replay.ts';

const END = { signal: undefined, timedOut: false, stdout: '', stderr: '' };
const AT = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
const EXPORT = 'exporting to image';
const RESOLVE = '[internal] load metadata for docker.io/library/busybox:latest';
const ENDED = Promise.resolve({ log: logOf([]), answer: '', problem: undefined });
const DONE: BuildOutcome = { ok: true, log: logOf([]), hasEnded: true, digests: [], ended: ENDED };

/** A build whose step failed, as buildx tells it. */
function failed(name: string, error: string): BuildOutcome {
  const events = Buffer.concat([
    json({ vertexes: [{ digest: 'a', name, error, ...AT }] }),
    Buffer.from(`ERROR: failed to build: failed to solve: ${error}\n`),
  ]);
  return { finished: { ...END, code: 1 }, log: logOf(eventsOf(events)), ok: false };
}

/** Builds that end one way after the other, and then well. */
async function builds(endings: readonly (BuildOutcome | Error)[], askHowLong: Remedies['askHowLong'] = async () => {}) {
  let attempts = 0;
  const told: string[] = [];
  const pending = buildWithRemedies({
    attempt: async () => {
      const ending = endings[attempts] ?? DONE;
      attempts += 1;
      if (ending instanceof Error) throw ending;
      return ending;
    },
    cache: { reads: false, writes: false },
    unregistered: [],
    emulate: async () => {},
    notice: () => {},
    askHowLong,
    policy: { retries: 3, clock: { now: () => 0, sleep: async () => {} }, log: (line) => told.push(line) },
  });
  const failure = await pending.then(
    (built) => built.failure,
    (error: unknown) => error,
  );
  return { attempts, failure, told };
}

describe('a build is done again', () => {
  test.each<[string, BuildOutcome | Error]>([
    ['after a hang', new HungError('nothing was heard for 2 minutes from "pushing layers"')],
    [
      'after a token server in trouble',
      failed(
        RESOLVE,
        'failed to authorize: unexpected status from GET request to https://a/token: 503 Service Unavailable',
      ),
    ],
    ['after words of a registry that nobody knows', failed(EXPORT, 'failed to push r/a: unknown: whoops')],
    [
      'after a connection that was closed',
      failed(EXPORT, 'failed to push r/a: http2: server sent GOAWAY and closed the connection'),
    ],
    [
      'after too many requests',
      failed(RESOLVE, 'unexpected status from HEAD request to https://r/v2/: 429 Too Many Requests'),
    ],
  ])('%s', async (_, ending) => {
    const { attempts, failure, told } = await builds([ending]);
    expect([attempts, failure, told.length]).toEqual([2, undefined, 1]);
  });
});

describe('a build is not done again', () => {
  test.each<[string, BuildOutcome | Error, string]>([
    ['after what nobody knows, before anything was handed over', failed('[2/2] COPY a b', 'whoops'), 'whoops'],
    ['after a refusal', failed(EXPORT, 'failed to push r/a: denied: no'), 'denied: no'],
    [
      'after what is too large',
      failed(EXPORT, 'failed to push r/a: unexpected status from PUT request to https://r: 413 Too Large'),
      '413',
    ],
    [
      'after the death of its builder',
      failed(EXPORT, 'rpc error: code = Unavailable desc = error reading from server: EOF'),
      'went away',
    ],
    [
      'after a certificate',
      failed(RESOLVE, 'tls: failed to verify certificate: x509: certificate signed by unknown authority'),
      'trusted',
    ],
    ['after a cancellation', new Error('cancelled'), 'cancelled'],
  ])('%s', async (_, ending, message) => {
    const { attempts, failure } = await builds([ending]);
    expect(attempts).toBe(1);
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
  });

  test('after a failure that was judged to pass, where the next one does not', async () => {
    const { attempts } = await builds([failed(EXPORT, 'failed to push r/a: EOF'), new Error('cancelled')]);
    expect(attempts).toBe(2);
  });

  test('where a registry refuses for longer than is waited for', async () => {
    const refusal = new RegistryError('reading r/a failed: r answered 429', {
      ...{ verdict: 'final', status: 429, retryAfter: 600_000, hint: 'Run the job again in 10 minutes' },
    });
    const ending = failed(RESOLVE, 'toomanyrequests: enough');
    const { attempts, failure } = await builds([ending], () => Promise.reject(refusal));
    expect(attempts).toBe(1);
    expect(failure).toMatchObject({ kind: 'rate-limit', message: expect.stringContaining('10 minutes') });
  });
});
