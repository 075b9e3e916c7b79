import type { Digest } from './digest.ts';
import type { Descriptor, ImageManifest } from './oci.ts';
import type { Platform } from './platform.ts';

/** A built image, as read from where it is stored. */
export interface Image {
  /** Digest of the index, or of the only manifest if there is no index. */
  readonly digest: Digest;
  readonly mediaType: string;
  /** In the order of the index. */
  readonly platforms: readonly PlatformImage[];
  readonly attestations: readonly Attestation[];
}

export interface PlatformImage {
  /** From the index, or from the config if there is no index. */
  readonly platform: Platform;
  /** Digest of the image manifest, not of the index. */
  readonly digest: Digest;
  /** Bytes of a pull: config and compressed layers. */
  readonly size: number;
  /** The platform in the image's config. */
  readonly configured: Platform;
  /** Descriptors of the config and the layers. */
  readonly manifest: ImageManifest;
  /** The config, checked against its digest. */
  readonly config: Uint8Array;
}

/** An attestation manifest (provenance, SBOM) for one image. */
export interface Attestation {
  readonly digest: Digest;
  /** Its entry in the index. */
  readonly descriptor: Descriptor;
  /** Digest of the described image. */
  readonly of: Digest;
}
