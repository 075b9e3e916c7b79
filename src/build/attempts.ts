import { RegistryError } from '../system/registry/error.ts';
import { type Judgement, judgeError, type RetryPolicy, retry } from '../system/retry.ts';
import { verdictOf } from '../system/words.ts';
import type { BuildOutcome } from './build.ts';
import { BuildFailure, explainFailure } from './failure.ts';
import type { BuildLog, Step } from './log.ts';

/** What can be mended between one attempt and the next. */
export interface Remedies {
  /** Builds; with the cache or without. */
  readonly attempt: (cached: boolean) => Promise<BuildOutcome>;
  readonly readsCache: boolean;
  /** Processors whose emulators are not registered and might be what was missing. */
  readonly unregistered: readonly string[];
  readonly emulate: (architectures: readonly string[]) => Promise<void>;
  readonly notice: (message: string) => void;
  /** Asks the registry that refused to serve so many requests for how long it does, which buildx does not tell. */
  readonly askHowLong: (failure: BuildFailure) => Promise<unknown>;
  readonly policy: RetryPolicy;
}

/** A build that ended, and why it failed if it did. */
export interface Attempted {
  readonly outcome: BuildOutcome;
  readonly failure: BuildFailure | undefined;
}

/**
 * Builds; and again where the failure says that it may help: an emulator was missing, for a RUN that the Dockerfile did
 * not show; or a part of the cache, which may cost time and never the build; or a registry had a weak moment, where
 * buildx gives up sooner than we do. What was built before is in the builder's cache.
 */
export async function buildWithRemedies(remedies: Remedies): Promise<Attempted> {
  const { unregistered, emulate, notice } = remedies;
  let cached = remedies.readsCache;
  const attempt = () => persist(() => remedies.attempt(cached), remedies);
  const first = await attempt();
  if (first.failure === undefined) return first;
  if (first.failure.missingEmulator && unregistered.length > 0) {
    notice(
      `A RUN executes on a processor that the Dockerfile did not show: registering emulators for ${unregistered.join(', ')} and building again.`,
    );
    await emulate(unregistered);
    return attempt();
  }
  if (cached && isUnreadable(first.failure, first.outcome.log)) {
    notice(`The build cache is damaged, so the build is done again without it: ${first.failure.message}`);
    cached = false;
    return attempt();
  }
  return first;
}

/** Builds again for as long as the failure is the network's or a registry's, a silence among them, and not the Dockerfile's. */
async function persist(
  attempt: () => Promise<BuildOutcome>,
  { askHowLong, policy }: Pick<Remedies, 'askHowLong' | 'policy'>,
): Promise<Attempted> {
  let last: BuildOutcome | undefined;
  let judgement: Judgement = { verdict: 'final' };
  try {
    const outcome = await retry(
      async () => {
        last = await attempt();
        if (last.ok) return last;
        const failure = explainFailure(last.log, last.finished);
        const refusal =
          failure.kind === 'rate-limit' ? await askHowLong(failure).then(() => undefined, asRefusal) : undefined;
        judgement = refusal ?? { verdict: mayPass(failure) ? 'transient' : 'final' };
        throw refusal === undefined
          ? failure
          : failure.with([refusal.message, refusal.hint].filter(Boolean).join('. '));
      },
      policy,
      (error) => (error instanceof BuildFailure ? judgement : judgeError(error)),
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

const UNREADABLE = /httpReadSeeker|could not fetch content descriptor|content sha256:[0-9a-f]{64}: not found/;

/**
 * Whether content could not be fetched that a cache had promised: its layers are only fetched when they are needed, long
 * after its manifest was read, and then as any other content. The error of the build may then be that of a step which
 * was cancelled for it.
 */
function isUnreadable({ kind, message }: BuildFailure, { steps }: BuildLog): boolean {
  return (
    kind === 'cache-import' || [message, ...steps.map(({ error }) => error ?? '')].some((said) => UNREADABLE.test(said))
  );
}
