import { normalisePlatform, type Platform } from '../inputs/platform.ts';
import { ActionError } from '../system/errors.ts';
import { type Digest, digestOf } from '../system/registry/digest.ts';
import type { Attestation, Image, PlatformImage } from './image.ts';
import {
  type Descriptor,
  isIndex,
  isManifest,
  type OciPlatform,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
} from './oci.ts';

/** Reads bytes by digest and checks them against it, from a registry or from a folder. */
export interface Content {
  manifest(digest: Digest): Promise<{ readonly mediaType: string; readonly bytes: Uint8Array }>;
  config(digest: Digest): Promise<Uint8Array>;
}

/**
 * Content of a place that has bytes by their digests and knows no more of them: every byte is hashed.
 * @param place as an error names it.
 * @param otherwise the media type of a manifest that does not name its own.
 */
export function hashedContent(place: string, read: (digest: Digest) => Promise<Buffer>, otherwise = ''): Content {
  const hashed = async (digest: Digest) => proved(await read(digest), digest, place);
  return {
    async manifest(digest) {
      const bytes = await hashed(digest);
      return { mediaType: JSON.parse(bytes.toString()).mediaType ?? otherwise, bytes };
    },
    config: hashed,
  };
}

/** The bytes of a digest, proved to be those. */
export function proved(bytes: Buffer, digest: Digest, place: string): Buffer {
  if (digestOf(bytes) === digest) return bytes;
  throw new ActionError(`${place} holds other bytes under ${digest} than its digest says`);
}

/** Reads a whole image by its top digest: the index, its manifests and their configs, side by side. */
export async function readImage(digest: Digest, content: Content): Promise<Image> {
  const top = await content.manifest(digest);
  if (isManifest(top.mediaType)) {
    const only = await readPlatform(digest, undefined, top.bytes, content);
    return { digest, mediaType: top.mediaType, platforms: [only], attestations: [] };
  }
  if (!isIndex(top.mediaType)) throw new ActionError(`${digest} is no image: its media type is ${top.mediaType}`);
  const { images, attestations } = splitIndex(parseIndex(top.bytes).manifests);
  const platforms = await Promise.all(
    images.map(async (child) =>
      readPlatform(child.digest, child.platform, (await content.manifest(child.digest)).bytes, content),
    ),
  );
  return { digest, mediaType: top.mediaType, platforms, attestations };
}

/** Tells images from attestations: https://docs.docker.com/build/metadata/attestations/attestation-storage/ */
export function splitIndex(manifests: readonly Descriptor[]): {
  readonly images: readonly Descriptor[];
  readonly attestations: readonly Attestation[];
} {
  return {
    images: manifests.filter((child) => !isAttestation(child)),
    attestations: manifests
      .filter(isAttestation)
      .map((child) => ({ digest: child.digest, of: child.annotations?.['vnd.docker.reference.digest'] as Digest })),
  };
}

export function isAttestation({ annotations }: Descriptor): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

async function readPlatform(
  digest: Digest,
  listed: OciPlatform | undefined,
  bytes: Uint8Array,
  content: Content,
): Promise<PlatformImage> {
  const manifest = parseManifest(bytes);
  const config = await content.config(manifest.config.digest);
  const configured = platformOf(parseConfigPlatform(config));
  return {
    platform: listed === undefined ? configured : platformOf(listed),
    digest,
    size: manifest.config.size + manifest.layers.reduce((sum, layer) => sum + layer.size, 0),
    configured,
    manifest,
    config,
  };
}

export function platformOf({ os, architecture, variant }: OciPlatform): Platform {
  return normalisePlatform({ os, architecture, variant: variant || undefined });
}
