import type { RawManifest } from '../clients/registry/client.ts';
import { type Digest, digestOf } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX } from '../model/media-type.ts';
import { PART_ANNOTATIONS } from '../model/naming.ts';
import { type Descriptor, isIndex, isManifest, type OciPlatform, parseIndex, parseManifest } from '../model/oci.ts';
import { type Platform, samePlatform } from '../model/platform.ts';
import { platformOf, splitIndex } from './read-image.ts';
import type { BuiltPlatform } from './store.ts';

/** One of those that an index is put together from: an index itself, or one manifest. */
export interface IndexPart {
  readonly top: RawManifest;
  readonly images: readonly Child[];
  readonly attestations: readonly Descriptor[];
  /** Of its index; none of a manifest. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** An image as an index lists it. */
interface Child {
  readonly platform: Platform;
  readonly descriptor: Descriptor;
}

/**
 * What a manifest or index is as a part.
 * @param lone the platform of a manifest, which does not name it; an index names those of its images.
 */
export function indexPart(top: RawManifest, lone: OciPlatform | Platform | undefined): IndexPart {
  if (isManifest(top.mediaType)) {
    parseManifest(top);
    const { mediaType, digest, bytes } = top;
    const images = [childOf({ mediaType, digest, size: bytes.length }, lone)];
    return { top, images, attestations: [], annotations: {} };
  }
  const { manifests, annotations } = parseIndex(top);
  const { images, attestations } = splitIndex(manifests);
  return {
    top,
    images: images.map((child) => childOf(child, child.platform)),
    attestations: attestations.map(({ descriptor }) => descriptor),
    annotations,
  };
}

/** The platform in one spelling, whatever the part's builder wrote, so that the merged index is the same. */
function childOf(
  { mediaType, digest, size, annotations }: Descriptor,
  listed: OciPlatform | Platform | undefined,
): Child {
  if (listed === undefined) throw new ActionError(`an index lists ${digest} without a platform`);
  const platform = platformOf(listed);
  const { os, architecture, variant } = platform;
  const version = (listed as { 'os.version'?: string })['os.version'];
  const features = (listed as { 'os.features'?: readonly string[] })['os.features'];
  const written: OciPlatform = {
    architecture,
    os,
    ...(version === undefined ? {} : { 'os.version': version }),
    ...(features === undefined ? {} : { 'os.features': features }),
    ...(variant === undefined ? {} : { variant }),
  };
  return { platform, descriptor: { mediaType, digest, size, platform: written, ...(annotations && { annotations }) } };
}

/** What the index is to say. */
export interface IndexAnnotations {
  /** What the user asked for, over all. */
  readonly own: Readonly<Record<string, string>>;
  /** Names that this job gives to the image. They replace the annotations of the parts, which may be older than the names. */
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
  parts: readonly IndexPart[],
  platforms: readonly Platform[],
  { own, named, derived }: IndexAnnotations,
): RawManifest {
  const [only] = parts;
  const isWhole = only !== undefined && (isIndex(only.top.mediaType) || only.attestations.length === 0);
  if (isWhole && parts.length === 1 && Object.keys(own).length === 0) return only.top;
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

/**
 * Joins the images of single platforms, each built by a call of its own, to one image.
 * @param read reads the manifest of the image that a call built.
 * @returns the index. Undefined if there is nothing to join.
 */
export async function joinPlatforms(
  built: readonly BuiltPlatform[],
  read: (digest: Digest, call: number) => Promise<RawManifest>,
): Promise<RawManifest | undefined> {
  if (built.length < 2) return undefined;
  const parts = await Promise.all(
    built.map(async ({ platform, digest }, call) => {
      if (digest !== undefined) return indexPart(await read(digest, call), platform);
      throw new ActionError('buildx built a part of the image and did not report its digest', {
        hint: 'Run the job again; if it stays, update buildx.',
      });
    }),
  );
  const platforms = built.map(({ platform }) => platform);
  // requested once, the annotations of one part are those of all
  return assembleIndex(parts, platforms, { own: parts[0]?.annotations ?? {}, named: {}, derived: {} });
}

function childFor(platform: Platform, parts: readonly IndexPart[]): Descriptor {
  const child = parts.flatMap(({ images }) => images).find((image) => samePlatform(image.platform, platform));
  if (child === undefined) throw new ActionError('a platform without a part was not refused');
  return child.descriptor;
}

function isFirst({ digest }: Descriptor, i: number, all: readonly Descriptor[]): boolean {
  return all.findIndex((other) => other.digest === digest) === i;
}

/** Annotations that the indexes of all parts have in common, without those that describe a part. */
function alike(parts: readonly IndexPart[]): Readonly<Record<string, string>> {
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
