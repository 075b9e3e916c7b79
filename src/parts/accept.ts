import type { FoundArtifact } from '../clients/artifacts/artifacts.ts';
import { parseRepository, type Repository, sameRepository } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import { type PartRecord, parseRecord, parseRecordName, RECORD, type RunOfJob } from './record.ts';

/** A record with the name of its artifact. */
export interface FoundRecord {
  readonly artifact: string;
  readonly record: PartRecord;
}

/** An unused artifact with the name of a record of this image. */
export interface RefusedRecord {
  readonly artifact: string;
  /** `its run is 7, and this run is 8` */
  readonly reason: string;
  /** Undefined if the artifact contains no readable record. */
  readonly record?: PartRecord;
}

/** Criteria of a merge for records. */
export interface Wanted {
  /** The input `part`. Undefined if the key comes from the records for these repositories. */
  readonly part: string | undefined;
  /** Allowed repositories of parts. */
  readonly images: readonly Repository[];
  readonly job: RunOfJob;
}

export interface SortedRecords {
  /** Records of one key if `part` is set or the records agree. */
  readonly accepted: readonly FoundRecord[];
  readonly refused: readonly RefusedRecord[];
  /** Keys of all records, including records of other images. */
  readonly keys: readonly string[];
}

/**
 * Sorts the uploaded records into accepted and refused. A record must name this run, an existing attempt, and only
 * repositories of the merge: any job of the run can upload a record, even without push rights.
 */
export function sortRecords(found: readonly FoundArtifact[], { part, images, job }: Wanted): SortedRecords {
  const records: FoundRecord[] = [];
  const unreadable: RefusedRecord[] = [];
  for (const artifact of found) {
    const record = 'text' in artifact ? parseRecord(artifact.text) : undefined;
    if (record !== undefined) records.push({ artifact: artifact.name, record });
    else unreadable.push({ artifact: artifact.name, reason: 'text' in artifact ? NOT_A_RECORD : artifact.problem });
  }
  const isAllowed = (name: string) => images.some((image) => sameRepository(image, repositoryOf(name)));
  const imageKeys = new Set(
    part !== undefined
      ? [part]
      : records.filter(({ record }) => record.repositories.some(isAllowed)).map(({ record }) => record.key),
  );
  const ofImage = records.filter(({ record }) => imageKeys.has(record.key));
  const checked = ofImage.map((one) => ({ ...one, reason: rejectionReason(one.record, job, isAllowed) }));
  const isOfImage = ({ artifact }: RefusedRecord) => {
    const key = parseRecordName(artifact)?.key;
    return imageKeys.size === 0 || (key !== undefined && imageKeys.has(key));
  };
  return {
    accepted: checked.filter(({ reason }) => reason === undefined),
    refused: [
      ...checked.flatMap((one) => (one.reason === undefined ? [] : [{ ...one, reason: one.reason }])),
      ...unreadable.filter(isOfImage),
    ],
    keys: [...new Set(records.map(({ record }) => record.key))],
  };
}

const NOT_A_RECORD = `its ${RECORD.file} is not a valid record`;

function rejectionReason(record: PartRecord, job: RunOfJob, isAllowed: (name: string) => boolean): string | undefined {
  const { run, attempt, repositories } = record;
  if (run !== job.run) return `its run is ${run || 'not known'}, and this run is ${job.run || 'not known'}`;
  if (attempt < 1 || attempt > job.attempt) return `its attempt is ${attempt}, and this is attempt ${job.attempt}`;
  const others = repositories.filter((name) => !isAllowed(name));
  if (others.length > 0) return `${others.slice(0, 3).join(', ')} is not among \`images\``;
  return undefined;
}

/** Parses a repository name from a record that was already validated. */
export function repositoryOf(name: string): Repository {
  const repository = parseRepository(name);
  if (repository instanceof Wrong)
    throw new Error(`a record without a repository was not refused: ${repository.message}`);
  return repository;
}

/** Number of refused records that are listed individually. */
const LISTED = 5;

/** Warnings about refused records if the image is complete without them. */
export function refusalWarnings(refused: readonly RefusedRecord[]): readonly string[] {
  const lines = refused
    .slice(0, LISTED)
    .map(({ artifact, reason }) => `The record ${artifact} is not used: ${reason}.`);
  return refused.length > LISTED ? [...lines, `${refused.length - LISTED} more records are not used.`] : lines;
}

/** `; records that are not used: a (it has no part.json), b (…)`, for the end of an error. Empty without refusals. */
export function describeRefused(refused: readonly RefusedRecord[]): string {
  if (refused.length === 0) return '';
  const lines = refused.slice(0, LISTED).map(({ artifact, reason }) => `${artifact} (${reason})`);
  const more = refused.length > lines.length ? ` and ${refused.length - lines.length} more` : '';
  return `; records that are not used: ${lines.join(', ')}${more}`;
}
