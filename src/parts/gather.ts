import { ActionError } from '../model/errors.ts';
import { formatPlatform } from '../model/platform.ts';
import { type RefusedRecord, sortRecords } from './accept.ts';
import { withAttestations } from './attestations.ts';
import { findRecords, type Gathering, tagsOf } from './gathering.ts';
import { partTag } from './key.ts';
import { type Part, readPart } from './part.ts';
import { type PartReference, partsFromDigests, partsFromRecords, partsFromTags } from './part-reference.ts';
import { type ResolvedDigests, resolveTags } from './resolve-tags.ts';

export interface Gathered {
  readonly parts: readonly Part[];
  /** Records of this image that are not used. */
  readonly refused: readonly RefusedRecord[];
  /** Platforms of images that may lack their attestations. */
  readonly unattested: readonly string[];
}

/** Finds the parts by `digests`, by `part-tag`, by the records of the run, or by their default tags. */
export async function gatherParts(gathering: Gathering): Promise<Gathered> {
  const { request, images, artifacts, registry, job } = gathering;
  const { digests, part, partTag } = request;
  const read = (references: readonly PartReference[]) =>
    Promise.all(references.map((reference) => readPart(reference, gathering)));
  if (digests !== undefined) {
    const resolved = await resolveTags(digests, registry);
    return withAttestations(await read(await partsFromInput(gathering, resolved)), resolved, gathering);
  }
  const found = partTag === undefined ? await findRecords(artifacts) : undefined;
  if (found === undefined) return { parts: await read(await taggedParts(gathering)), refused: [], unattested: [] };
  const wanted = { part, images, job };
  const sorted = sortRecords(found, wanted);
  // matrix jobs without an artifact service tagged their parts
  if (sorted.accepted.length + sorted.refused.length === 0 && (await isTagged(gathering))) {
    return { parts: await read(await taggedParts(gathering)), refused: [], unattested: [] };
  }
  return { parts: await read(partsFromRecords(sorted, wanted)), refused: sorted.refused, unattested: [] };
}

/** Uses the whole index if it contains exactly the given digests of platforms, or else these digests. */
async function partsFromInput(gathering: Gathering, digests: ResolvedDigests): Promise<readonly PartReference[]> {
  const { images } = gathering;
  const { platforms, whole } = digests;
  if (whole !== undefined && platforms.size > 0) {
    const [index] = partsFromDigests({ platforms: new Map(), whole }, images);
    const part = index && (await readPart(index, gathering).catch(() => undefined));
    const covers =
      part?.images.length === platforms.size &&
      part.images.every(
        ({ platform, descriptor }) => platforms.get(formatPlatform(platform))?.digest === descriptor.digest,
      );
    if (index !== undefined && covers) return [index];
  }
  return partsFromDigests(digests, images);
}

async function taggedParts(gathering: Gathering): Promise<readonly PartReference[]> {
  const [repository] = gathering.images;
  if (repository === undefined) throw new ActionError('no repository to find parts in');
  return partsFromTags(tagsOf(gathering), gathering.request.platforms, repository, gathering.registry);
}

/** True if a part has the default tag of the action. */
async function isTagged(gathering: Gathering): Promise<boolean> {
  const { request, images, registry } = gathering;
  const [repository] = images;
  if (repository === undefined) return false;
  const heads = await Promise.all(
    request.platforms
      .flatMap((platform) => partTag(tagsOf(gathering), platform) ?? [])
      .map((tag) => registry.headManifest(repository, tag).catch(() => undefined)),
  );
  return heads.some((head) => head !== undefined);
}
