import { isPush } from '../buildkit/attempts.ts';
import type { BuildFailure } from '../buildkit/failure.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { askSources } from '../clients/registry/sources.ts';
import type { Delivery } from '../model/plan.ts';

/**
 * Asks whoever refused to serve so many requests of a build: the registries that are pushed to, where it was at its push,
 * else those that have the image it was looking up.
 * @throws RegistryError with the answer, where the refusal lasts.
 */
export async function askHowLong(
  failure: Pick<BuildFailure, 'step' | 'image'>,
  { kind, targets }: Pick<Delivery, 'kind' | 'targets'>,
  registry: Registry,
  registries: Registries,
): Promise<void> {
  if (isPush(failure.step)) {
    if (kind !== 'publish' && kind !== 'parts') return;
    await Promise.all(targets.map(({ repository }) => registry.checkPush(repository)));
    return;
  }
  if (failure.image !== undefined) await askSources(failure.image, registry, registries);
}
