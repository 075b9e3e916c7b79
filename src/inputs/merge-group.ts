import type { Job } from '../model/job.ts';
import type { ImageRequest, Request } from '../model/request.ts';
import type { InputName } from './defaults.ts';
import { pushingInput, unpublished } from './rights.ts';

/** Log line of a job of a merge group that does not publish. */
export const NOTHING_FROM_MERGE_GROUPS =
  'the image of a merge group is not published, since `tags` gives it no tag; the image is built and verified';

/**
 * True if the job runs for a merge group and the event decides the tags: `tags` is empty, as the output of `plan` is
 * then, or has `auto`.
 */
export function isLeftToEvent({ tags }: ImageRequest, { eventName }: Job): boolean {
  return eventName === 'merge_group' && (tags.length === 0 || tags.some(({ kind }) => kind === 'auto'));
}

/**
 * Takes the push from a job of a merge group whose image gets no tag. A matrix job needs no tags, so that one without
 * `tags` pushes its part.
 * @param names number of tags that `tags` gives for the event.
 */
export function withinMergeGroup(
  request: Request,
  names: number,
  job: Job,
): { readonly request: Request; readonly line?: string } {
  const { image, result } = request;
  const input: InputName | undefined = pushingInput(result);
  if (input === undefined || names > 0 || !isLeftToEvent(image, job)) return { request };
  if (result.pushByDigest && image.tags.length === 0) return { request };
  // it was to be loaded under the names that it has not
  return {
    request: { ...request, result: { ...unpublished(result), load: false } },
    line: `${input}: ${NOTHING_FROM_MERGE_GROUPS}`,
  };
}
