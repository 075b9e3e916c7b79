import type { MergeRequest } from '../inputs/merge.ts';
import { formatPlatform } from '../inputs/platform.ts';
import type { Naming } from '../plan/naming.ts';
import { PART_TAG } from '../plan/part.ts';
import { type Artifacts, NoArtifactService } from '../system/artifacts.ts';
import { ActionError } from '../system/errors.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Repository } from '../system/registry/reference.ts';
import { type Offer, offersFromDigests, offersFromRecords, offersFromTags } from './offer.ts';
import { type Part, readPart } from './part.ts';
import { type PartRecord, parseRecord, RECORD } from './record.ts';

export interface Gathering {
  readonly request: MergeRequest;
  readonly naming: Naming;
  /** Where the image is published; parts are looked for there first. */
  readonly images: readonly Repository[];
  readonly artifacts: Artifacts;
  readonly registry: Registry;
}

/** Finds the parts where they were left: by `digests`, by `part-tag`, by the records of the run, or by their default tags. */
export async function gatherParts(gathering: Gathering): Promise<readonly Part[]> {
  const { request, images, registry } = gathering;
  const { digests, part, partTag } = request;
  const read = (offers: readonly Offer[]) => Promise.all(offers.map((offer) => readPart(offer, registry)));
  if (digests !== undefined) return withAttestations(await read(await givenOffers(gathering, digests)), gathering);
  if (partTag !== undefined) return read(await taggedOffers(gathering, partTag));
  const records = await findRecords(gathering.artifacts);
  return read(
    records === undefined ? await taggedOffers(gathering, PART_TAG) : offersFromRecords(records, part, images),
  );
}

/** A whole image beside the digests of its platforms is what is meant; that of one leg beside those of others says nothing. */
async function givenOffers(
  { images, registry }: Gathering,
  digests: NonNullable<MergeRequest['digests']>,
): Promise<readonly Offer[]> {
  const { platforms, whole } = digests;
  if (whole !== undefined && platforms.size > 0) {
    const [offer] = offersFromDigests({ platforms: new Map(), whole }, images);
    const part = offer && (await readPart(offer, registry).catch(() => undefined));
    const covers =
      part?.images.length === platforms.size &&
      part.images.every(
        ({ platform, descriptor }) => platforms.get(formatPlatform(platform))?.digest === descriptor.digest,
      );
    if (offer !== undefined && covers) return [offer];
  }
  return offersFromDigests(digests, images);
}

async function taggedOffers({ request, naming, images, registry }: Gathering, pattern: string) {
  const [repository] = images;
  if (repository === undefined) throw new ActionError('no repository to find parts in');
  return offersFromTags(pattern, naming, request.platforms, repository, registry);
}

/**
 * An image's manifest does not name its attestations: the record of its part knows the index that does. That index takes
 * the place of its images where all of them were handed over.
 */
async function withAttestations(
  parts: readonly Part[],
  { request, artifacts, registry }: Gathering,
): Promise<readonly Part[]> {
  const isBare = ({ top, images }: Part) => images.some(({ descriptor }) => descriptor.digest === top.digest);
  const bare = parts.filter(isBare);
  if (bare.length === 0) return parts;
  const records = ((await findRecords(artifacts)) ?? [])
    .filter(({ key }) => request.part === undefined || key === request.part)
    .toSorted((a, b) => b.attempt - a.attempt);
  const recordOf = ({ top }: Part) => records.find(({ digests }) => Object.values(digests).includes(top.digest));
  const found = await Promise.all(
    [...Map.groupBy(bare, recordOf)].map(async ([record, group]) => {
      const [first] = group;
      const given = group.map(({ top }) => top.digest);
      if (record === undefined || first === undefined) return group;
      if (Object.values(record.digests).some((digest) => !given.includes(digest))) return group;
      const origin = group.map(({ offer }) => offer.origin).join(', ');
      const platforms = new Map(group.flatMap(({ offer }) => [...(offer.platforms ?? [])]));
      return readPart({ ...first.offer, origin, digest: record.digest, platforms }, registry);
    }),
  );
  return [...parts.filter((part) => !isBare(part)), ...found.flat()];
}

/** `undefined`: there is no service for them. */
async function findRecords(artifacts: Artifacts): Promise<readonly PartRecord[] | undefined> {
  try {
    const found = await artifacts.find(RECORD.prefix, RECORD.file);
    return found.flatMap((one) => ('text' in one ? (parseRecord(one.text) ?? []) : []));
  } catch (error) {
    if (error instanceof NoArtifactService) return undefined;
    throw error;
  }
}
