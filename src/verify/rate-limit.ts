import type { BuildFailure } from '../buildkit/failure.ts';
import { isPushStep } from '../buildkit/step-name.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { askSources } from '../clients/registry/sources.ts';
import type { Delivery } from '../model/plan.ts';

/**
 * Asks for the reason of a 429 and the time to wait, which the output of a build does not contain. The request goes to the
 * target registries if the push failed, otherwise to the registries of the base image.
 * @throws RegistryError if a registry still rejects requests.
 */
export async function askRateLimit(
  failure: Pick<BuildFailure, 'step' | 'image'>,
  { kind, targets }: Pick<Delivery, 'kind' | 'targets'>,
  registry: Registry,
  registries: Registries,
): Promise<void> {
  if (isPushStep(failure.step)) {
    if (kind !== 'publish' && kind !== 'parts') return;
    await Promise.all(targets.map(({ repository }) => registry.checkPush(repository)));
    return;
  }
  if (failure.image !== undefined) await askSources(failure.image, registry, registries);
}
