import { samePlatform } from '../inputs/platform.ts';
import type { Engine, EnginePlatform } from '../system/docker/engine.ts';
import { ActionError } from '../system/errors.ts';
import { isDigest } from '../system/registry/digest.ts';
import type { Attestation, Candidate, Image, PlatformImage } from './image.ts';
import { platformOf } from './manifests.ts';
import { isIndex } from './oci.ts';

/**
 * An image in the engine's store. Its index cannot be had as bytes there, so its children and configs are asked of the
 * engine's API; the bytes are hashed when the published image is read back.
 * @param name a name nobody else uses: `repository:tag`.
 */
export function engineCandidate(engine: Engine, name: string): Candidate {
  return {
    read: () => read(engine, name),
    runnable: async () => name,
  };
}

async function read(engine: Engine, name: string): Promise<Image> {
  const stored = await engine.image(name);
  if (stored === undefined) throw new ActionError(`the build ended well, yet the engine has no image ${name}`);
  const lost = stored.manifests.find(({ available }) => !available);
  if (lost !== undefined) {
    throw new ActionError(`the engine's store lacks content of ${lost.digest}, so a push would be incomplete`, {
      hint: 'Something removed it while the build ran (a `docker system prune` beside it?). Run the job again.',
    });
  }
  const children = stored.manifests.filter(({ kind }) => kind !== 'attestation');
  if (!isIndex(stored.mediaType)) {
    const platform = platformOf(stored.platform);
    const size = children.reduce((sum, child) => sum + child.size, 0);
    return {
      digest: stored.id,
      mediaType: stored.mediaType,
      platforms: [{ platform, digest: stored.id, size, configured: platform }],
      attestations: [],
    };
  }
  // The answer has the config of one child besides, which the engine chose for itself. If that is not the child listed as
  // what it says, it is one that is asked for here, and found to say so. A call takes the engine 10 ms for each platform.
  const told = platformOf(stored.platform);
  const platforms = await Promise.all(
    children.map(async (child): Promise<PlatformImage> => {
      const platform = platformOf(child.platform);
      const own = samePlatform(platform, told) ? told : platformOf(await configured(engine, name, child.platform));
      return { platform, digest: child.digest, size: child.size, configured: own };
    }),
  );
  return {
    digest: stored.id,
    mediaType: stored.mediaType,
    platforms,
    attestations: stored.manifests.flatMap(attestation),
  };
}

async function configured(engine: Engine, name: string, platform: EnginePlatform): Promise<EnginePlatform> {
  const image = await engine.image(name, platform);
  if (image === undefined)
    throw new ActionError(`the engine lists ${platform.os}/${platform.architecture} in ${name} and does not find it`);
  return image.platform;
}

function attestation({
  kind,
  digest,
  attests,
}: {
  kind: string;
  digest: Attestation['digest'];
  attests: string | undefined;
}): Attestation[] {
  return kind === 'attestation' && isDigest(attests) ? [{ digest, of: attests }] : [];
}
