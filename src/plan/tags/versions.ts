import { clean, compare as comparePep440, explain, valid as validPep440 } from '@renovatebot/pep440';
import compareSemver from 'semver/functions/compare.js';
import parseSemver from 'semver/functions/parse.js';

/** https://semver.org or https://peps.python.org/pep-0440/ */
export type Scheme = 'semver' | 'pep440';

/** The version that is released, and what the flavor puts around it in tags and in the version that labels tell. */
export interface Release {
  readonly scheme: Scheme;
  /** Without `v`: `1.2.3-rc.1`. */
  readonly version: string;
  readonly prefix: string;
  readonly suffix: string;
}

/** A version in its scheme's own spelling, `1.2.3-rc.1` for `v1.2.3-rc.1`; `undefined` if it is none. */
export function normalize(text: string, scheme: Scheme): string | undefined {
  if (scheme === 'semver') return parseSemver(text)?.version;
  return validPep440(text) ? (clean(text) ?? undefined) : undefined;
}

/** Negative if `a` is older than `b`; `undefined` if either is no version of this scheme. A `v` in front and build metadata do not count. */
export function compareVersions(a: string, b: string, scheme: Scheme): number | undefined {
  if (normalize(a, scheme) === undefined || normalize(b, scheme) === undefined) return undefined;
  return scheme === 'semver' ? compareSemver(a, b) : comparePep440(a, b);
}

/**
 * Whether a derived tag would go back to an older version.
 * @param published the version which the index that holds the tag says it has. One that cannot be read as a version
 * has no order, so nothing would go back.
 */
export function movesBack({ scheme, version, prefix, suffix }: Release, published: string): boolean {
  const start = published.startsWith(prefix) ? prefix.length : 0;
  const end = published.endsWith(suffix) ? published.length - suffix.length : published.length;
  const order = compareVersions(version, published.slice(start, end), scheme);
  return order !== undefined && order < 0;
}

/** Whether a version is meant for all: no pre-release, and for PEP 440 no post- or development release either. */
export function isFinal(version: string, scheme: Scheme): boolean {
  if (scheme === 'semver') return parseSemver(version)?.prerelease.length === 0;
  const pep440 = explain(version);
  return pep440 !== null && !pep440.is_prerelease && !pep440.is_postrelease && !pep440.is_devrelease;
}
