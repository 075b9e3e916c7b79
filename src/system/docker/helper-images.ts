/** An image that runs with all rights on the engine's machine. */
export interface HelperImage {
  /** Of one release, by its digest: what is run unless another is named. */
  readonly pinned: string;
  /** The tag it is followed by elsewhere, without a digest. */
  readonly usual: string;
}

/** Registers emulators: https://github.com/tonistiigi/binfmt/releases */
export const BINFMT: HelperImage = {
  pinned:
    'docker.io/tonistiigi/binfmt:qemu-v10.2.3-68@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0',
  usual: 'docker.io/tonistiigi/binfmt:latest',
};

/** The daemon of a builder that is made: https://github.com/moby/buildkit/releases */
export const BUILDKIT: HelperImage = {
  pinned: 'docker.io/moby/buildkit:v0.33.1@sha256:cec9f139f45e93c5c69c60f8b07cfad9f43f4ef6b6a6cd917527fea5ff2e3dea',
  usual: 'docker.io/moby/buildkit:buildx-stable-1',
};
