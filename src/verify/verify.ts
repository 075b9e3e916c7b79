import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import { formatPlatform, type Platform, samePlatform } from '../model/platform.ts';

/**
 * Compares an image with the request: exactly the requested platforms, once each, every config with the platform in the
 * index, and every attestation for an image of the index.
 * @returns one sentence for each difference.
 */
function problemsOf(image: Image, requested: readonly Platform[]): readonly string[] {
  const found = image.platforms.map(({ platform }) => platform);
  const names = (platforms: readonly Platform[]) => platforms.map(formatPlatform).join(', ');
  const missing = requested.filter((platform) => !found.some((other) => samePlatform(platform, other)));
  const extra = found.filter((platform) => !requested.some((other) => samePlatform(platform, other)));
  const doubled = found.filter((platform, i) => found.findIndex((other) => samePlatform(platform, other)) !== i);
  const stray = image.attestations.filter(({ of }) => !image.platforms.some(({ digest }) => digest === of));
  return [
    ...(missing.length > 0 ? [`${names(missing)} is missing`] : []),
    ...(extra.length > 0 ? [`it has ${names(extra)}, which is not requested`] : []),
    ...(doubled.length > 0 ? [`it has ${names(doubled)} more than once`] : []),
    ...image.platforms
      .filter(({ platform, configured }) => !samePlatform(platform, configured))
      .map(
        ({ platform, configured }) =>
          `the image listed as ${formatPlatform(platform)} has a config for ${formatPlatform(configured)}`,
      ),
    ...stray.map(({ digest }) => `the attestation ${digest} describes an image that is not in the index`),
  ];
}

/** Throws if the image differs from the request. */
export function verify(image: Image, requested: readonly Platform[]): void {
  const problems = problemsOf(image, requested);
  if (problems.length === 0) return;
  throw new ActionError(`the image ${image.digest} differs from the request: ${problems.join('; ')}`, {
    hint: 'No tag was updated. Compare `platforms` with the platforms that the Dockerfile builds.',
  });
}
