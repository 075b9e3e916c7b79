import { RegistryError } from '../clients/registry/error.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import { type Judgement, judgeError, type RetryPolicy, retry } from '../runtime/retry.ts';
import { verdictOf } from '../runtime/words.ts';
import { type BuildOutcome, CacheHung, type FailedBuild, type SuccessfulBuild } from './build.ts';
import { BuildFailure, explainFailure, isCommandFailure, type Machine } from './failure.ts';
import type { FailureKind } from './known-failures.ts';
import { isInstruction, isPushStep } from './step-name.ts';

/** True if a build reads its cache, and if it writes it. */
interface CacheUse {
  readonly reads: boolean;
  readonly writes: boolean;
}

/** Attempts of a build, and the fixes between them. */
export interface RetryOptions {
  readonly attempt: (cache: CacheUse) => Promise<BuildOutcome>;
  readonly cache: CacheUse;
  /** Architectures without a registered emulator. One of them may be missing. */
  readonly missingArchitectures: readonly string[];
  readonly registerEmulators: (architectures: readonly string[]) => Promise<void>;
  readonly machine: Machine;
  readonly notice: (message: string, diagnosis: Diagnosis) => void;
  /** Asks the registry with the rate limit how long the limit lasts. buildx does not report it. */
  readonly checkRateLimit: (failure: BuildFailure) => Promise<unknown>;
  readonly policy: RetryPolicy;
}

/** Result of a build after all attempts. */
export type RetriedBuild = Succeeded | Failed;

interface Succeeded {
  readonly outcome: SuccessfulBuild;
  readonly failure: undefined;
  /** How the last attempt used the cache. */
  readonly cache: CacheUse;
  /** Why the cache was not written. Undefined if there was no error. */
  readonly cacheWriteError: string | undefined;
}

interface Failed {
  readonly outcome: FailedBuild;
  readonly failure: BuildFailure;
}

/**
 * Runs a build, and runs it again if the failure may not repeat:
 * - An emulator is missing, for a RUN that does not show in the Dockerfile: the emulators are registered.
 * - The cache cannot be read or written: the build runs without it. A cache error never fails the build.
 * - A registry or the network failed with a transient error: the action retries longer than buildx does.
 * Finished steps are in the builder's cache. Each fix is tried once.
 */
export async function buildWithRetries(options: RetryOptions): Promise<RetriedBuild> {
  const { registerEmulators, notice, policy } = options;
  let { cache, missingArchitectures } = options;
  let cacheWriteError: string | undefined;
  for (;;) {
    const attempt = await retryTransient(() => options.attempt(cache), cache.reads, options).catch(asCacheHung);
    const failed = attempt instanceof CacheHung ? attempt : attempt.failure;
    if (cache.reads && failed !== undefined && (attempt instanceof CacheHung || mayBeCacheError(attempt))) {
      const message = 'The build cache, or a part of it, could not be read. The build runs without it';
      notice(`${message}: ${failed.message}`, 'cache-import');
      cache = { ...cache, reads: false };
      continue;
    }
    if (attempt instanceof CacheHung) throw attempt;
    const { outcome, failure } = attempt;
    if (failure === undefined) return { outcome, failure, cache, cacheWriteError };
    if (cache.writes && failure.kind === 'cache-export') {
      cacheWriteError = failure.message;
      policy.log(`${cacheWriteError}. The build runs without writing the cache.`);
      cache = { ...cache, writes: false };
      continue;
    }
    if (!failure.missingEmulator || missingArchitectures.length === 0) return { outcome, failure };
    policy.log(
      `A RUN needs an emulator, which the Dockerfile did not show. Registering emulators for ${missingArchitectures.join(', ')} and building again.`,
    );
    await registerEmulators(missingArchitectures);
    missingArchitectures = [];
  }
}

function asCacheHung(error: unknown): CacheHung {
  if (error instanceof CacheHung) return error;
  throw error;
}

