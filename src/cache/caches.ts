import type { BuildEnd } from '../buildkit/build.ts';
import type { BuildLog } from '../buildkit/log.ts';
import type { CacheService } from '../clients/cache-service/cache-service.ts';
import { messageOf } from '../model/errors.ts';
import type { BuilderPlan, Plan } from '../model/plan.ts';
import type { Run } from '../runtime/process.ts';
import { isStored, type RestoredCache, restoreCache, saveCache } from './local-cache.ts';
import { injectMounts, keepMounts, touchesMounts } from './mounts.ts';

/** What the runner's cache service had for a build. */
export interface Fetched {
  readonly cache: RestoredCache;
  readonly mounts: boolean;
}

/** What became of the cache that is read by later builds. */
export type CacheOutcome =
  | 'written'
  /** It has all of this build already. */
  | 'current'
  | 'failed'
  /** There was nothing to write. */
  | 'none';

export interface Written {
  readonly cache: CacheOutcome;
  /** What is to be told, each in one sentence. Nothing of it is worth the step. */
  readonly notices: readonly string[];
}

/** The caches of one build. */
export interface Caches {
  /** Entries of the cache to read, in buildx's format. */
  readonly from: readonly string[];
  /** Whether what the plan says is written. */
  readonly writes: boolean;
  /**
   * Keeps what later runs read of a build that succeeded.
   * @param made what had happened when its result was there.
   * @param ended its end, when its caches are written, or why it could not write them; `undefined`: it was to write none.
   */
  keep(made: BuildLog, ended: Promise<BuildEnd> | string | undefined): Promise<Written>;
}

export interface CacheTools {
  readonly run: Run;
  readonly buildx: string;
  readonly builder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of this run. */
  readonly folder: string;
  /** Unique to this run. */
  readonly id: string;
  readonly service: CacheService;
  /** Aborted when the job is cancelled. */
  readonly signal: AbortSignal | undefined;
}

/** Fetches what a build needs from the runner's cache service: beside its set-up, since neither needs the other. */
export async function fetchCaches({ cache, mounts }: Plan, service: CacheService): Promise<Fetched> {
  const [restored, key] = await Promise.all([
    restoreCache(cache, service),
    mounts === undefined || mounts.mounts.length === 0 ? undefined : service.restore(mounts.kept),
  ]);
  return { cache: restored, mounts: key !== undefined };
}

/** Brings what was fetched to the builder. */
export async function openCaches(plan: Plan, tools: CacheTools, fetched: Fetched): Promise<Caches> {
  const { cache, mounts } = plan;
  const { service } = tools;

  /** Trouble of whatever kind, such as a full disk, costs no more than a sentence; only a cancelled job is one. */
  function atMost<T>(told: (trouble: string) => T, work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      tools.signal?.throwIfAborted();
      return told(messageOf(error));
    });
  }

  const refused =
    fetched.mounts && mounts !== undefined
      ? await atMost<string | undefined>(String, () => injectMounts(mounts, tools))
      : undefined;
  const failed = (trouble: string): Written => ({
    cache: 'failed',
    notices: [`The build cache was not written to ${cache.place}: ${trouble}`],
  });

  const isKept = cache.kept.length > 0;
  const writes = cache.to.length > 0 && !(isKept && service.problem() !== undefined);

  async function keepCache(ended: Promise<BuildEnd> | string | undefined): Promise<Written> {
    if (ended === undefined) return { cache: 'none', notices: [] };
    if (typeof ended === 'string') return failed(ended);
    const { log, problem } = await ended;
    const trouble = problem ?? exportProblem(log);
    if (trouble !== undefined) return failed(trouble);
    if (!isKept) return { cache: 'written', notices: [] };
    if (isFresh(plan.builder) && isStored(log, fetched.cache)) return { cache: 'current', notices: [] };
    await saveCache(cache, service);
    return { cache: 'written', notices: [] };
  }

  async function keepMountsOf(log: BuildLog): Promise<readonly string[]> {
    if (mounts === undefined) return [];
    const skipped = mounts.skipped.map((reason) => `Not all cache mounts are carried to the next run: ${reason}`);
    if (refused !== undefined) return [...skipped, `The content of cache mounts could not be put back: ${refused}`];
    const wanted = mounts.kept.key !== undefined && mounts.mounts.length > 0 && service.problem() === undefined;
    return [...skipped, ...(wanted && touchesMounts(log) ? await keepMounts(mounts, tools, service) : [])];
  }

  return {
    from: [...cache.from, ...fetched.cache.from],
    writes,
    async keep(made, ended) {
      const [written, notices] = await Promise.all([
        atMost(failed, () => keepCache(ended)),
        atMost(
          (trouble) => [`The content of cache mounts was not kept: ${trouble}`],
          () => keepMountsOf(made),
        ),
      ]);
      return { ...written, notices: [...written.notices, ...notices] };
    },
  };
}

/** A cache whose export fails fails no build, so that its step alone tells. */
function exportProblem({ steps }: BuildLog): string | undefined {
  const exports = steps.filter(({ kind }) => kind === 'cache-export');
  return exports.length === 0
    ? 'buildx ended without a word of it'
    : exports.find(({ error }) => error !== undefined)?.error;
}

/** Whether the builder had built nothing before, so that all it has of a build's steps came from the caches. */
function isFresh(builder: BuilderPlan): boolean {
  return builder.kind === 'new' && !builder.keep;
}
