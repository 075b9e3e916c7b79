import type { Digest } from './digest.ts';
import type { Descriptor, ImageManifest } from './oci.ts';
import type { Platform } from './platform.ts';

/** What came out of a build, as facts read back. */
export interface Image {
  /** Of the index, or of the one manifest where there is no index. */
  readonly digest: Digest;
  readonly mediaType: string;
  /** In the order of the index. */
  readonly platforms: readonly PlatformImage[];
  readonly attestations: readonly Attestation[];
}

export interface PlatformImage {
  /** As the index has it; for a lone manifest, as its config has it. */
  readonly platform: Platform;
  /** Of the image manifest, never of an index around it. */
  readonly digest: Digest;
  /** Bytes that a pull moves: config and compressed layers. */
  readonly size: number;
  /** The platform that the image's own config names. */
  readonly configured: Platform;
  /** Its config and layers as descriptors. */
  readonly manifest: ImageManifest;
  /** The bytes of its config, hashed. */
  readonly config: Uint8Array;
}

/** A manifest of statements (provenance, SBOM) about one image. */
export interface Attestation {
  readonly digest: Digest;
  /** As the index lists it. */
  readonly descriptor: Descriptor;
  /** The image it speaks of. */
  readonly of: Digest;
}
