import type { Platform } from '../model/platform.ts';
import type { LinkedTarget } from '../model/request.ts';

/**
 * The platforms that a linked target is built for. A target of one platform is the same for all platforms of the image: it
 * holds tools that run on the machine of the build. bake has refused one of several platforms that lacks one of the image.
 */
export function linkedPlatforms({ platforms: own }: LinkedTarget, image: readonly Platform[]): readonly Platform[] {
  return own?.length === 1 ? own : image;
}
