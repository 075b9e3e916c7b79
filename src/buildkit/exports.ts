import type { Delivery } from '../model/plan.ts';
import type { Output } from '../model/request.ts';
import type { Export } from '../store/store.ts';

/**
 * The exports of a build, one list for each call of buildx. The first has the file systems and the image, last, because
 * the metadata file tells the digest of the last. A further image has a call of its own, in which everything is cached:
 * with attestations, an OCI layout exported beside another image names an index that it does not hold:
 * https://github.com/moby/buildkit/issues/5556
 * The image is always named outright: without an export of its own its annotations would be dropped in silence, and
 * media types would depend on whether there is an attestation.
 * @param store the export that fills the image store. Undefined if there is none.
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

/** `type=image,"name=a,b",push=true`: fields are CSV, as buildx reads them. */
export function formatExport({ type, attributes }: Export): string {
  return csv([`type=${type}`, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)]);
}

/** One line of CSV: https://pkg.go.dev/encoding/csv */
export function csv(fields: readonly string[]): string {
  return fields.map((field) => (/[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
