import type { Delivery } from '../model/plan.ts';
import type { Output } from '../model/request.ts';
import type { Destination } from '../store/destination.ts';

/** One `--output` of buildx. */
export interface Export {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The exports of a build, one list for each call of buildx. The first has the file systems and the image, last, because
 * the metadata file tells the digest of the last. A further image has a call of its own, in which everything is cached:
 * with attestations, an OCI layout exported beside another image names an index that it does not hold:
 * https://github.com/moby/buildkit/issues/5556
 * The image is always named outright: without an export of its own its annotations would be dropped in silence, and
 * media types would depend on whether there is an attestation.
 */
export function exportsOf(delivery: Delivery, destination: Destination | undefined): readonly (readonly Export[])[] {
  const files = delivery.files.map(({ type, attributes }: Output) => ({ type, attributes }));
  const isImage = ({ type }: Export) => type === 'oci' || type === 'docker';
  const image = destination === undefined ? [] : [imageExport(destination, delivery.imageAttributes)];
  const [first, ...further] = [...image, ...files.filter(isImage)];
  return [
    [...files.filter((file) => !isImage(file)), ...(first === undefined ? [] : [first])],
    ...further.map((file) => [file]),
  ];
}

function imageExport(destination: Destination, attributes: Readonly<Record<string, string>>): Export {
  const given = { 'oci-mediatypes': 'true', ...attributes };
  switch (destination.kind) {
    case 'engine':
      return { type: 'image', attributes: { ...given, name: destination.name } };
    case 'registry':
      // one export for all repositories, so that each gets the same digest
      return {
        type: 'image',
        attributes: { ...given, name: destination.repositories.join(','), push: 'true', 'push-by-digest': 'true' },
      };
    case 'layout':
      return { type: 'oci', attributes: { ...given, dest: destination.folder, tar: 'false' } };
  }
}

/** `type=image,"name=a,b",push=true`: fields are CSV, as buildx reads them. */
export function formatExport({ type, attributes }: Export): string {
  return csv([`type=${type}`, ...Object.entries(attributes).map(([key, value]) => `${key}=${value}`)]);
}

/** One line of CSV: https://pkg.go.dev/encoding/csv */
export function csv(fields: readonly string[]): string {
  return fields.map((field) => (/[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',');
}
