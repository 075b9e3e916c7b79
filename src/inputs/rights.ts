import { fromFork, type Job, withoutSecrets } from '../model/job.ts';
import type { Output, Request } from '../model/request.ts';
import { readCacheEntry } from './cache-entry.ts';
import { repositoriesOf } from './conflicts.ts';
import type { InputName } from './defaults.ts';
import type { Inputs } from './inputs.ts';

/** Log line of a job that may not publish. */
export const NOTHING_FROM_FORKS =
  'the image of a pull request from a fork is not published; it is still built and verified';

/**
 * Limits a request to the job's rights. A pull request from a fork is untrusted code: it reads the cache and writes
 * nowhere, even if the repository's settings would permit it.
 */
export function withinRights(
  request: Request,
  job: Job,
  inputs: Pick<Inputs, 'report' | 'fine' | 'leaveOut'>,
): Request {
  if (!fromFork(job)) return request;
  const { load, pushByDigest } = request.result;
  if (isNameless(request.image) && inputs.fine('images')) {
    inputs.leaveOut('images', undefined, 'empty, as secrets are for this pull request');
  }
  // if every name of an image was left out, Docker Engine has no name for it
  const isNamed = repositoriesOf(request.image).length > 0 || inputs.fine('images', 'tags');
  const pushing = pushingInput(request.result);
  if (pushing !== undefined) inputs.report('info', `${pushing}: ${NOTHING_FROM_FORKS}`);
  return {
    ...request,
    // an image that would have been pushed by digest was to be loaded by that digest
    result: { ...unpublished(request.result), load: load && isNamed && !pushByDigest },
    cache: {
      ...request.cache,
      write: 'never',
      to: request.cache.to.filter((entry) => readCacheEntry(entry).type === 'local'),
    },
  };
}

/** The input that asks for the image to be pushed. Undefined if it is not to be pushed. */
export function pushingInput({ push, pushByDigest, outputs }: Request['result']): InputName | undefined {
  if (push) return 'push';
  return pushByDigest ? 'push-by-digest' : outputs.some(isPushed) ? 'outputs' : undefined;
}

/** The same result without its push: the image is built and verified. */
export function unpublished(result: Request['result']): Request['result'] {
  const outputs = withoutPush(result.outputs, pushingInput(result) !== undefined);
  return { ...result, push: false, pushByDigest: false, outputs };
}

/** Bare tags have no repository if a withheld secret was the whole input `images`. */
function isNameless({ repositories, tags }: Request['image']): boolean {
  return repositories.length === 0 && tags.length > 0 && tags.every(({ kind }) => kind !== 'reference');
}

function isPushed({ type }: Output): boolean {
  return type === 'registry';
}

/** The image that would be pushed is still built and verified, also if all other outputs are files. */
function withoutPush(outputs: readonly Output[], pushes: boolean): readonly Output[] {
  const kept = outputs.map((output): Output => (isPushed(output) ? { ...output, type: 'image' } : output));
  const isMissing = pushes && kept.length > 0 && kept.every(({ type }) => type !== 'image');
  return isMissing ? [...kept, { type: 'image', attributes: {} }] : kept;
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
