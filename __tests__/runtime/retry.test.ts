import { describe, expect, test } from '@jest/globals';
import { ActionError } from '../../src/model/errors.ts';
import {
  type Clock,
  classify,
  delayBefore,
  judgeError,
  poll,
  type RetryPolicy,
  retry,
  retryAfterOf,
  systemClock,
} from '../../src/runtime/retry.ts';

/** A clock that advances only by sleep or by the test. */
function handClock(): Clock & { time: number; readonly slept: number[] } {
  const clock = {
    time: 0,
    slept: [] as number[],
    now: () => clock.time,
    async sleep(milliseconds: number) {
      clock.slept.push(milliseconds);
      clock.time += milliseconds;
    },
  };
  return clock;
}

function failing(code: string): Error {
  return Object.assign(new Error(`it failed with ${code}`), { code });
}

function policyWith(clock: Clock, overrides: Partial<RetryPolicy> = {}): RetryPolicy & { readonly lines: string[] } {
  const lines: string[] = [];
  return { retries: 3, clock, random: () => 0, log: (line) => lines.push(line), lines, ...overrides };
}

describe('classify', () => {
  test.each([
    [{ status: 408 }, 'transient'],
    [{ status: 429 }, 'transient'],
    [{ status: 500 }, 'transient'],
    [{ status: 502 }, 'transient'],
    [{ status: 503 }, 'transient'],
    [{ status: 504 }, 'transient'],
    [{ status: 520 }, 'transient'],
    [{ status: 429, headers: { 'retry-after': '60' } }, 'transient'],
    [{ status: 429, headers: { 'retry-after': '61' } }, 'final'],
    [{ status: 400 }, 'final'],
    [{ status: 401 }, 'final'],
    [{ status: 403 }, 'final'],
    [{ status: 404 }, 'final'],
    [{ status: 409 }, 'final'],
    [{ status: 412 }, 'final'],
    [{ status: 413 }, 'final'],
    [{ status: 501 }, 'final'],
    [{ status: 507 }, 'final'],
    [{ status: 307 }, 'final'],
  ] as const)('status %j is %s', (answer, verdict) => {
    expect(classify({ headers: {}, ...answer })).toBe(verdict);
  });

  test.each([
    ['ECONNRESET', 'transient'],
    ['ECONNREFUSED', 'transient'],
    ['EPIPE', 'transient'],
    ['ENOTFOUND', 'transient'],
    ['EAI_AGAIN', 'transient'],
    ['UND_ERR_SOCKET', 'transient'],
    ['UND_ERR_HEADERS_TIMEOUT', 'transient'],
    ['UND_ERR_BODY_TIMEOUT', 'transient'],
    ['UND_ERR_CONNECT_TIMEOUT', 'transient'],
    ['ENOSPC', 'final'],
    ['CERT_HAS_EXPIRED', 'final'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'final'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'final'],
    ['TOO_LARGE', 'final'],
    [undefined, 'final'],
  ] as const)('code %s is %s', (code, verdict) => {
    expect(classify({ code })).toBe(verdict);
  });
});

