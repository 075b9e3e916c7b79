import { describe, expect, test } from '@jest/globals';
import type { BuildOutcome } from '../../src/buildkit/build.ts';
import { buildWithRetries, type RetryOptions } from '../../src/buildkit/retry-build.ts';
import { RegistryError } from '../../src/clients/registry/error.ts';
import { HungError } from '../../src/model/errors.ts';
import { eventsOf, json, logOf } from './replay.ts';

const END = { signal: undefined, timedOut: false, stdout: '', stderr: '' };
const AT = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
const EXPORT = 'exporting to image';
const RESOLVE = '[internal] load metadata for docker.io/library/busybox:latest';
const ENDED = Promise.resolve({ log: logOf([]), answer: '', problem: undefined });
const DONE: BuildOutcome = { ok: true, log: logOf([]), hasEnded: true, digests: [], end: ENDED };

/** A build with a failed step, as buildx reports it. */
function failed(name: string, error: string): BuildOutcome {
  const events = Buffer.concat([
    json({ vertexes: [{ digest: 'a', name, error, ...AT }] }),
    Buffer.from(`ERROR: failed to build: failed to solve: ${error}\n`),
  ]);
  return { finished: { ...END, code: 1 }, log: logOf(eventsOf(events)), ok: false };
}

/** Runs builds that end in the given order, and then succeed. */
async function builds(
  endings: readonly (BuildOutcome | Error)[],
  checkRateLimit: RetryOptions['checkRateLimit'] = async () => {},
) {
  let attempts = 0;
  const logged: string[] = [];
  const pending = buildWithRetries({
    attempt: async () => {
      const ending = endings[attempts] ?? DONE;
      attempts += 1;
      if (ending instanceof Error) throw ending;
      return ending;
    },
    cache: { reads: false, writes: false },
    missingArchitectures: [],
    registerEmulators: async () => {},
    machine: { isEmulated: () => false },
    notice: () => {},
    checkRateLimit,
    policy: { retries: 3, clock: { now: () => 0, sleep: async () => {} }, log: (line) => logged.push(line) },
  });
  const failure = await pending.then(
    (built) => built.failure,
    (error: unknown) => error,
  );
  return { attempts, failure, logged };
}

describe('retries a build', () => {
  test.each<[string, BuildOutcome | Error]>([
    ['after a timeout of a registry', new HungError('no progress for 2 minutes in "pushing layers"')],
    [
      'after an error 503 of a token server',
      failed(
        RESOLVE,
        'failed to authorize: unexpected status from GET request to https://a/token: 503 Service Unavailable',
      ),
    ],
    ['after an unknown error of a registry during a push', failed(EXPORT, 'failed to push r/a: unknown: whoops')],
    [
      'after a closed connection',
      failed(EXPORT, 'failed to push r/a: http2: server sent GOAWAY and closed the connection'),
    ],
    ['after error 429', failed(RESOLVE, 'unexpected status from HEAD request to https://r/v2/: 429 Too Many Requests')],
  ])('%s', async (_, ending) => {
    const { attempts, failure, logged } = await builds([ending]);
    expect([attempts, failure, logged.length]).toEqual([2, undefined, 1]);
  });
});

describe('does not retry a build', () => {
  test.each<[string, BuildOutcome | Error, string]>([
    ['after an unknown error before the push', failed('[2/2] COPY a b', 'whoops'), 'whoops'],
    ['after a denied push', failed(EXPORT, 'failed to push r/a: denied: no'), 'denied: no'],
    [
      'after error 413',
      failed(EXPORT, 'failed to push r/a: unexpected status from PUT request to https://r: 413 Too Large'),
      '413',
    ],
    [
      'after the loss of its builder',
      failed(EXPORT, 'rpc error: code = Unavailable desc = error reading from server: EOF'),
      'connection to the builder was lost',
    ],
    [
      'after an invalid certificate',
      failed(RESOLVE, 'tls: failed to verify certificate: x509: certificate signed by unknown authority'),
      'trusted',
    ],
    ['after a cancellation', new Error('cancelled'), 'cancelled'],
  ])('%s', async (_, ending, message) => {
    const { attempts, failure } = await builds([ending]);
    expect(attempts).toBe(1);
    expect(failure).toMatchObject({ message: expect.stringContaining(message) });
  });

  test('after a transient error and then a permanent one', async () => {
    const { attempts } = await builds([failed(EXPORT, 'failed to push r/a: EOF'), new Error('cancelled')]);
    expect(attempts).toBe(2);
  });

  test('if the rate limit of a registry lasts longer than the retries', async () => {
    const refusal = new RegistryError('reading r/a failed: r answered 429', {
      ...{ verdict: 'final', status: 429, retryAfter: 600_000, hint: 'Run the job again in 10 minutes' },
    });
    const ending = failed(RESOLVE, 'toomanyrequests: enough');
    const { attempts, failure } = await builds([ending], () => Promise.reject(refusal));
    expect(attempts).toBe(1);
    expect(failure).toMatchObject({ kind: 'rate-limit', message: expect.stringContaining('10 minutes') });
  });
});
