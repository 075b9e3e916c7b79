import { RegistryError } from '../system/registry/error.ts';
import { type Judgement, type RetryPolicy, retry } from '../system/retry.ts';
import type { BuildOutcome } from './build.ts';
import { BuildFailure, explainFailure } from './failure.ts';
import type { BuildLog } from './log.ts';

/** What can be mended between one attempt and the next. */
export interface Remedies {
  /** Builds; with the cache or without. */
  readonly attempt: (cached: boolean) => Promise<BuildOutcome>;
  readonly readsCache: boolean;
  /** Processors whose emulators are not registered and might be what was missing. */
  readonly unregistered: readonly string[];
  readonly emulate: (architectures: readonly string[]) => Promise<void>;
  readonly notice: (message: string) => void;
  /** Asks the registries that are pushed to whether they take a push: buildx does not tell how long they refuse it. */
  readonly checkPush: () => Promise<unknown>;
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

/** Builds again for as long as the failure is the network's or a registry's, and not the Dockerfile's. */
async function persist(
  attempt: () => Promise<BuildOutcome>,
  { checkPush, policy }: Pick<Remedies, 'checkPush' | 'policy'>,
): Promise<Attempted> {
  let last: BuildOutcome | undefined;
  let judgement: Judgement = { verdict: 'final' };
  try {
    const outcome = await retry(
      async () => {
        last = await attempt();
        if (last.ok) return last;
        const failure = explainFailure(last.log, last.finished);
        const refusal = failure.kind === 'rate-limit' ? await checkPush().then(() => undefined, asRefusal) : undefined;
        judgement = refusal ?? { verdict: mayPass(failure) ? 'transient' : 'final' };
        throw refusal === undefined
          ? failure
          : failure.with([refusal.message, refusal.hint].filter(Boolean).join('. '));
      },
      policy,
      () => judgement,
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

/** Whether a registry or the network failed buildx itself; what a RUN does on the network is the Dockerfile's business. */
function mayPass({ kind, step, message }: BuildFailure): boolean {
  return kind === 'rate-limit' || (kind === 'network' && step?.kind !== 'run' && !message.includes('certificate'));
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
