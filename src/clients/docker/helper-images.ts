import images from './helper-images.json' with { type: 'json' };

/** An image that runs privileged on Docker Engine's machine. */
export interface HelperImage {
  /** A release with its digest. Used unless an input names another image. */
  readonly pinned: string;
  /** The tag without a digest, used with mirrors that do not hold the pinned release. */
  readonly usual: string;
}

/** Registers emulators: https://github.com/tonistiigi/binfmt/releases */
export const BINFMT = named(images.binfmt);

/** BuildKit's daemon, for builders that this action creates: https://github.com/moby/buildkit/releases */
export const BUILDKIT = named(images.buildkit);

/** `script/pins` updates the releases. */
function named({ repository, tag, digest, usual }: typeof images.binfmt): HelperImage {
  return { pinned: `${repository}:${tag}@${digest}`, usual: `${repository}:${usual}` };
}
