import type { PlatformPlan } from '../model/plan.ts';
import { formatPlatform, runsOn } from '../model/platform.ts';
import { availability, type FoundBase, usedFor } from './single-platform-base.ts';

/** The images that files are copied from, each in the place of a base image, for a look-up of their platforms. */
export function copiedImages(platforms: readonly PlatformPlan[]): readonly PlatformPlan[] {
  return platforms.flatMap((platform) => (platform.copied ?? []).map((base) => ({ ...platform, base })));
}

/**
 * Returns a warning for each image of another platform that files are copied from. A digest can name the manifest of one
 * platform, and BuildKit uses it for every platform.
 */
export function mismatchedCopyWarnings(
  platforms: readonly PlatformPlan[],
  found: readonly FoundBase[],
  file: string,
): readonly string[] {
  return platforms.flatMap(({ platform, copied = [] }) =>
    copied.flatMap(({ image, line }) => {
      const known = found.find((each) => each.image === image);
      if (known === undefined) return [];
      const used = usedFor(known, platform);
      // many configs have no variant
      if (used === undefined || runsOn({ ...used, variant: undefined }, { ...platform, variant: undefined })) return [];
      return `${file}:${line}: ${image} ${availability(known, used, platform)}, and the ${formatPlatform(platform)} image has files from it. Programs among them would not run. Name the digest of an index, which has each platform.`;
    }),
  );
}
