import { type Platform, runsOn } from '../model/platform.ts';
import type { Repository } from '../model/reference.ts';

/** The 32-bit architecture that containerd accepts for a 64-bit architecture if an index has nothing better. */
const COMPATIBLE_32_BIT: Readonly<Record<string, string>> = { amd64: '386', arm64: 'arm' };

/**
 * The entry of an index that BuildKit uses for a platform: https://github.com/containerd/platforms/blob/main/compare.go
 * Undefined if the index has none, or only entries without a platform.
 */
export function entryFor(listed: readonly (Platform | undefined)[], target: Platform): Platform | undefined {
  const known = listed.flatMap((platform) => platform ?? []);
  const same = known.find((platform) => platform.architecture === target.architecture && runsOn(platform, target));
  if (same !== undefined) return same;
  const lesser = known.filter((platform) => is32BitOf(platform, target));
  return lesser.toSorted((a, b) => (b.variant ?? '').localeCompare(a.variant ?? ''))[0];
}

/** True if BuildKit uses an image of this 32-bit architecture where an index has none for the 64-bit target platform. */
export function is32BitOf(platform: Platform, target: Platform): boolean {
  return (
    target.os === 'linux' && platform.os === 'linux' && platform.architecture === COMPATIBLE_32_BIT[target.architecture]
  );
}

/**
 * True if an index must be read to know which of its images is used for these platforms. At Docker Hub, which counts the
 * read as a pull, the official images are not read, and a 386 image for amd64, which every amd64 machine runs, is ignored.
 */
export function mustReadIndex({ registry, path }: Repository, targets: readonly Platform[]): boolean {
  const has = (architecture: string) =>
    targets.some((each) => each.os === 'linux' && each.architecture === architecture);
  if (registry === 'docker.io') return has('arm64') && !path.startsWith('library/');
  return has('arm64') || has('amd64');
}
