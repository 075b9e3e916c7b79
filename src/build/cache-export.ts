import type { CachePlan } from '../plan/plan.ts';
import type { Run } from '../system/process.ts';
import { type BuildLog, cachedShare } from './log.ts';
import { buildQuietly, type QuietBuild } from './quiet.ts';

/**
 * Whether the cache holds all of a build already, so that there is nothing to write: every step came from a cache, and
 * what would be written was read.
 */
export function isCacheCurrent(log: BuildLog, { to }: CachePlan): boolean {
  const references = to.map((entry) => /(?:^|,)(?:ref|scope)=([^,]+)/.exec(entry)?.[1]);
  const read = log.steps.filter(({ kind, error }) => kind === 'cache-import' && error === undefined);
  return references.every(
    (reference) => cachedShare(log) === 100 && read.some(({ command }) => command.endsWith(` ${reference}`)),
  );
}

/** A registry that takes nothing for so long, in milliseconds, is not waited for any longer. */
const IDLE = 300_000;

/**
 * Writes the cache of what was built. A cache that cannot be written costs neither the image nor the step.
 * @returns what went wrong, in one sentence; `undefined`: nothing.
 */
export async function exportCache(run: Run, build: QuietBuild, patience = IDLE): Promise<string | undefined> {
  const { log, problem } = await buildQuietly(run, build, patience);
  const written = log.steps.some(({ kind }) => kind === 'cache-export');
  return problem ?? (written ? undefined : 'buildx ended without a word of it');
}
