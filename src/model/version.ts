import { clean, compare as comparePep440, explain, valid as validPep440 } from '@renovatebot/pep440';
import compareSemver from 'semver/functions/compare.js';
import parseSemver from 'semver/functions/parse.js';
import type { Release, Scheme } from './release.ts';

/** A version in its scheme's own spelling, `1.2.3-rc.1` for `v1.2.3-rc.1`. Undefined if the text is not a version. */
export function normalize(text: string, scheme: Scheme): string | undefined {
  if (scheme === 'semver') return parseSemver(text)?.version;
  return validPep440(text) ? (clean(text) ?? undefined) : undefined;
}

/**
 * Negative if `a` is older than `b`. Undefined if one of them is not a version of this scheme. A leading `v` and build
 * metadata do not count.
 * @internal
 */
export function compareVersions(a: string, b: string, scheme: Scheme): number | undefined {
  if (normalize(a, scheme) === undefined || normalize(b, scheme) === undefined) return undefined;
  return scheme === 'semver' ? compareSemver(a, b) : comparePep440(a, b);
}

/**
 * True if a derived tag would be updated to an older version.
 * @param published version of the image that has the tag now, in full or `1.2`, which is 1.2.0 at least. One that
 * cannot be read as a version has no order, so the tag may be updated.
 */
export function movesBack({ scheme, version, prefix, suffix }: Release, published: string): boolean {
  const start = published.startsWith(prefix) ? prefix.length : 0;
  const end = published.endsWith(suffix) ? published.length - suffix.length : published.length;
  const text = published.slice(start, end);
  const whole = scheme === 'semver' && /^v?\d+(\.\d+)?$/.test(text) ? `${text}.0.0`.split('.', 3).join('.') : text;
  const order = compareVersions(version, whole, scheme);
  return order !== undefined && order < 0;
}

/** Whether a version is meant for all: no pre-release, and for PEP 440 no post- or development release either. */
export function isFinal(version: string, scheme: Scheme): boolean {
  if (scheme === 'semver') return parseSemver(version)?.prerelease.length === 0;
  const pep440 = explain(version);
  return pep440 !== null && !pep440.is_prerelease && !pep440.is_postrelease && !pep440.is_devrelease;
}
