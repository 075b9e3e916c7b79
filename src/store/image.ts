import type { Image, PlatformImage } from '../model/image.ts';

/** An image that is built and not yet handed over: where it stands, and how to look at it there. */
export interface Candidate {
  /** Reads it whole, every byte checked against its digest where the bytes can be had. */
  read(): Promise<Image>;
  /** Throws unless the image is there with every layer and every attestation. */
  complete(image: Image): Promise<void>;
  /** A reference which docker resolves to exactly one platform's proved bytes. */
  runnable(platform: PlatformImage): Promise<string>;
}
