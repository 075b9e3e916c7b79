import type { Digest } from '../model/digest.ts';
import { formatPlatform } from '../model/platform.ts';
import { type FoundRecord, type RefusedRecord, sortRecords } from './accept.ts';
import { findRecords, type Gathering, tagsOf } from './gathering.ts';
import { partTag } from './key.ts';
import { type Part, readPart } from './part.ts';
import { referenceFrom } from './part-reference.ts';
import type { ResolvedDigests } from './resolve-tags.ts';

interface Attested {
  readonly parts: readonly Part[];
  /** Records that may belong to the images and are not used. */
  readonly refused: readonly RefusedRecord[];
  /** Platforms of images that may lack their attestations. */
  readonly unattested: readonly string[];
}

/**
 * Adds attestations to image manifests, which do not refer to them. The index of the matrix job does: the record of the
 * part names it, or without an artifact service the tag of the part. An index replaces its images if all of them are
 * given. It is read from the repository of the images and must contain them.
 */
export async function withAttestations(
  parts: readonly Part[],
  given: ResolvedDigests,
  gathering: Gathering,
): Promise<Attested> {
  const { request, images, artifacts, job } = gathering;
  const singles = parts.filter(isSingleManifest);
  if (singles.length === 0) return { parts, refused: [], unattested: [] };
  const repositories = [...images, ...singles.map(({ repository }) => repository)];
  const artifactsFound = await findRecords(artifacts);
  const sorted = sortRecords(artifactsFound ?? [], { part: request.part, images: repositories, job });
  const records = sorted.accepted.toSorted((a, b) => b.record.attempt - a.record.attempt);
  const groups = Map.groupBy(singles, (part) => records.find(({ record }) => isOf(record, part)));
  const found = await Promise.all(
    [...groups].map(([own, group]) => {
      if (own !== undefined) return fromRecord(group, own, gathering);
      // matrix jobs tag their parts only without an artifact service
      const byTag = (part: Part) => (artifactsFound === undefined ? fromTag(part, gathering) : part);
      return Promise.all(group.map(byTag));
    }),
  );
  const all = found.flat();
  // the user names a tag or a whole image by its topmost manifest
  const tops = [...given.platforms.values()].filter(({ tag }) => tag !== undefined);
  const complete = new Set([...tops, ...(given.whole === undefined ? [] : [given.whole])].map(({ digest }) => digest));
  const unattested = all.filter(({ top, mayBeAttested }) => mayBeAttested && !complete.has(top.digest));
  return {
    parts: [...parts.filter((part) => !isSingleManifest(part)), ...all],
    refused: sorted.refused.filter(({ record }) => record !== undefined && singles.some((part) => isOf(record, part))),
    unattested: unattested.flatMap(({ images: own }) => own.map(({ platform }) => formatPlatform(platform))),
  };
}

/** Warning about images that are merged without attestations. */
export function lostAttestations(platforms: readonly string[]): readonly string[] {
  if (platforms.length === 0) return [];
  return [
    `${platforms.join(', ')} merged without attestations: \`digests\` names image manifests, which do not refer to their provenance and SBOM, and no record of a matrix job names their index. To keep them, write the output \`digest\` of the matrix job, or a tag, in place of \`digest-<platform>\`.`,
  ];
}

function isSingleManifest({ top, images }: Part): boolean {
  return images.some(({ descriptor }) => descriptor.digest === top.digest);
}

function isOf({ digests }: FoundRecord['record'], { top }: Part): boolean {
  return Object.values(digests).includes(top.digest);
}

/** Images of one record, with the attestations in its index. */
async function fromRecord(group: readonly Part[], own: FoundRecord, gathering: Gathering): Promise<readonly Part[]> {
  const [first] = group;
  if (first === undefined) return [];
  const given = group.map(({ top }) => top.digest);
  const origin = `${group.map(({ reference }) => reference.origin).join(', ')}, with the attestations by ${own.artifact}`;
  const reference = { ...first.reference, ...referenceFrom(own), origin, commit: undefined };
  if (Object.values(own.record.digests).every((digest) => given.includes(digest))) {
    return [{ ...(await readPart(reference, gathering)), mayBeAttested: false }];
  }
  const index = await readPart(reference, gathering).catch(() => undefined);
  return group.map((part) => attested(part, index, own.artifact));
}

/** An image with the attestations in the index that its matrix job tagged. */
async function fromTag(part: Part, gathering: Gathering): Promise<Part> {
  const { registry, job } = gathering;
  const [image] = part.images;
  const tag = image && job.run !== '' ? partTag(tagsOf(gathering), image.platform) : undefined;
  if (tag === undefined) return part;
  const head = await registry.headManifest(part.repository, tag).catch(() => undefined);
  if (head === undefined) return part;
  const reference = { ...part.reference, digest: head.digest, platforms: undefined, repositories: [part.repository] };
  return attested(part, await readPart(reference, gathering).catch(() => undefined), tag);
}

/** The image with its attestations in an index. Unchanged if the index does not contain it. */
function attested(part: Part, index: Part | undefined, source: string): Part {
  const isOwn = (digest: Digest | string | undefined) => digest === part.top.digest;
  if (index === undefined || !index.images.some(({ descriptor }) => isOwn(descriptor.digest))) return part;
  const attestations = index.attestations.filter(({ annotations }) =>
    isOwn(annotations?.['vnd.docker.reference.digest']),
  );
  if (attestations.length === 0) return { ...part, mayBeAttested: false };
  const origin = `${part.reference.origin}, with the attestations by ${source}`;
  return {
    ...part,
    reference: { ...part.reference, origin },
    attestations,
    annotations: index.annotations,
    mayBeAttested: false,
    copiedBy: index.top.digest,
  };
}
