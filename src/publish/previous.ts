import type { Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import type { Target } from '../model/plan.ts';
import { formatTagged, taggedReferences } from '../model/reference.ts';

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
    taggedReferences(targets).map(async (reference) => {
      try {
        const head = await registry.headManifest(reference.repository, reference.tag);
        return [[formatTagged(reference), head?.digest] as const];
      } catch {
        return [];
      }
    }),
  );
  return new Map(found.flat());
}
