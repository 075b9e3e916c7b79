import type { BuildEnd } from '../buildkit/build.ts';
import type { BuildLog } from '../buildkit/build-log.ts';
import type { CacheService } from '../clients/cache-service/cache-service.ts';
import { withPage } from '../model/diagnosis.ts';
import { messageOf } from '../model/errors.ts';
import { isFresh, type Plan } from '../model/plan.ts';
import type { Session } from '../session/session.ts';
import { isUnchanged, type RestoredCache, restoreCache, saveCache } from './local-cache.ts';
import { changesMounts, type MountSession, restoreMounts, saveMounts } from './mounts.ts';

/** Content restored from the runner's cache service. */
export interface FetchedCaches {
  readonly cache: RestoredCache;
  readonly mounts: boolean;
}

/** Result of writing the cache for later builds. */
export type CacheOutcome =
  | 'written'
  /** The cache already contains all results of this build. */
  | 'current'
  | 'failed'
  /** No cache is written. */
  | 'none';

export interface WriteResult {
  readonly cache: CacheOutcome;
  /** Problems, one sentence each. They do not fail the step. */
  readonly notices: readonly string[];
}

/** Caches of one build. */
export interface Caches {
  /** Cache entries to read, in buildx's format. */
  readonly from: readonly string[];
  /** True if the build writes the cache entries of the plan. */
  readonly writes: boolean;
  /**
   * Saves the caches of a successful build for later runs.
   * @param exported log until the result was exported.
   * @param end the end of the build, when its caches are written. A string is the reason why they were not written.
   * Undefined if the build writes no cache.
   */
  save(exported: BuildLog, end: Promise<BuildEnd> | string | undefined): Promise<WriteResult>;
}

/** The session, its builder and the runner's cache service. */
export type CacheSession = MountSession & Pick<Session, 'signal'> & { readonly service: CacheService };

/** Restores caches from the runner's cache service. Runs in parallel to the setup. */
export async function fetchCaches({ cache, mounts }: Plan, service: CacheService): Promise<FetchedCaches> {
  const [restored, key] = await Promise.all([
    restoreCache(cache, service),
    mounts === undefined || mounts.mounts.length === 0 ? undefined : service.restore(mounts.savedIn),
  ]);
  return { cache: restored, mounts: key !== undefined };
}

/** Passes the restored caches to the builder. */
export async function openCaches(plan: Plan, session: CacheSession, fetched: FetchedCaches): Promise<Caches> {
  const { cache, mounts } = plan;
  const { service } = session;

  /** Turns every error, such as a full disk, into a notice, unless the job is cancelled. */
  function orNotice<T>(onError: (problem: string) => T, work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      session.signal?.throwIfAborted();
      return onError(messageOf(error));
    });
  }

  const restoreError =
    fetched.mounts && mounts !== undefined
      ? await orNotice<string | undefined>(String, () => restoreMounts(mounts, session))
      : undefined;
  const failed = (problem: string): WriteResult => ({
    cache: 'failed',
    notices: [withPage(`The build cache was not written to ${cache.place}: ${problem}`, 'cache-export', session.env)],
  });

  const usesService = cache.folders.length > 0;
  const writes = cache.to.length > 0 && !(usesService && service.problem() !== undefined);

  async function saveLocalCache(end: Promise<BuildEnd> | string | undefined): Promise<WriteResult> {
    if (end === undefined) return { cache: 'none', notices: [] };
    if (typeof end === 'string') return failed(end);
    const { log, problem } = await end;
    const error = problem ?? exportError(log);
    if (error !== undefined) return failed(error);
    if (!usesService) return { cache: 'written', notices: [] };
    // every cached step of a builder without earlier builds came from the restored caches
    if (isFresh(plan.builder) && isUnchanged(log, fetched.cache)) return { cache: 'current', notices: [] };
    await saveCache(cache, service);
    return { cache: 'written', notices: [] };
  }

  async function saveCacheMounts(log: BuildLog): Promise<readonly string[]> {
    if (mounts === undefined) return [];
    const skipped = mounts.skipped.map((reason) => `Some cache mounts are not saved for the next run: ${reason}`);
    if (restoreError !== undefined)
      return [...skipped, `The content of cache mounts could not be restored: ${restoreError}`];
    const wanted = mounts.savedIn.key !== undefined && mounts.mounts.length > 0 && service.problem() === undefined;
    return [...skipped, ...(wanted && changesMounts(log) ? await saveMounts(mounts, session, service) : [])];
  }

  return {
    from: [...cache.from, ...fetched.cache.from],
    writes,
    async save(exported, end) {
      const [written, notices] = await Promise.all([
        orNotice(failed, () => saveLocalCache(end)),
        orNotice(
          (problem) => [`The content of cache mounts was not saved: ${problem}`],
          () => saveCacheMounts(exported),
        ),
      ]);
      return { ...written, notices: [...written.notices, ...notices] };
    },
  };
}

/** A failed cache export does not fail the build. Only its step has the error. */
function exportError({ steps }: BuildLog): string | undefined {
  const exports = steps.filter(({ kind }) => kind === 'cache-export');
  return exports.length === 0
    ? 'buildx exited without reporting an export of the cache'
    : exports.find(({ error }) => error !== undefined)?.error;
}
