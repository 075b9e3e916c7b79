import type { Registry } from '../clients/registry/client.ts';
import { type GivenDigest, type GivenDigests, isTag } from '../inputs/digests.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { formatTagged, type TaggedReference } from '../model/reference.ts';

/** The input `digests`, with the digests of its tags. */
export interface ResolvedDigests {
  readonly platforms: ReadonlyMap<string, ResolvedImage>;
  readonly whole: ResolvedImage | undefined;
}

export interface ResolvedImage extends GivenDigest {
  /** Reference that was resolved: `ghcr.io/acme/app:arm64`. Undefined for a digest. */
  readonly tag?: string;
}

/**
 * Resolves the tags in `digests`, each once: a tag that is updated meanwhile does not change the merged image.
 * @throws ActionError naming each tag that does not exist.
 */
export async function resolveTags(
  { platforms, whole }: GivenDigests,
  registry: Pick<Registry, 'headManifest'>,
): Promise<ResolvedDigests> {
  const given = [...platforms.values(), ...(whole === undefined ? [] : [whole])].filter(isTag);
  const names = new Map(given.map((reference) => [formatTagged(reference), reference]));
  const found = await Promise.all(
    [...names].map(async ([name, tag]) => [name, await digestOf(tag, registry)] as const),
  );
  const missing = found.filter(([, digest]) => digest === undefined).map(([name]) => name);
  if (missing.length > 0) {
    throw new ActionError(`digests: ${missing.join(', ')} does not exist`, {
      hint: 'No tag was updated. Let this job need the jobs that push these tags, or correct `digests`.',
    });
  }
  const digests = new Map(found);
  const resolve = (image: GivenDigest | TaggedReference): ResolvedImage => {
    if (!isTag(image)) return image;
    const tag = formatTagged(image);
    const digest = digests.get(tag);
    if (digest === undefined) throw new Error(`${tag} was not resolved`);
    return { digest, repository: image.repository, tag };
  };
  return {
    platforms: new Map([...platforms].map(([platform, image]) => [platform, resolve(image)])),
    whole: whole && resolve(whole),
  };
}

async function digestOf({ repository, tag }: TaggedReference, registry: Pick<Registry, 'headManifest'>) {
  const head = await registry.headManifest(repository, tag, { justWritten: true });
  return head?.digest as Digest | undefined;
}