describe('retryAfterOf', () => {
  const today = Date.parse('2026-05-01T12:00:00Z');
  test.each([
    [{}, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': ' 7 ' }, 7_000],
    [{ 'retry-after': 'Fri, 01 May 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 01 May 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'Fri, 01 May 2026 09:00:20 GMT', date: 'Fri, 01 May 2026 09:00:00 GMT' }, 20_000],
    [{ 'retry-after': 'soon' }, undefined],
  ])('reads %j as %s ms', (headers: Record<string, string>, expected) => {
    expect(retryAfterOf(headers, today)).toBe(expected);
  });
});

describe('delayBefore', () => {
  test.each([
    [1, 0, 0, 1_000],
    [1, 0, 1, 500],
    [2, 0, 0, 2_000],
    [3, 0, 0.5, 3_000],
    [9, 0, 0, 20_000],
    [1, 0, 0.5, 750],
    [1, 45_000, 0, 45_000],
    [3, 100, 0, 4_000],
  ])(
    'returns for retry %i, Retry-After of %i ms and random number %d: %i ms',
    (attempt, retryAfter, random, expected) => {
      expect(delayBefore(attempt, { retryAfter, random: () => random })).toBe(expected);
    },
  );
});

describe('judgeError', () => {
  test('uses the first code among the causes', () => {
    expect(judgeError(new ActionError('no', { cause: failing('ECONNRESET') })).verdict).toBe('transient');
    expect(judgeError(new ActionError('no', { cause: failing('ENOSPC') })).verdict).toBe('final');
  });

  test('prefers the verdict of the error itself', () => {
    const error = Object.assign(failing('ENOSPC'), { verdict: 'transient', retryAfter: 5 });
    expect(judgeError(error)).toMatchObject({ verdict: 'transient', retryAfter: 5 });
  });

  test.each([[new Error('?')], ['text'], [undefined]])('treats %p as permanent', (thrown) => {
    expect(judgeError(thrown).verdict).toBe('final');
  });
});

describe('retry', () => {
  test('retries after three transient errors in a row, each with one line in the log', async () => {
    const clock = handClock();
    const policy = policyWith(clock);
    const attempts: number[] = [];
    const result = await retry(async (attempt) => {
      attempts.push(attempt);
      if (attempt < 4) throw new Error('first line\nsecond', { cause: failing('ECONNRESET') });
      return 'done';
    }, policy);
    expect(result).toBe('done');
    expect(attempts).toEqual([1, 2, 3, 4]);
    expect(clock.slept).toEqual([1_000, 2_000, 4_000]);
    expect(policy.lines).toEqual([
      'first line; retry 1 of 3 in 1.0 s',
      'first line; retry 2 of 3 in 2.0 s',
      'first line; retry 3 of 3 in 4.0 s',
    ]);
  });

  test('throws the fourth error unchanged', async () => {
    const clock = handClock();
    const error = failing('ECONNRESET');
    await expect(retry(() => Promise.reject(error), policyWith(clock))).rejects.toBe(error);
    expect(clock.slept).toHaveLength(3);
  });

  test('throws a permanent error at once', async () => {
    const clock = handClock();
    const policy = policyWith(clock);
    await expect(retry(() => Promise.reject(failing('ENOSPC')), policy)).rejects.toThrow('ENOSPC');
    expect(clock.slept).toEqual([]);
    expect(policy.lines).toEqual([]);
  });

  test('starts no attempt after the time budget, counted from the first error', async () => {
    const clock = handClock();
    let attempts = 0;
    const hang = async () => {
      attempts += 1;
      clock.time += attempts === 1 ? 3_600_000 : 50_000;
      throw failing('UND_ERR_HEADERS_TIMEOUT');
    };
    await expect(retry(hang, policyWith(clock, { retries: 10 }))).rejects.toThrow();
    expect(attempts).toBe(4);
  });

  test('waits as long as the server requests, up to a minute', async () => {
    const clock = handClock();
    const judge = (retryAfter: number) => () => ({ verdict: 'transient', retryAfter }) as const;
    let left = 1;
    const once = async () => {
      left -= 1;
      if (left >= 0) throw new Error('busy');
    };
    await retry(once, policyWith(clock), judge(60_000));
    expect(clock.slept).toEqual([60_000]);
    left = 1;
    await expect(retry(once, policyWith(clock), judge(60_001))).rejects.toThrow('busy');
    expect(clock.slept).toHaveLength(1);
  });

  test('stops waiting with the reason of the signal, and starts no attempt', async () => {
    const controller = new AbortController();
    const policy = policyWith(systemClock, { signal: controller.signal });
    let attempts = 0;
    const running = retry(async () => {
      attempts += 1;
      throw failing('ECONNRESET');
    }, policy);
    setTimeout(() => controller.abort(new Error('cancelled')), 30);
    await expect(running).rejects.toThrow('cancelled');
    await expect(retry(async () => 'never', policy)).rejects.toThrow('cancelled');
    expect(attempts).toBe(1);
  });
});

describe('poll', () => {
  const late = (answer: string) => (answer === 'old' ? 'still old' : undefined);

  test('repeats the query until the result is final', async () => {
    const clock = handClock();
    const policy = policyWith(clock, { retries: 1 });
    const answers = ['old', 'old', 'old', 'new'];
    await expect(poll(async () => answers.shift() ?? '', policy, late)).resolves.toBe('new');
    expect(clock.slept).toEqual([1_000, 2_000, 4_000]);
    expect(policy.lines[0]).toBe('still old; asking again in 1.0 s');
  });

  test('returns the last result after the time budget', async () => {
    const clock = handClock();
    await expect(poll(async () => 'old', policyWith(clock), late)).resolves.toBe('old');
    expect(clock.time).toBeLessThanOrEqual(120_000);
    expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000, 20_000, 20_000]);
  });

  test('throws the error of the query, and the reason of the signal', async () => {
    await expect(poll(() => Promise.reject(new Error('no')), policyWith(handClock()), late)).rejects.toThrow('no');
    const controller = new AbortController();
    const polling = poll(async () => 'old', policyWith(systemClock, { signal: controller.signal }), late);
    setTimeout(() => controller.abort(new Error('cancelled')), 30);
    await expect(polling).rejects.toThrow('cancelled');
  });
});
