import type { Image } from '../model/image.ts';
import { samePlatform } from '../model/platform.ts';
import type { Changes } from '../model/report.ts';
import type { Materials, PreviousImage } from '../publish/previous-image.ts';

/**
 * Compares an image with the one that its tag held before. Platforms and base images that only one of them has are left
 * out.
 * @param materials images that this image was built from.
 */
export function compareImages({ platforms }: Image, before: PreviousImage, materials: Materials): Changes {
  return {
    tag: before.tag,
    platforms: platforms.flatMap(({ platform, manifest }) => {
      const other = before.platforms.find((each) => samePlatform(each.platform, platform));
      if (other === undefined) return [];
      const kept = manifest.layers.filter(({ digest }) => other.layers.includes(digest)).length;
      return [{ platform, sizeBefore: other.size, keptLayers: kept, layers: manifest.layers.length }];
    }),
    bases: [...materials].flatMap(([image, after]) => {
      const digest = before.materials.get(image);
      return digest === undefined ? [] : [{ image, before: digest, after }];
    }),
  };
}
