import { join } from 'node:path';
import { cachedFoldersRoot } from '../clients/cache-service/cache-service.ts';
import type { Job } from '../model/job.ts';
import type { CachedFolder } from '../model/plan.ts';

/**
 * A folder that is saved in the runner's cache service. Entries cannot be overwritten, so each run saves a new entry and
 * reads the newest earlier one.
 * @param kind content: `local` or `mounts`.
 * @param name distinguishes the folders of one job.
 * @param scopes scopes to read, best first, and the scope to write.
 */
export function cachedFolder(
  job: Job,
  kind: string,
  name: string,
  { read, write }: { readonly read: readonly string[]; readonly write: string | undefined },
): CachedFolder {
  // a scope has no slash, so it is never a prefix of another one
  const prefix = (scope: string) => `multiarch-build/${kind}/${name}/${scope}/`;
  const run = `${job.env.GITHUB_RUN_ID || '0'}-${job.env.GITHUB_RUN_ATTEMPT || '1'}`;
  return {
    folder: join(cachedFoldersRoot(job.temp), kind, name),
    prefixes: read.map(prefix),
    key: write === undefined ? undefined : `${prefix(write)}${run}`,
  };
}
