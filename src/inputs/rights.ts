import { readCacheEntry } from './cache-entry.ts';
import { repositoriesOf } from './conflicts.ts';
import type { Inputs } from './inputs.ts';
import { fromFork, type Job, withoutSecrets } from './job.ts';
import type { Request } from './request.ts';

/** What a job is told that may publish nothing. */
export const NOTHING_FROM_FORKS =
  'nothing is published for a pull request from a fork; it is built and proved all the same';

/**
 * What a job may do of what is asked. A pull request from a fork is anybody's code: it reads the cache and leaves
 * nothing behind, whatever the repository's settings would let it do.
 */
export function withinRights(request: Request, job: Job, inputs: Pick<Inputs, 'remark' | 'fine'>): Request {
  if (!fromFork(job)) return request;
  const { push, pushByDigest, load } = request.result;
  // of an image whose every name was left out, the engine would have nothing to call it by
  const isNamed = repositoriesOf(request.image).length > 0 || inputs.fine('images', 'tags');
  if (push || pushByDigest) {
    inputs.remark('notice', `${push ? 'push' : 'push-by-digest'}: ${NOTHING_FROM_FORKS}`);
  }
  return {
    ...request,
    // what would have been pushed by digest was to be loaded by that digest
    result: { ...request.result, push: false, pushByDigest: false, load: load && isNamed && !pushByDigest },
    cache: {
      ...request.cache,
      write: 'never',
      to: request.cache.to.filter((entry) => readCacheEntry(entry).type === 'local'),
    },
  };
}

/** Why a name is left out for which there was a secret. */
export const WITHHELD = 'a part of the name is empty, as secrets are for this pull request';

/**
 * Whether a secret that the runner withholds was a part of this name: `${{ secrets.DOCKERHUB_USERNAME }}/app` is `/app`
 * in a pull request from a fork.
 */
export function isWithheld(reference: string, job: Job): boolean {
  return withoutSecrets(job) && !reference.includes('://') && /(^|\/)([/:@]|$)/.test(reference);
}
