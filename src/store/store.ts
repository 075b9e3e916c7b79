import type { RawManifest } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import type { Image, PlatformImage } from '../model/image.ts';
import type { Descriptor } from '../model/oci.ts';
import type { Target } from '../model/plan.ts';
import type { Platform } from '../model/platform.ts';
import type { TaggedReference } from '../model/reference.ts';

/** Where a built image waits until it is verified and published. */
export interface ImageStore {
  /**
   * The `--output` of buildx that fills the store. Undefined if it holds a file that the user exports.
   * @param call index of the call of buildx, if each platform has a call of its own.
   */
  exportTo(call?: number): Export | undefined;
  /**
   * Makes one image of the results of buildx, if they are not one image in this store yet.
   * @param built the image of each platform. Empty if one call of buildx built all platforms.
   * @returns its index or manifest. Undefined if buildx made the image itself.
   */
  assemble(built: readonly BuiltPlatform[]): Promise<RawManifest | undefined>;
  /** Reads the image while buildx still runs. Undefined if that is not possible; rejects if it is too early. */
  readEarly(): Promise<Image> | undefined;
  /**
   * Reads the image and hashes every byte that it reads.
   * @param digest as buildx reported it.
   */
  read(digest: Digest | undefined): Promise<Image>;
  /** Throws unless every layer and every attestation of the image is there. */
  requireComplete(image: Image): Promise<void>;
  /**
   * Reads a layer of the image in pieces. At their end it throws unless they have the digest.
   * @param read may end early, and may be called again after an error.
   */
  readLayer<T>(layer: Descriptor, read: (bytes: AsyncIterable<Buffer>) => Promise<T>): Promise<T>;
  /** Makes one platform's image available to Docker Engine. @returns a reference to exactly these bytes. */
  runnable(platform: PlatformImage): Promise<string>;
  /**
   * Copies the verified image into a repository.
   * @returns the tags that are updated by the time the image is in the repository by digest.
   */
  push(image: Image, target: Target, record: PushRecord): Promise<readonly string[]>;
  /** Loads the verified image into Docker Engine with all its tags. */
  load(image: Image, targets: readonly Target[]): Promise<void>;
  /** Removes the image from the store, unless it is published from there. */
  discard(): Promise<void>;
}

/** One `--output` of buildx. */
export interface Export {
  readonly type: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** The image of one platform, as a call of buildx built it. */
export interface BuiltPlatform {
  readonly platform: Platform;
  /** As buildx reported it. */
  readonly digest: Digest | undefined;
}

/** Records the tags that a push updates, and those that it reads back. */
export interface PushRecord {
  /** A registry acknowledged that the tag holds this digest now. */
  acknowledge(reference: TaggedReference, digest: Digest): void;
  /** The tag was read with this digest. */
  confirm(reference: TaggedReference, digest: Digest): void;
  /** True if the found value, a digest or a missing tag, is older than the update: the server lags. */
  isOutdated(reference: TaggedReference, digest: Digest, found: Digest | undefined): boolean;
}
