import { formatPlatform, type Platform } from '../inputs/platform.ts';
import type { PlatformPlan } from '../plan/plan.ts';
import { ActionError } from '../system/errors.ts';
import type { Registry } from '../system/registry/client.ts';
import { platformOf } from './manifests.ts';
import { isManifest, parseConfigPlatform, parseManifest } from './oci.ts';
import { repositoriesOf, splitReference } from './offered.ts';

/** A base image that is one manifest and no index. */
export interface LoneBase {
  /** As the Dockerfile has it, variables expanded. */
  readonly image: string;
  readonly platform: Platform;
}

const LARGEST_CONFIG = 4 * 2 ** 20;

/**
 * Finds the base images that are one manifest and no index: BuildKit takes such a one for whatever platform is asked for,
 * and writes that platform into the config all the same. Its own check warns of it for the first platform only
 * (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/builder/build.go).
 * Never rejects: what no registry knows, such as an image in the engine's store, is not among them.
 * @param mirrors hosts that Docker Hub's images come from, before Docker Hub itself.
 */
export async function findLoneBases(
  platforms: readonly PlatformPlan[],
  registry: Registry,
  mirrors: readonly string[],
): Promise<readonly LoneBase[]> {
  const images = [...new Set(platforms.flatMap(({ base }) => base?.image ?? []))];
  const found = await Promise.all(
    images.map(async (image) => ({ image, platform: await lonePlatform(image, registry, mirrors) })),
  );
  return found.flatMap(({ image, platform }) => (platform === undefined ? [] : { image, platform }));
}

/** Refuses an image that is built on another platform's: it would hold that one's programs. */
export function refuseForeignBase(platforms: readonly PlatformPlan[], lone: readonly LoneBase[], file: string): void {
  for (const { platform, base } of platforms) {
    const found = lone.find(({ image }) => image === base?.image);
    if (base === undefined || found === undefined || isSameProcessor(found.platform, platform)) continue;
    const [foreign, asked] = [formatPlatform(found.platform), formatPlatform(platform)];
    throw new ActionError(
      `${file}:${base.line}: ${base.image} exists for ${foreign} only, so the ${asked} image would hold ${foreign} programs`,
      {
        hint: 'No tag was moved. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
      },
    );
  }
}

async function lonePlatform(
  image: string,
  registry: Registry,
  mirrors: readonly string[],
): Promise<Platform | undefined> {
  const { name, reference } = splitReference(image);
  for (const repository of repositoriesOf(name, mirrors)) {
    try {
      // by HEAD: Docker Hub counts GETs as pulls, and nearly every base is an index
      const head = await registry.headManifest(repository, reference);
      if (head === undefined) continue;
      if (!isManifest(head.mediaType)) return undefined;
      const manifest = await registry.getManifest(repository, head.digest);
      if (manifest === undefined) continue;
      const { config } = parseManifest(manifest.bytes);
      return platformOf(parseConfigPlatform(await registry.getBlob(repository, config.digest, LARGEST_CONFIG)));
    } catch {}
  }
  return undefined;
}

/** Variants aside: a config often names none. */
function isSameProcessor(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.architecture === b.architecture;
}
