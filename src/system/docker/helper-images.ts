import images from './helper-images.json' with { type: 'json' };

/** An image that runs with all rights on the engine's machine. */
export interface HelperImage {
  /** Of one release, by its digest: what is run unless another is named. */
  readonly pinned: string;
  /** The tag it is followed by elsewhere, without a digest. */
  readonly usual: string;
}

/** Registers emulators: https://github.com/tonistiigi/binfmt/releases */
export const BINFMT = named(images.binfmt);

/** The daemon of a builder that is made: https://github.com/moby/buildkit/releases */
export const BUILDKIT = named(images.buildkit);

/** `script/pins` follows releases. */
function named({ repository, tag, digest, usual }: typeof images.binfmt): HelperImage {
  return { pinned: `${repository}:${tag}@${digest}`, usual: `${repository}:${usual}` };
}
