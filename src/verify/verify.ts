import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import { formatPlatform, type Platform, samePlatform } from '../model/platform.ts';

/**
 * Whether an image is what was asked for: exactly these platforms, once each, every config in agreement with its place
 * in the index, and every attestation about one of them.
 * @returns what is wrong, one sentence each; empty: nothing.
 */
export function problemsOf(image: Image, asked: readonly Platform[]): readonly string[] {
  const found = image.platforms.map(({ platform }) => platform);
  const names = (platforms: readonly Platform[]) => platforms.map(formatPlatform).join(', ');
  const missing = asked.filter((platform) => !found.some((other) => samePlatform(platform, other)));
  const extra = found.filter((platform) => !asked.some((other) => samePlatform(platform, other)));
  const doubled = found.filter((platform, i) => found.findIndex((other) => samePlatform(platform, other)) !== i);
  const stray = image.attestations.filter(({ of }) => !image.platforms.some(({ digest }) => digest === of));
  return [
    ...(missing.length > 0 ? [`${names(missing)} is missing from it`] : []),
    ...(extra.length > 0 ? [`it has ${names(extra)}, which was not asked for`] : []),
    ...(doubled.length > 0 ? [`it has ${names(doubled)} more than once`] : []),
    ...image.platforms
      .filter(({ platform, configured }) => !samePlatform(platform, configured))
      .map(
        ({ platform, configured }) =>
          `the image listed as ${formatPlatform(platform)} says it is ${formatPlatform(configured)}`,
      ),
    ...stray.map(({ digest }) => `the attestation ${digest} is about an image that is not in it`),
  ];
}

/** Throws unless the image is what was asked for. */
export function verify(image: Image, asked: readonly Platform[]): void {
  const problems = problemsOf(image, asked);
  if (problems.length === 0) return;
  throw new ActionError(`the image ${image.digest} is not what was asked for: ${problems.join('; ')}`, {
    hint: 'No tag was updated. Check `platforms` against what the Dockerfile makes.',
  });
}
