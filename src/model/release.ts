/** https://semver.org or https://peps.python.org/pep-0440/ */
export type Scheme = 'semver' | 'pep440';

/** The released version, and the flavor's additions to it in tags and in the version label. */
export interface Release {
  readonly scheme: Scheme;
  /** Without `v`: `1.2.3-rc.1`. */
  readonly version: string;
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Data that `plan` passes to `merge` in addition to tags: the order of versions, and the tags that follow this order.
 */
export interface HandedRelease extends Release {
  /** Names of tags that are never updated to an older version. */
  readonly floating: readonly string[];
}