/**
 * Retries a build after transient errors of a registry or the network, timeouts included.
 * @param readsCache true if the error may come from the cache. Such an error is not retried.
 */
async function retryTransient(
  attempt: () => Promise<BuildOutcome>,
  readsCache: boolean,
  { checkRateLimit, machine, policy }: Pick<RetryOptions, 'checkRateLimit' | 'machine' | 'policy'>,
): Promise<Omit<Succeeded, 'cache' | 'cacheWriteError'> | Failed> {
  let last: FailedBuild | undefined;
  let judgement: Judgement = { verdict: 'final' };
  try {
    const outcome = await retry(
      async () => {
        const outcome = await attempt();
        if (outcome.ok) return outcome;
        last = outcome;
        const failure = explainFailure(last.log, last.finished, machine);
        const mayBeCache = readsCache && mayBeCacheError({ failure, outcome: last });
        const rateLimit =
          failure.kind === 'rate-limit' && !mayBeCache
            ? await checkRateLimit(failure).then(() => undefined, asRegistryError)
            : undefined;
        judgement = rateLimit ?? { verdict: isTransient(failure) && !mayBeCache ? 'transient' : 'final' };
        throw rateLimit === undefined
          ? failure
          : failure.withDetail([rateLimit.message, rateLimit.hint].filter(Boolean).join('. '));
      },
      policy,
      (error) => {
        if (error instanceof BuildFailure) return judgement;
        return readsCache && error instanceof CacheHung ? { verdict: 'final' } : judgeError(error);
      },
    );
    return { outcome, failure: undefined };
  } catch (error) {
    if (last === undefined || !(error instanceof BuildFailure)) throw error;
    return { outcome: last, failure: error };
  }
}

function asRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  throw error;
}

/**
 * True for a transient error of a registry or the network. A network error of a RUN belongs to the Dockerfile. An unknown
 * error counts only during a push, where it comes from a registry.
 */
function isTransient({ kind, step, buildxError }: BuildFailure): boolean {
  if (kind === 'rate-limit') return true;
  if ((kind !== 'network' && kind !== 'unknown') || step?.kind === 'run') return false;
  const verdict = verdictOf(buildxError);
  return verdict === 'transient' || (verdict === undefined && (kind === 'network' || isPushStep(step)));
}

const CONTENT_READ_ERROR =
  /httpReadSeeker|could not fetch content descriptor|content sha256:[0-9a-f]{64}: not found|unexpected commit digest|short read: /;

/** Failures that a cache cannot cause. */
const NOT_CACHE_ERRORS: readonly FailureKind[] = [
  ...(['parse', 'dockerfile-missing', 'target-unknown', 'file-missing', 'source', 'secret-missing'] as const),
  ...(['entitlement', 'platform-missing', 'exec-format', 'killed', 'no-space', 'builder-lost'] as const),
  ...(['timeout', 'call'] as const),
];

/**
 * True if the cache may have caused the failure. BuildKit fetches layers of the cache when a step needs them, long after it
 * read the cache's manifest, and reports an error like that of any other content. So every failed instruction counts,
 * except for errors with another known cause. During an export or a push, only errors about reading content count. The
 * build may report the error of another step that was cancelled.
 */
function mayBeCacheError({
  failure,
  outcome: { log },
}: Omit<Succeeded, 'cache' | 'cacheWriteError'> | Failed): boolean {
  if (failure === undefined || NOT_CACHE_ERRORS.includes(failure.kind) || isCommandFailure(failure.step)) return false;
  if (failure.kind === 'cache-import') return true;
  const cacheWasRead = log.steps.some(({ kind, error }) => kind === 'cache-import' && error === undefined);
  if (!cacheWasRead) return false;
  const { step } = failure;
  const messages = [failure.message, ...log.steps.map(({ error }) => error ?? '')];
  return (step !== undefined && isInstruction(step)) || messages.some((words) => CONTENT_READ_ERROR.test(words));
}
