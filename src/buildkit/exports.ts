import { formatFields } from '../inputs/csv.ts';
import type { Delivery } from '../model/plan.ts';
import type { Output } from '../model/request.ts';
import type { Export } from '../store/store.ts';

/**
 * Returns the exports of a build, one list for each execution of buildx. The first list has the file systems and then the
 * image, because the metadata file contains the digest of the last export. Every further image needs another execution, in
 * which all steps are cached: with attestations, an OCI layout that is exported together with another image refers to an
 * index that it does not contain: https://github.com/moby/buildkit/issues/5556
 * The image always has an explicit export. Without one, BuildKit would drop its annotations silently, and media types would
 * depend on attestations.
 * @param store export that fills the image store. Undefined if no image is stored.
 */
export function exportsOf(delivery: Delivery, store: Export | undefined): readonly (readonly Export[])[] {
  const files = delivery.files.map(({ type, attributes }: Output) => ({ type, attributes }));
  const isImage = ({ type }: Export) => type === 'oci' || type === 'docker';
  const given = { 'oci-mediatypes': 'true', ...delivery.imageAttributes };
  const image = store === undefined ? [] : [{ type: store.type, attributes: { ...given, ...store.attributes } }];
  const [first, ...further] = [...image, ...files.filter(isImage)];
  return [
    [...files.filter((file) => !isImage(file)), ...(first === undefined ? [] : [first])],
    ...further.map((file) => [file]),
  ];
}

/** Formats an export as the CSV fields that buildx parses: `type=image,"name=a,b",push=true`. */
export function formatExport({ type, attributes }: Export): string {
  return formatFields([`type=${type}`, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)]);
}
