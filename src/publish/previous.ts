import type { Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import type { Target } from '../model/plan.ts';
import { formatTagged } from '../model/reference.ts';

/** Digest of each tag before the update. Undefined if the tag did not exist. A tag without entry was not readable. */
export type Previous = ReadonlyMap<string, Digest | undefined>;

/** The same as an object with `none` for a tag that did not exist. */
export function reportPrevious(previous: Previous): Readonly<Record<string, Digest | 'none'>> {
  return Object.fromEntries([...previous].map(([tag, digest]) => [tag, digest ?? 'none']));
}

/** Reads the digests of the tags before the update, for the error report. Never rejects. */
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
