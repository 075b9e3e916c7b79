import { RegistryError } from '../clients/registry/error.ts';
import { type Judgement, judgeError, type RetryPolicy, retry } from '../runtime/retry.ts';
import { verdictOf } from '../runtime/words.ts';
import { type BuildOutcome, CacheHung, type FailedBuild, type MadeBuild } from './build.ts';
import { BuildFailure, explainFailure, isCommands } from './failure.ts';
import type { FaultKind } from './faults.ts';
import type { Step } from './log.ts';
import { isInstruction } from './step.ts';

/** What a build does with its cache. */
export interface CacheUse {
  readonly reads: boolean;
  readonly writes: boolean;
}

/** What can be mended between one attempt and the next. */
export interface Remedies {
  readonly attempt: (cache: CacheUse) => Promise<BuildOutcome>;
  readonly cache: CacheUse;
  /** Processors whose emulators are not registered and might be what was missing. */
  readonly unregistered: readonly string[];
  readonly emulate: (architectures: readonly string[]) => Promise<void>;
  readonly notice: (message: string) => void;
  /** Asks the registry that refused to serve so many requests for how long it does, which buildx does not tell. */
  readonly askHowLong: (failure: BuildFailure) => Promise<unknown>;
  readonly policy: RetryPolicy;
}

/** A build that was made, or why it was not. */
export type Attempted = Made | Failed;

interface Made {
  readonly outcome: MadeBuild;
  readonly failure: undefined;
  /** What it did with the cache in the end. */
  readonly cache: CacheUse;
  /** Why it did not write it after all. */
  readonly unwritable: string | undefined;
}

interface Failed {
  readonly outcome: FailedBuild;
  readonly failure: BuildFailure;
}

/**
 * Builds; and again where the failure says that it may help: an emulator was missing, for a RUN that the Dockerfile did
 * not show; or a part of the cache, or a place to write it, which may cost time and never the build; or a registry had a
 * weak moment, where buildx gives up sooner than we do. What was built before is in the builder's cache. Each remedy is
 * tried once.
 */
export async function buildWithRemedies(remedies: Remedies): Promise<Attempted> {
  const { emulate, notice, policy } = remedies;
  let { cache, unregistered } = remedies;
  let unwritable: string | undefined;
  for (;;) {
    const attempt = await persist(() => remedies.attempt(cache), cache.reads, remedies).catch(asHung);
    const trouble = attempt instanceof CacheHung ? attempt : attempt.failure;
    if (cache.reads && trouble !== undefined && (attempt instanceof CacheHung || mayBeOfCache(attempt))) {
      notice(
        `The build cache, or a part of it, could not be read, so the build is done without it: ${trouble.message}`,
      );
      cache = { ...cache, reads: false };
      continue;
    }
    if (attempt instanceof CacheHung) throw attempt;
    const { outcome, failure } = attempt;
    if (failure === undefined) return { outcome, failure, cache, unwritable };
    if (cache.writes && failure.kind === 'cache-export') {
      unwritable = failure.message;
      policy.log(`${unwritable}: the build is done without writing it`);
      cache = { ...cache, writes: false };
      continue;
    }
    if (!failure.missingEmulator || unregistered.length === 0) return { outcome, failure };
    notice(
      `A RUN executes on a processor that the Dockerfile did not show: registering emulators for ${unregistered.join(', ')} and building again.`,
    );
    await emulate(unregistered);
    unregistered = [];
  }
}

function asHung(error: unknown): CacheHung {
  if (error instanceof CacheHung) return error;
  throw error;
}

/**
 * Builds again for as long as the failure is the network's or a registry's, a silence among them, and not the Dockerfile's.
 * @param cached whether it may be the cache's, which is not waited for.
 */
async function persist(
  attempt: () => Promise<BuildOutcome>,
  cached: boolean,
  { askHowLong, policy }: Pick<Remedies, 'askHowLong' | 'policy'>,
): Promise<Omit<Made, 'cache' | 'unwritable'> | Failed> {
  let last: FailedBuild | undefined;
  let judgement: Judgement = { verdict: 'final' };
  try {
    const outcome = await retry(
      async () => {
        const outcome = await attempt();
        if (outcome.ok) return outcome;
        last = outcome;
        const failure = explainFailure(last.log, last.finished);
        const mayBeCache = cached && mayBeOfCache({ failure, outcome: last });
        const refusal =
          failure.kind === 'rate-limit' && !mayBeCache
            ? await askHowLong(failure).then(() => undefined, asRefusal)
            : undefined;
        judgement = refusal ?? { verdict: mayPass(failure) && !mayBeCache ? 'transient' : 'final' };
        throw refusal === undefined
          ? failure
          : failure.with([refusal.message, refusal.hint].filter(Boolean).join('. '));
      },
      policy,
      (error) => {
        if (error instanceof BuildFailure) return judgement;
        return cached && error instanceof CacheHung ? { verdict: 'final' } : judgeError(error);
      },
    );
    return { outcome, failure: undefined };
  } catch (error) {
    if (last === undefined || !(error instanceof BuildFailure)) throw error;
    return { outcome: last, failure: error };
  }
}

function asRefusal(error: unknown): RegistryError {
  if (error instanceof RegistryError) return error;
  throw error;
}

/**
 * Whether a registry or the network failed buildx itself; what a RUN does on the network is the Dockerfile's business.
 * What nobody knows is a registry's own at a push alone.
 */
function mayPass({ kind, step, words }: BuildFailure): boolean {
  if (kind === 'rate-limit') return true;
  if ((kind !== 'network' && kind !== 'unknown') || step?.kind === 'run') return false;
  const verdict = verdictOf(words);
  return verdict === 'transient' || (verdict === undefined && (kind === 'network' || isPush(step)));
}

/** Whether a step hands the result over: a push has no step of its own where the export pushes. */
export function isPush(step: Step | undefined): boolean {
  return step?.kind === 'export' || step?.kind === 'push';
}

const UNREADABLE =
  /httpReadSeeker|could not fetch content descriptor|content sha256:[0-9a-f]{64}: not found|unexpected commit digest|short read: /;

/** What is no cache's doing, wherever it is met. */
const NOT_OF_CACHE: readonly FaultKind[] = [
  ...(['parse', 'dockerfile-missing', 'target-unknown', 'file-missing', 'source', 'secret-missing'] as const),
  ...(['entitlement', 'platform-missing', 'exec-format', 'killed', 'no-space', 'builder-lost'] as const),
  ...(['timeout', 'call'] as const),
];

/**
 * Whether a part of the cache may be what failed: its layers are only fetched when a step needs them, long after its
 * manifest was read, and then as any other content. So every failure of a step that is BuildKit's own and not plainly
 * something else counts; where an image is exported or pushed, only what is said when content is read. The error of the
 * build may be that of a step which was cancelled for it.
 */
function mayBeOfCache({ failure, outcome: { log } }: Omit<Made, 'cache' | 'unwritable'> | Failed): boolean {
  if (failure === undefined || NOT_OF_CACHE.includes(failure.kind) || isCommands(failure.step)) return false;
  if (failure.kind === 'cache-import') return true;
  const wasRead = log.steps.some(({ kind, error }) => kind === 'cache-import' && error === undefined);
  if (!wasRead) return false;
  const { step } = failure;
  const said = [failure.message, ...log.steps.map(({ error }) => error ?? '')];
  return (step !== undefined && isInstruction(step)) || said.some((words) => UNREADABLE.test(words));
}
