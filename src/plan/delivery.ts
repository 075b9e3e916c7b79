import type { Output, Request } from '../inputs/request.ts';
import type { Naming } from './naming.ts';
import type { Delivery, Target } from './plan.ts';
import { refuseUntagged, targetsOf } from './targets.ts';

/**
 * Decides where the result goes, from what was asked alone.
 * @param event in words, for where it gives no tag.
 */
export function planDelivery(request: Request, naming: Naming, event: string): Delivery {
  const { push, pushByDigest, load, outputs } = request.result;
  const files = outputs.filter(isFile).map((output) => withTimes(output, request));
  const kind =
    request.build.call !== undefined
      ? 'call'
      : push
        ? 'publish'
        : pushByDigest
          ? 'parts'
          : files.length > 0 && !load && !outputs.some(isImage)
            ? 'files'
            : 'prove';
  const targets = targetsOf(request.image, naming);
  if (kind === 'publish') refuseUntagged(targets, event);
  return {
    kind,
    targets: kind === 'parts' ? targets.map(({ repository }) => untagged(repository)) : targets,
    load,
    files,
    imageAttributes: Object.assign(timesOf(request), ...outputs.filter(isImage).map(({ attributes }) => attributes)),
  };
}

function untagged(repository: Target['repository']): Target {
  return { repository, tags: [], floating: [], fullVersions: [] };
}
/** Whether an image comes out, and not file systems or words. */
export function hasImage({ kind, files }: Delivery): boolean {
  return kind === 'files' ? files.some(({ type }) => type === 'oci' || type === 'docker') : kind !== 'call';
}


/** Times of files in layers are the builder's to rewrite: https://github.com/moby/buildkit/blob/master/docs/build-repro.md */
function timesOf({ build }: Request): Record<string, string> {
  return build.sourceDateEpoch === undefined ? {} : { 'rewrite-timestamp': 'true' };
}

function withTimes({ type, attributes }: Output, request: Request): Output {
  const times = type === 'oci' || type === 'docker' ? timesOf(request) : {};
  return { type, attributes: { ...times, ...attributes } };
}

function isFile({ type }: Output): boolean {
  return type === 'local' || type === 'tar' || type === 'oci' || type === 'docker';
}

function isImage({ type }: Output): boolean {
  return type === 'image' || type === 'registry';
}
