import type { CachePlan } from '../plan/plan.ts';
import type { Run } from '../system/process.ts';
import { type BuildLog, cachedShare } from './log.ts';
import { buildQuietly, type QuietBuild, type QuietLimits } from './quiet.ts';

/**
 * Whether the cache holds all of a build already, so that there is nothing to write: every step came from a cache, and
 * what would be written was read. It is so only of a builder that had nothing before: one that has built may have it all
 * from itself.
 */
export function isCacheCurrent(log: BuildLog, { to }: CachePlan): boolean {
  const read = log.steps.filter(({ kind, error }) => kind === 'cache-import' && error === undefined);
  const references = to.map((entry) => /(?:^|,)(?:ref|scope)=([^,]+)/.exec(entry)?.[1]);
  const wasRead = (reference: string | undefined) => read.some(({ command }) => command.endsWith(` ${reference}`));
  return cachedShare(log) === 100 && references.every(wasRead);
}

/** What is waited for, in milliseconds: that a registry takes anything, and all of it. */
const LIMITS: QuietLimits = { idle: 5 * 60_000, total: 20 * 60_000 };

/**
 * Writes the cache of what was built. A cache that cannot be written costs neither the image nor the step.
 * @returns what went wrong, in one sentence; `undefined`: nothing.
 */
export async function exportCache(run: Run, build: QuietBuild, limits = LIMITS): Promise<string | undefined> {
  const { log, problem } = await buildQuietly(run, build, limits);
  const written = log.steps.some(({ kind }) => kind === 'cache-export');
  return problem ?? (written ? undefined : 'buildx ended without a word of it');
}
