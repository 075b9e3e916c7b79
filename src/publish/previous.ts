import type { Target } from '../plan/plan.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Digest } from '../system/registry/digest.ts';
import { formatTagged } from '../system/registry/reference.ts';

/** Where each reference pointed before anything moved; `undefined`: it was not there. One that is missing here was not to be seen. */
export type Previous = ReadonlyMap<string, Digest | undefined>;

/** Asks the registries where the tags point now, so that a failure can report from where each was updated. Never rejects. */
export async function previousDigests(
  targets: readonly Pick<Target, 'repository' | 'tags'>[],
  registry: Pick<Registry, 'headManifest'>,
): Promise<Previous> {
  const found = await Promise.all(
    targets.flatMap(({ repository, tags }) =>
      tags.map(async (tag) => {
        try {
          const head = await registry.headManifest(repository, tag);
          return [[formatTagged({ repository, tag }), head?.digest] as const];
        } catch {
          return [];
        }
      }),
    ),
  );
  return new Map(found.flat());
}
