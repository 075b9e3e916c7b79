import { isLoaded } from '../inputs/outputs.ts';
import type { Naming } from '../model/naming.ts';
import type { Delivery, Target } from '../model/plan.ts';
import { formatTagged, taggedReferences } from '../model/reference.ts';
import type { Output, Request } from '../model/request.ts';
import { refuseUntagged, targetsOf } from '../tags/targets.ts';

/** Decides where the result goes, from the inputs alone. */
export function planDelivery(request: Request, naming: Naming): Delivery {
  const { push, pushByDigest, load, outputs } = request.result;
  const targets = targetsOf(request.image, naming);
  const files = outputs.filter(isFile).map((output) => described(output, targets, request));
  const kind =
    request.build.call !== undefined
      ? 'call'
      : push
        ? 'publish'
        : pushByDigest
          ? 'parts'
          : files.length > 0 && !load && !outputs.some(isImage)
            ? 'files'
            : 'verify';
  return {
    kind,
    targets: kind === 'parts' ? targets.map(({ repository }) => untagged(repository)) : targets,
    load,
    files,
    imageAttributes: Object.assign(timesOf(request), ...outputs.filter(isImage).map(({ attributes }) => attributes)),
  };
}

/**
 * Throws if an image is published or loaded under its names, and one of these gets no tag.
 * @param event in words, for the message.
 * @param reasons why rules give no tag.
 */
export function refuseNameless(
  { kind, targets, load }: Delivery,
  event: string,
  reasons: readonly string[] = [],
): void {
  if (kind === 'publish') refuseUntagged(targets, event, 'publish', reasons);
  else if (kind === 'verify' && load) refuseUntagged(targets, event, 'load', reasons);
}

/** Whether an image comes out, and not file systems or words. */
export function hasImage({ kind, files }: Pick<Delivery, 'kind' | 'files'>): boolean {
  return kind === 'files' ? files.some(({ type }) => type === 'oci' || type === 'docker') : kind !== 'call';
}

function untagged(repository: Target['repository']): Target {
  return { repository, tags: [], floating: [], fullVersions: [] };
}

/** Times of files in layers are the builder's to rewrite: https://github.com/moby/buildkit/blob/master/docs/build-repro.md */
function timesOf({ build }: Request): Record<string, string> {
  return build.sourceDateEpoch === undefined ? {} : { 'rewrite-timestamp': 'true' };
}

/** A file that holds an image gives it the image's names, as buildx does with `--tag`. */
function described({ type, attributes }: Output, targets: readonly Target[], request: Request): Output {
  if (type !== 'oci' && type !== 'docker') return { type, attributes };
  const names = taggedReferences(targets).map(formatTagged);
  const named: Output['attributes'] = names.length === 0 ? {} : { name: names.join(',') };
  return { type, attributes: { ...timesOf(request), ...named, ...attributes } };
}

function isFile(output: Output): boolean {
  return !isImage(output);
}

/** Not a place of its own: its attributes are those of the image that is pushed or loaded. */
function isImage(output: Output): boolean {
  return output.type === 'image' || output.type === 'registry' || isLoaded(output);
}
