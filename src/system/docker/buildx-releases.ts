import releases from './buildx-releases.json' with { type: 'json' };

/** The SHA-256 of a release's binary for each processor, as the OCI names processors. */
export interface BuildxRelease {
  readonly amd64: string;
  readonly arm64: string;
}

/**
 * The releases of buildx that can be asked for, newest first, with what their binaries hash to: a download is run only
 * if it is one of these. `script/pins` adds new releases.
 */
export const BUILDX_RELEASES: Readonly<Record<string, BuildxRelease>> = releases;
