import { parseRepository, type Repository } from '../../model/reference.ts';
import { Wrong } from '../../model/wrong.ts';
import type { Registry } from './client.ts';
import type { Registries } from './configuration.ts';
import { RegistryError } from './error.ts';

/** Repositories that may hold an image, in the order that builders try: mirrors of its registry first. */
export function repositoriesOf(name: string, registries: Registries): readonly Repository[] {
  const own = parseRepository(name);
  if (own instanceof Wrong) return [];
  const { mirrors = [] } = registries.get(own.registry) ?? {};
  const mirrored = mirrors.map((mirror) => parseRepository(`${mirror}/${own.path}`));
  return [...mirrored, own].flatMap((repository) => (repository instanceof Wrong ? [] : repository));
}

/** `localhost:5000/app:1` → `localhost:5000/app` and `1`; a digest takes precedence over a tag. */
export function splitReference(text: string): { readonly name: string; readonly reference: string } {
  const [tagged = '', digest] = text.split('@');
  const [, name = tagged, tag = 'latest'] = /^(.*?)(?::([^:/]+))?$/.exec(tagged) ?? [];
  return { name, reference: digest ?? tag };
}

/**
 * Asks the sources of an image whether one of them limits the rate of requests: docker and buildx report neither the source
 * nor the waiting time.
 * @throws RegistryError with the answer of the source that does.
 */
export async function askSources(
  image: string,
  registry: Pick<Registry, 'headManifest'>,
  registries: Registries,
): Promise<void> {
  const { name, reference } = splitReference(image);
  for (const repository of repositoriesOf(name, registries)) {
    await registry.headManifest(repository, reference).catch((error) => {
      if (error instanceof RegistryError && error.status === 429) throw error;
    });
  }
}
