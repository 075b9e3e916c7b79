import { type Artifacts, type FoundArtifact, NoArtifactService } from '../clients/artifacts/artifacts.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { MergeRequest } from '../inputs/merge.ts';
import { ActionError } from '../model/errors.ts';
import type { Naming, Origin } from '../model/naming.ts';
import { formatPlatform } from '../model/platform.ts';
import type { Repository } from '../model/reference.ts';
import { type FoundRecord, type RefusedRecord, sortRecords } from './accept.ts';
import { type PartTags, partTag } from './key.ts';
import { type Offer, offersFromDigests, offersFromRecords, offersFromTags, partOf } from './offer.ts';
import { type Part, readPart } from './part.ts';
import { RECORD, type RunOfJob } from './record.ts';

export interface Gathering {
  readonly request: MergeRequest;
  readonly naming: Naming;
  /** Repositories of the published image. Parts in records must be in these repositories. */
  readonly images: readonly Repository[];
  readonly artifacts: Artifacts;
  readonly registry: Registry;
  readonly origin: Origin;
  /** The run of the job that merges. */
  readonly job: RunOfJob;
}

export interface Gathered {
  readonly parts: readonly Part[];
  /** Records of this image that are not used. */
  readonly refused: readonly RefusedRecord[];
}

/** Finds the parts by `digests`, by `part-tag`, by the records of the run, or by their default tags. */
export async function gatherParts(gathering: Gathering): Promise<Gathered> {
  const { request, images, artifacts, job } = gathering;
  const { digests, part, partTag } = request;
  const read = (offers: readonly Offer[]) => Promise.all(offers.map((offer) => readPart(offer, gathering)));
  if (digests !== undefined) return withAttestations(await read(await givenOffers(gathering, digests)), gathering);
  const found = partTag === undefined ? await findRecords(artifacts) : undefined;
  if (found === undefined) return { parts: await read(await taggedOffers(gathering)), refused: [] };
  const wanted = { part, images, job };
  const sorted = sortRecords(found, wanted);
  // matrix jobs without an artifact service tagged their parts
  if (sorted.accepted.length + sorted.refused.length === 0 && (await isTagged(gathering))) {
    return { parts: await read(await taggedOffers(gathering)), refused: [] };
  }
  return { parts: await read(offersFromRecords(sorted, wanted)), refused: sorted.refused };
}

/** Uses the whole index if it contains exactly the given digests of platforms, or else these digests. */
async function givenOffers(
  gathering: Gathering,
  digests: NonNullable<MergeRequest['digests']>,
): Promise<readonly Offer[]> {
  const { images } = gathering;
  const { platforms, whole } = digests;
  if (whole !== undefined && platforms.size > 0) {
    const [offer] = offersFromDigests({ platforms: new Map(), whole }, images);
    const part = offer && (await readPart(offer, gathering).catch(() => undefined));
    const covers =
      part?.images.length === platforms.size &&
      part.images.every(
        ({ platform, descriptor }) => platforms.get(formatPlatform(platform))?.digest === descriptor.digest,
      );
    if (offer !== undefined && covers) return [offer];
  }
  return offersFromDigests(digests, images);
}

async function taggedOffers(gathering: Gathering): Promise<readonly Offer[]> {
  const [repository] = gathering.images;
  if (repository === undefined) throw new ActionError('no repository to find parts in');
  return offersFromTags(tagsOf(gathering), gathering.request.platforms, repository, gathering.registry);
}

function tagsOf({ request, naming, job }: Gathering): PartTags {
  return { pattern: request.partTag, naming, run: job.run, part: request.part };
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

/**
 * Adds attestations to image manifests, which do not refer to them. The record of a part names its index, and the index
 * refers to the attestations. The index replaces its images if all of them were handed over. It is read from the
 * repository of the images and must contain them.
 */
async function withAttestations(parts: readonly Part[], gathering: Gathering): Promise<Gathered> {
  const { request, images, artifacts, job } = gathering;
  const isBare = ({ top, images: held }: Part) => held.some(({ descriptor }) => descriptor.digest === top.digest);
  const bare = parts.filter(isBare);
  if (bare.length === 0) return { parts, refused: [] };
  const places = [...images, ...bare.map(({ repository }) => repository)];
  const sorted = sortRecords((await findRecords(artifacts)) ?? [], { part: request.part, images: places, job });
  const records = sorted.accepted.toSorted((a, b) => b.record.attempt - a.record.attempt);
  const isOf = ({ digests }: FoundRecord['record'], { top }: Part) => Object.values(digests).includes(top.digest);
  const found = await Promise.all(
    [...Map.groupBy(bare, (part) => records.find(({ record }) => isOf(record, part)))].map(async ([own, group]) => {
      const [first] = group;
      const given = group.map(({ top }) => top.digest);
      if (own === undefined || first === undefined) return group;
      if (Object.values(own.record.digests).some((digest) => !given.includes(digest))) return group;
      const origin = `${group.map(({ offer }) => offer.origin).join(', ')}, with the attestations by ${own.artifact}`;
      return readPart({ ...first.offer, ...partOf(own), origin, commit: undefined }, gathering);
    }),
  );
  const refused = sorted.refused.filter(
    ({ record }) => record !== undefined && bare.some((part) => isOf(record, part)),
  );
  return { parts: [...parts.filter((part) => !isBare(part)), ...found.flat()], refused };
}

/** Undefined if the artifact service is missing. */
async function findRecords(artifacts: Artifacts): Promise<readonly FoundArtifact[] | undefined> {
  try {
    return await artifacts.find(RECORD.prefix, RECORD.file);
  } catch (error) {
    if (error instanceof NoArtifactService) return undefined;
    throw error;
  }
}
