import type { Descriptor } from '../image/oci.ts';
import { type Platform, samePlatform } from '../inputs/platform.ts';
import { PART_ANNOTATIONS } from '../plan/part.ts';
import { ActionError } from '../system/errors.ts';
import type { RawManifest } from '../system/registry/client.ts';
import { digestOf } from '../system/registry/digest.ts';
import type { Part } from './part.ts';

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** What the index is to say. */
export interface IndexAnnotations {
  /** What the user asked for, over all. */
  readonly own: Readonly<Record<string, string>>;
  /** What this job calls the image, over what the parts say alike: they may have been built before it had a name. */
  readonly named: Readonly<Record<string, string>>;
  /** Put under what the parts say alike. */
  readonly derived: Readonly<Record<string, string>>;
}

/**
 * One index of all parts: images in the order asked for, then their attestations in the same order, so that the same
 * parts give the same bytes however they were handed over. A part that is the whole image by itself is that image, byte
 * for byte, as it was tested and approved, unless it is to get annotations of its own.
 */
export function assembleIndex(
  parts: readonly Part[],
  platforms: readonly Platform[],
  { own, named, derived }: IndexAnnotations,
): RawManifest {
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && Object.keys(own).length === 0) return only.top;
  const images = platforms.map((platform) => childFor(platform, parts));
  const attestations = images.flatMap(({ digest }) =>
    parts
      .flatMap((part) => part.attestations)
      .filter(({ annotations }) => annotations?.['vnd.docker.reference.digest'] === digest)
      .toSorted((a, b) => a.digest.localeCompare(b.digest)),
  );
  const manifests = [...images, ...attestations.filter(isFirst)];
  const mediaType = images.every((child) => child.mediaType === DOCKER_MANIFEST) ? DOCKER_LIST : OCI_INDEX;
  const annotations = sorted({ ...derived, ...alike(parts), ...named, ...own });
  const hasAnnotations = mediaType === OCI_INDEX && Object.keys(annotations).length > 0;
  const index = { schemaVersion: 2, mediaType, manifests, ...(hasAnnotations ? { annotations } : {}) };
  const bytes = Buffer.from(JSON.stringify(index, undefined, 2));
  return { digest: digestOf(bytes), mediaType, bytes };
}

function childFor(platform: Platform, parts: readonly Part[]): Descriptor {
  const child = parts.flatMap(({ images }) => images).find((image) => samePlatform(image.platform, platform));
  if (child === undefined) throw new ActionError('a platform without a part was not refused');
  return child.descriptor;
}

function isFirst({ digest }: Descriptor, i: number, all: readonly Descriptor[]): boolean {
  return all.findIndex((other) => other.digest === digest) === i;
}

/** What the index of every part says, less what is of parts alone. */
function alike(parts: readonly Part[]): Readonly<Record<string, string>> {
  const [first, ...others] = parts.map(({ annotations }) => annotations);
  const ofParts: readonly string[] = Object.values(PART_ANNOTATIONS);
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(
      ([name, value]) => !ofParts.includes(name) && others.every((annotations) => annotations[name] === value),
    ),
  );
}

function sorted(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
