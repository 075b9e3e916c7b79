import { join } from 'node:path';
import type { Job } from '../inputs/job.ts';
import { type KeptFolder, keptRoot } from '../system/cache-service.ts';

/**
 * A folder that the runner's cache service keeps. Each run saves an entry of its own, since an entry cannot be written
 * twice, and reads the newest of those before it.
 * @param kind `local`, `mounts`: what is in it.
 * @param name of what it belongs to: folders of different names in one job do not meet.
 * @param scopes to read, best first, and to write.
 */
export function keptFolder(
  job: Job,
  kind: string,
  name: string,
  { read, write }: { readonly read: readonly string[]; readonly write: string | undefined },
): KeptFolder {
  // no scope has a slash, so none is the beginning of another
  const prefix = (scope: string) => `multiarch-build/${kind}/${name}/${scope}/`;
  const run = `${job.env.GITHUB_RUN_ID || '0'}-${job.env.GITHUB_RUN_ATTEMPT || '1'}`;
  return {
    folder: join(keptRoot(job.temp), kind, name),
    prefixes: read.map(prefix),
    key: write === undefined ? undefined : `${prefix(write)}${run}`,
  };
}
