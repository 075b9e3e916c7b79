import { type Digest, digestOf, hashed } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Attestation, Image, PlatformImage } from '../model/image.ts';
import {
  type Descriptor,
  type Document,
  type ImageManifest,
  isConfig,
  isIndex,
  isManifest,
  MalformedError,
  mediaTypeOf,
  type OciPlatform,
  parseConfigLayers,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
  sizeOf,
} from '../model/oci.ts';
import { normalisePlatform, type Platform } from '../model/platform.ts';

/** Reads bytes by digest and checks them against it, from a registry or from a folder. */
export interface Content {
  manifest(digest: Digest): Promise<Document>;
  config(digest: Digest): Promise<Uint8Array>;
}

/**
 * Content of a place that has bytes by their digests and knows no more of them: every byte is hashed.
 * @param place as an error names it.
 */
export function hashedContent(place: string, read: (digest: Digest) => Promise<Buffer>): Content {
  const hashed = async (digest: Digest) => verified(await read(digest), digest, place);
  return { manifest: async (digest) => ({ bytes: await hashed(digest) }), config: hashed };
}

/** The bytes of a digest, verified to be those. */
export function verified(bytes: Buffer, digest: Digest, place: string): Buffer {
  if (digestOf(bytes) === digest) return bytes;
  throw otherBytes(digest, place);
}

function otherBytes(digest: Digest, place: string): ActionError {
  return new ActionError(`${place} holds other bytes under ${digest} than its digest says`);
}

/** Passes on the bytes of a digest, and throws at their end if they are others. */
export function verifiedStream(bytes: AsyncIterable<Buffer>, digest: Digest, place: string): AsyncIterable<Buffer> {
  return hashed(bytes, digest, () => otherBytes(digest, place));
}

/** Reads a whole image by its top digest: the index, its manifests and their configs, side by side. */
export async function readImage(digest: Digest, content: Content, listed?: Descriptor): Promise<Image> {
  const found = await content.manifest(digest);
  const mediaType = found.mediaType || listed?.mediaType;
  if (mediaType !== undefined && !isManifest(mediaType) && !isIndex(mediaType)) throw noImage(digest, mediaType);
  const top = { digest, bytes: found.bytes, mediaType: mediaTypeOf({ digest, bytes: found.bytes, mediaType }) };
  if (listed !== undefined) agree(listed, top);
  if (isManifest(top.mediaType)) {
    const only = await readPlatform(digest, undefined, parseManifest(top), content);
    return { digest, mediaType: top.mediaType, platforms: [only], attestations: [] };
  }
  if (!isIndex(top.mediaType)) throw noImage(digest, top.mediaType);
  const { images, attestations } = splitIndex(parseIndex(top).manifests);
  const platforms = await Promise.all(
    images.map(async (child) => {
      if (child.platform === undefined) throw new MalformedError(`an index lists ${child.digest} without a platform`);
      return readPlatform(child.digest, child.platform, await readManifest(child, content), content);
    }),
  );
  return { digest, mediaType: top.mediaType, platforms, attestations };
}

function noImage(digest: Digest, mediaType: string): ActionError {
  return new ActionError(`${digest} is not an image: its media type is ${mediaType || 'missing'}`);
}

/** Reads a manifest that an index lists. */
export async function readManifest(listed: Descriptor, content: Content): Promise<ImageManifest> {
  const found = await content.manifest(listed.digest);
  agree(listed, found);
  const { digest, mediaType } = listed;
  return parseManifest({ digest, mediaType, bytes: found.bytes });
}

/** Throws if content is not as its descriptor says: containerd refuses to pull it then. */
function agree({ digest, mediaType, size }: Descriptor, found: Document): void {
  const differing = (what: string, has: unknown, says: unknown) =>
    new MalformedError(`${digest} has ${what} ${has}, and its descriptor says ${says}`, {
      hint: 'No tag was updated. Build the image again.',
    });
  if (found.bytes.length !== size) throw differing('the size', found.bytes.length, size);
  if (found.mediaType && found.mediaType !== mediaType) throw differing('the media type', found.mediaType, mediaType);
}

/**
 * Tells images from attestations: https://docs.docker.com/build/metadata/attestations/attestation-storage/
 * Throws if the index lists another index or anything else than manifests, because its content would not be verified.
 */
export function splitIndex(manifests: readonly Descriptor[]): {
  readonly images: readonly Descriptor[];
  readonly attestations: readonly Attestation[];
} {
  for (const { digest, mediaType, urls } of manifests) {
    const problem = !isManifest(mediaType)
      ? `as ${mediaType}`
      : urls?.length
        ? 'with addresses outside the registry'
        : '';
    if (problem === '') continue;
    throw new MalformedError(`an index lists ${digest} ${problem}`, {
      hint: 'No tag was updated. List the image manifests of all platforms in one index, by their digests alone.',
    });
  }
  return {
    images: manifests.filter((child) => !isAttestation(child)),
    attestations: manifests.filter(isAttestation).map((descriptor) => ({
      digest: descriptor.digest,
      of: descriptor.annotations?.['vnd.docker.reference.digest'] as Digest,
      descriptor,
    })),
  };
}

/** With the platform of an image, it would be pulled as one by tools that do not read the annotation. */
function isAttestation({ annotations, platform }: Descriptor): boolean {
  return platform?.architecture === 'unknown' && annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

async function readPlatform(
  digest: Digest,
  listed: OciPlatform | undefined,
  manifest: ImageManifest,
  content: Content,
): Promise<PlatformImage> {
  const { config: descriptor, layers } = manifest;
  if (!isConfig(descriptor.mediaType)) {
    throw new MalformedError(`${digest} is not an image: its config is of the media type ${descriptor.mediaType}`);
  }
  const config = await content.config(descriptor.digest);
  agree(descriptor, { bytes: config });
  const configured = platformOf(parseConfigPlatform(config));
  const counted = parseConfigLayers(config);
  if (counted !== layers.length) {
    throw new MalformedError(`${digest} has ${layers.length} layers, and its config says ${counted}`);
  }
  return {
    platform: listed === undefined ? configured : platformOf(listed),
    digest,
    size: sizeOf(manifest),
    configured,
    manifest,
    config,
  };
}

export function platformOf({ os, architecture, variant }: OciPlatform): Platform {
  return normalisePlatform({ os, architecture, variant: variant || undefined });
}
