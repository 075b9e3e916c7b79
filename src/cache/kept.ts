import { join } from 'node:path';
import { keptRoot } from '../clients/cache-service/cache-service.ts';
import type { Job } from '../model/job.ts';
import type { KeptFolder } from '../model/plan.ts';

/**
 * A folder that is saved in the runner's cache service. Each run saves an entry of its own, since an entry cannot be
 * overwritten, and reads the newest earlier one.
 * @param kind of content: `local`, `mounts`.
 * @param name of its owner: folders of different names in one job do not collide.
 * @param scopes to read, best first, and to write.
 */
export function keptFolder(
  job: Job,
  kind: string,
  name: string,
  { read, write }: { readonly read: readonly string[]; readonly write: string | undefined },
): KeptFolder {
  // no scope has a slash, so no scope is the prefix of another
  const prefix = (scope: string) => `multiarch-build/${kind}/${name}/${scope}/`;
  const run = `${job.env.GITHUB_RUN_ID || '0'}-${job.env.GITHUB_RUN_ATTEMPT || '1'}`;
  return {
    folder: join(keptRoot(job.temp), kind, name),
    prefixes: read.map(prefix),
    key: write === undefined ? undefined : `${prefix(write)}${run}`,
  };
}
