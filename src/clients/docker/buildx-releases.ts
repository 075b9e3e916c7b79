import releases from './buildx-releases.json' with { type: 'json' };

/** SHA-256 of a release's binary for each processor, by the OCI's names of processors. */
export interface BuildxRelease {
  readonly amd64: string;
  readonly arm64: string;
}

/**
 * The supported releases of buildx, newest first, with the hashes of their binaries. A download is run only if its hash is
 * listed here. `script/pins` adds new releases.
 */
export const BUILDX_RELEASES: Readonly<Record<string, BuildxRelease>> = releases;
