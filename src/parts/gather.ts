import { type Artifacts, type FoundArtifact, NoArtifactService } from '../clients/artifacts/artifacts.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { MergeRequest } from '../inputs/merge.ts';
import { ActionError } from '../model/errors.ts';
import type { Naming, Origin } from '../model/naming.ts';
import { formatPlatform } from '../model/platform.ts';
import type { Repository } from '../model/reference.ts';
import { type FoundRecord, type RefusedRecord, sortRecords } from './accept.ts';
import { type PartTags, partTag } from './key.ts';
import { type Part, readPart } from './part.ts';
import {
  type PartReference,
  partsFromDigests,
  partsFromRecords,
  partsFromTags,
  referenceFrom,
} from './part-reference.ts';
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
  const read = (references: readonly PartReference[]) =>
    Promise.all(references.map((reference) => readPart(reference, gathering)));
  if (digests !== undefined) return withAttestations(await read(await partsFromInput(gathering, digests)), gathering);
  const found = partTag === undefined ? await findRecords(artifacts) : undefined;
  if (found === undefined) return { parts: await read(await taggedParts(gathering)), refused: [] };
  const wanted = { part, images, job };
  const sorted = sortRecords(found, wanted);
  // matrix jobs without an artifact service tagged their parts
  if (sorted.accepted.length + sorted.refused.length === 0 && (await isTagged(gathering))) {
    return { parts: await read(await taggedParts(gathering)), refused: [] };
  }
  return { parts: await read(partsFromRecords(sorted, wanted)), refused: sorted.refused };
}

/** Uses the whole index if it contains exactly the given digests of platforms, or else these digests. */
async function partsFromInput(
  gathering: Gathering,
  digests: NonNullable<MergeRequest['digests']>,
): Promise<readonly PartReference[]> {
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
 * refers to the attestations. The index replaces its images if all of them are given. It is read from the
 * repository of the images and must contain them.
 */
async function withAttestations(parts: readonly Part[], gathering: Gathering): Promise<Gathered> {
  const { request, images, artifacts, job } = gathering;
  const isSingleManifest = ({ top, images: contained }: Part) =>
    contained.some(({ descriptor }) => descriptor.digest === top.digest);
  const singles = parts.filter(isSingleManifest);
  if (singles.length === 0) return { parts, refused: [] };
  const repositories = [...images, ...singles.map(({ repository }) => repository)];
  const sorted = sortRecords((await findRecords(artifacts)) ?? [], { part: request.part, images: repositories, job });
  const records = sorted.accepted.toSorted((a, b) => b.record.attempt - a.record.attempt);
  const isOf = ({ digests }: FoundRecord['record'], { top }: Part) => Object.values(digests).includes(top.digest);
  const found = await Promise.all(
    [...Map.groupBy(singles, (part) => records.find(({ record }) => isOf(record, part)))].map(async ([own, group]) => {
      const [first] = group;
      const given = group.map(({ top }) => top.digest);
      if (own === undefined || first === undefined) return group;
      if (Object.values(own.record.digests).some((digest) => !given.includes(digest))) return group;
      const origin = `${group.map(({ reference }) => reference.origin).join(', ')}, with the attestations by ${own.artifact}`;
      return readPart({ ...first.reference, ...referenceFrom(own), origin, commit: undefined }, gathering);
    }),
  );
  const refused = sorted.refused.filter(
    ({ record }) => record !== undefined && singles.some((part) => isOf(record, part)),
  );
  return { parts: [...parts.filter((part) => !isSingleManifest(part)), ...found.flat()], refused };
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
