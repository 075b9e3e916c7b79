import type { BuildFailure } from '../buildkit/failure.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { repositoriesOf, splitReference } from '../clients/registry/sources.ts';
import { isIndex, parseIndex } from '../model/oci.ts';
import { formatPlatform } from '../model/platform.ts';
import type { Repository } from '../model/reference.ts';
import { platformOf, splitIndex } from '../store/read-image.ts';

/**
 * Adds the platforms of the base image to a failure of a build because of a missing platform. The failure is unchanged if
 * the registry does not list the platforms.
 */
export async function withAvailablePlatforms(
  failure: BuildFailure | undefined,
  registry: Registry,
  registries: Registries,
): Promise<BuildFailure | undefined> {
  if (failure?.kind !== 'platform-missing' || failure.image === undefined) return failure;
  const { name, reference } = splitReference(failure.image);
  for (const repository of repositoriesOf(name, registries)) {
    const platforms = await platformsOf(registry, repository, reference).catch(() => []);
    if (platforms.length > 0) return failure.withDetail(`it has ${platforms.join(', ')}`);
  }
  return failure;
}

async function platformsOf(registry: Registry, repository: Repository, reference: string): Promise<readonly string[]> {
  const manifest = await registry.getManifest(repository, reference);
  if (manifest === undefined || !isIndex(manifest.mediaType)) return [];
  const { images } = splitIndex(parseIndex(manifest).manifests);
  return images.flatMap(({ platform }) => (platform === undefined ? [] : [formatPlatform(platformOf(platform))]));
}
