import { setTimeout as wait } from 'node:timers/promises';
import { messageOf } from '../model/errors.ts';
import { FIRST_RETRY_DELAY_MS, MAX_RETRY_AFTER_MS, MAX_RETRY_DELAY_MS, RETRY_BUDGET_MS } from './limits.ts';

/** Kind of a failure. Only an operation with a transient failure is tried again. */
export type Verdict = 'transient' | 'final';

/** The failure of an attempt: an answer without success, or no answer. */
export type Outcome =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | { readonly code: string | undefined };

export interface Judgement {
  readonly verdict: Verdict;
  /** Milliseconds that the other side asked to wait. */
  readonly retryAfter?: number;
  /** The part of the operation that failed, if it has several. Each part has its own retries; all share the budget. */
  readonly part?: string;
}

/** `now` is in milliseconds and monotonic: changes of the system time do not affect it. */
export interface Clock {
  now(): number;
  /** Rejects when the signal ends it. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<unknown>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

export interface RetryPolicy {
  /** Number of retries after a transient error. */
  readonly retries: number;
  /**
   * Milliseconds after the first failure within which a retry may start, by default two minutes. The time before the first
   * failure does not count, because a long push may fail late.
   */
  readonly budget?: number;
  readonly clock: Clock;
  readonly random?: () => number;
  /** Logs one line for each retry. */
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
}

// A server that does not implement a request, or has no space left, will answer the same a minute later.
const FINAL_SERVER_ERRORS = new Set([501, 505, 507]);

const TRANSIENT_CODES = new Set([
  ...['ECONNABORTED', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'],
  ...['EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'EAI_AGAIN', 'EAI_NODATA', 'ENOTFOUND', 'ERR_TLS_HANDSHAKE_TIMEOUT'],
  ...['UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_SOCKET'],
  ...['TOO_SLOW', 'PROXY_TIMEOUT', 'PROXY_UNAVAILABLE'],
  // the signal distinguishes these from a cancellation by this process
  ...['UND_ERR_ABORTED', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'HPE_INVALID_EOF_STATE'],
]);

/** Distinguishes transient from permanent failures. An answer that asks for a longer wait than is accepted is permanent. */
export function classify(outcome: Outcome): Verdict {
  if (!('status' in outcome)) return TRANSIENT_CODES.has(outcome.code ?? '') ? 'transient' : 'final';
  const { status, headers } = outcome;
  const passing = status === 408 || status === 429 || (status >= 500 && !FINAL_SERVER_ERRORS.has(status));
  return passing && (retryAfterOf(headers) ?? 0) <= MAX_RETRY_AFTER_MS ? 'transient' : 'final';
}

/**
 * Reads Retry-After, in seconds or as a date: https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 * A date is compared with the date of the answer, so that a wrong clock on either side does not matter.
 * @returns milliseconds. Undefined without a valid header.
 */
export function retryAfterOf(headers: Readonly<Record<string, string>>, today = Date.now()): number | undefined {
  const text = headers['retry-after']?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const asked = Date.parse(text);
  const answered = Date.parse(headers.date ?? '');
  return Number.isNaN(asked) ? undefined : Math.max(0, asked - (Number.isNaN(answered) ? today : answered));
}

/**
 * Milliseconds to wait before the given retry, counted from 1: 1, 2, 4 … seconds up to 20, each shortened by up to one
 * half so that many clients do not retry together; never less than the other side asked for.
 * @internal
 */
export function delayBefore(
  retry: number,
  { retryAfter = 0, random }: { retryAfter?: number; random: () => number },
): number {
  const backoff = Math.min(FIRST_RETRY_DELAY_MS * 2 ** (retry - 1), MAX_RETRY_DELAY_MS) * (1 - random() / 2);
  return Math.max(backoff, retryAfter);
}

/** Judges a thrown value by its verdict, or else by the first error code of it and its causes. */
export function judgeError(error: unknown): Judgement {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('verdict' in current) return current as Error & Judgement;
    if ('code' in current && typeof current.code === 'string') return { verdict: classify({ code: current.code }) };
  }
  return { verdict: 'final' };
}

/**
 * Runs an operation until it succeeds, fails permanently, or has used up its retries or its budget. Throws the error of
 * the last attempt, or the signal's reason.
 * @param judge for operations with failures of their own, such as a subprocess.
 */
export async function retry<T>(
  operation: (attempt: number) => Promise<T>,
  { retries, budget = RETRY_BUDGET_MS, clock, random = Math.random, log, signal }: RetryPolicy,
  judge: (error: unknown) => Judgement = judgeError,
): Promise<T> {
  let firstFailure: number | undefined;
  const failed = new Map<string, number>();
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await operation(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      firstFailure ??= clock.now();
      const { verdict, retryAfter, part = '' } = judge(error);
      const failures = (failed.get(part) ?? 0) + 1;
      failed.set(part, failures);
      const delay = delayBefore(attempt, { retryAfter, random });
      const inTime = (retryAfter ?? 0) <= MAX_RETRY_AFTER_MS && clock.now() - firstFailure + delay <= budget;
      if (verdict === 'final' || failures > retries || !inTime) throw error;
      log(`${messageOf(error).split('\n', 1)[0]}; retry ${failures} of ${retries} in ${(delay / 1_000).toFixed(1)} s`);
      await pause(delay, clock, signal);
    }
  }
}

/**
 * Repeats a query until its answer is settled, with the pauses of `retry` and for its whole budget. With `retries` 0 it
 * asks once.
 * @param unsettled returns the reason for the log if an answer is not settled; undefined if it is.
 * @returns the last answer, settled or not.
 */
export async function poll<T>(
  ask: () => Promise<T>,
  { retries, budget = RETRY_BUDGET_MS, clock, random = Math.random, log, signal }: RetryPolicy,
  unsettled: (answer: T) => string | undefined,
): Promise<T> {
  let first: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    const reason = unsettled(answer);
    first ??= clock.now();
    const delay = delayBefore(attempt, { random });
    if (reason === undefined || retries === 0 || clock.now() - first + delay > budget) return answer;
    log(`${reason}; asking again in ${(delay / 1_000).toFixed(1)} s`);
    await pause(delay, clock, signal);
  }
}

async function pause(delay: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  await clock.sleep(delay, signal).catch((interrupted) => {
    signal?.throwIfAborted();
    throw interrupted;
  });
}
