import type { Platform } from '../inputs/platform.ts';
import type { Naming } from '../plan/naming.ts';
import { PART_TAG, partTag } from '../plan/part.ts';
import { type Artifacts, NoArtifactService } from '../system/artifacts.ts';
import type { Registry } from '../system/registry/client.ts';
import { formatTagged, type Repository, type TaggedReference } from '../system/registry/reference.ts';
import { previousDigests } from './previous.ts';
import { moveTags, readBack } from './publish.ts';
import { type PartRecord, RECORD, recordName } from './record.ts';
import { trackUpdates } from './updates.ts';

export interface LeavePart {
  readonly record: PartRecord;
  readonly platforms: readonly Platform[];
  /** The one that is tagged. */
  readonly repository: Repository;
  /** `part-tag`; `undefined`: tags only where there is no artifact service. */
  readonly pattern: string | undefined;
  readonly naming: Naming;
  readonly artifacts: Artifacts;
  readonly registry: Registry;
  /** Unique to this run. */
  readonly id: string;
}

/**
 * Leaves a proved part where `merge` finds it: its record as an artifact of the run, or, where there is no service for
 * that, under a tag for each platform.
 * @returns what is to be told of it.
 */
export async function leavePart(part: LeavePart): Promise<readonly string[]> {
  const { record, pattern, artifacts, id } = part;
  const tagged = pattern === undefined ? [] : await tagPart(part, pattern);
  try {
    await artifacts.leave(recordName(record, id), RECORD.file, JSON.stringify(record));
    return [];
  } catch (error) {
    if (!(error instanceof NoArtifactService)) throw error;
  }
  const tags = tagged.length > 0 ? tagged : await tagPart(part, PART_TAG);
  const without = 'There is no artifact service here';
  return tags.length > 0
    ? [`${without}: merge finds this part as ${tags.map(formatTagged).join(', ')}`]
    : [`${without}, and without \`tags\` no tag for this part: give the digests to merge as \`digests\``];
}

/** @returns the tags; none where the pattern asks for a tag of the image and there is none. */
async function tagPart(
  { record, platforms, repository, naming, registry }: LeavePart,
  pattern: string,
): Promise<readonly TaggedReference[]> {
  const tags = platforms.flatMap((platform) => partTag(pattern, naming, platform) ?? []);
  if (tags.length === 0) return [];
  const target = { repository, tags };
  const updates = trackUpdates(await previousDigests([target], registry));
  await moveTags(repository, tags, record.digest, registry, updates);
  // merge would take what a replica still returns for the part of an earlier run
  await readBack(target, record.digest, { registry, updates });
  return tags.map((tag) => ({ repository, tag }));
}
