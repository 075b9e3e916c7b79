import { type Artifacts, NoArtifactService } from '../clients/artifacts/artifacts.ts';
import type { RawManifest, Registry } from '../clients/registry/client.ts';
import { digestOf } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { OCI_INDEX } from '../model/media-type.ts';
import { PART_ANNOTATIONS } from '../model/naming.ts';
import { isIndex, MalformedError, parseIndex } from '../model/oci.ts';
import type { Platform } from '../model/platform.ts';
import { formatTagged, type Repository, type TaggedReference } from '../model/reference.ts';
import { previousDigests } from '../publish/previous.ts';
import { readBack, updateTags } from '../publish/publish.ts';
import { infoFromAnnotations } from '../publish/published.ts';
import { trackUpdates } from '../publish/updates.ts';
import { indexPart } from '../store/assemble.ts';
import { type PartTags, partTag } from './key.ts';
import { type PartRecord, RECORD, recordName } from './record.ts';

export interface StoredPart {
  readonly record: PartRecord;
  readonly platforms: readonly Platform[];
  /** Repository for the tags of the part. */
  readonly repository: Repository;
  /** Without a pattern, the part is tagged only if the artifact service is missing. */
  readonly tags: PartTags;
  readonly artifacts: Artifacts;
  readonly registry: Registry;
  /** Unique to this run. */
  readonly id: string;
}

/**
 * Stores a verified part for `merge`: its record as an artifact of the run, or one tag for each platform if the
 * artifact service is missing.
 * @returns lines for the log about it.
 */
export async function storePart(part: StoredPart): Promise<readonly string[]> {
  const { record, tags: by, artifacts, id } = part;
  const tagged = by.pattern === undefined ? [] : await tagPart(part);
  try {
    await artifacts.leave(recordName(record, id), RECORD.file, JSON.stringify(record));
    return [];
  } catch (error) {
    if (!(error instanceof NoArtifactService)) throw error;
  }
  // a pattern with a placeholder for an image tag needs `tags`
  const withDefaultTags = { ...part, tags: { ...by, pattern: undefined } };
  const tags = tagged.length > 0 ? tagged : await tagPart(withDefaultTags);
  return [`This runner has no artifact service: merge finds this part as ${tags.map(formatTagged).join(', ')}`];
}

/** @returns the tags. Empty if the pattern needs a tag of the image and the image has no tag. */
async function tagPart(part: StoredPart): Promise<readonly TaggedReference[]> {
  const { platforms, repository, registry } = part;
  const tags = platforms.flatMap((platform) => partTag(part.tags, platform) ?? []);
  if (tags.length === 0) return [];
  await Promise.all(tags.map((tag) => rejectOtherKey(tag, part)));
  const target = { repository, tags };
  const updates = trackUpdates(await previousDigests([target], registry));
  const digest = part.tags.pattern === undefined ? await annotatedPart(part) : part.record.digest;
  await updateTags(repository, tags, digest, registry, updates);
  // a replica may still return the part of an earlier run, and merge would use it
  await readBack(target, digest, { registry, updates });
  return tags.map((tag) => ({ repository, tag }));
}

/**
 * Throws if the tag holds a part of another image of this run, which `merge` could then not find. A job that runs
 * again overwrites its own part. Some servers give every run the same id, so another commit counts as another run.
 */
async function rejectOtherKey(tag: string, { record, repository, registry }: StoredPart): Promise<void> {
  if (record.run === '') return;
  const annotations = await annotationsOfTag(tag, repository, registry);
  const key = annotations[PART_ANNOTATIONS.part];
  const { revision = record.commit } = infoFromAnnotations(annotations);
  if (key === undefined || key === record.key || annotations[PART_ANNOTATIONS.run] !== record.run) return;
  if (revision !== record.commit) return;
  throw new ActionError(
    `${formatTagged({ repository, tag })} holds a part of another image of this run: its key is ${key}, and this part's key is ${record.key}`,
    {
      hint: 'The images, file, target or build-args of two matrix jobs differ. Give the matrix jobs of each image, and its merge, a `part` of its own.',
    },
  );
}

async function annotationsOfTag(tag: string, repository: Repository, registry: Registry) {
  const manifest = await registry.getManifest(repository, tag);
  if (manifest === undefined || !isIndex(manifest.mediaType)) return {};
  try {
    return parseIndex(manifest).annotations;
  } catch (error) {
    if (error instanceof MalformedError) return {};
    throw error;
  }
}

/**
 * Returns the digest of the part's index, whose annotations name run and key. Pushes an index for a single manifest
 * without attestations.
 */
async function annotatedPart({ record, platforms, repository, registry }: StoredPart): Promise<PartRecord['digest']> {
  const top = await registry.getManifest(repository, record.digest, { justWritten: true });
  const [platform] = platforms;
  if (top === undefined || platform === undefined || isIndex(top.mediaType)) return record.digest;
  const index = wrapInIndex(top, platform, record);
  await registry.putManifest(repository, index.digest, index);
  return index.digest;
}

function wrapInIndex(top: RawManifest, platform: Platform, { run, key }: PartRecord): RawManifest {
  const manifests = indexPart(top, platform).images.map(({ descriptor }) => descriptor);
  const annotations = { [PART_ANNOTATIONS.run]: run, [PART_ANNOTATIONS.part]: key };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, annotations }));
  return { digest: digestOf(bytes), mediaType: OCI_INDEX, bytes };
}
