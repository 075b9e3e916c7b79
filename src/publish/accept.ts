import type { FoundArtifact } from '../system/artifacts.ts';
import { parseRepository, type Repository, sameRepository } from '../system/registry/reference.ts';
import { type PartRecord, parseRecord, parseRecordName, RECORD, type RunOfJob } from './record.ts';

/** A record with the name of the artifact that holds it. */
export interface FoundRecord {
  readonly artifact: string;
  readonly record: PartRecord;
}

/** An artifact that is named like a record of this image and is not used. */
export interface RefusedRecord {
  readonly artifact: string;
  /** `its run is 7, and this run is 8` */
  readonly reason: string;
  /** Undefined if there is none that can be read. */
  readonly record?: PartRecord;
}

/** What a merge takes records for. */
export interface Wanted {
  /** The input `part`. Undefined: the key of the records for these repositories. */
  readonly part: string | undefined;
  /** The repositories that parts may be in. */
  readonly images: readonly Repository[];
  readonly job: RunOfJob;
}

export interface SortedRecords {
  /** Of one key if `part` names it or the records agree. */
  readonly accepted: readonly FoundRecord[];
  readonly refused: readonly RefusedRecord[];
  /** Of all records, those of other images too. */
  readonly keys: readonly string[];
}

/**
 * Sorts what the jobs of the run uploaded. A record is used only if it is of this run, of an attempt that there was, and in
 * no other repository than those of the merge: any job of the run can upload a record, also one without rights to push.
 */
export function sortRecords(found: readonly FoundArtifact[], { part, images, job }: Wanted): SortedRecords {
  const records: FoundRecord[] = [];
  const unreadable: RefusedRecord[] = [];
  for (const artifact of found) {
    const record = 'text' in artifact ? parseRecord(artifact.text) : undefined;
    if (record !== undefined) records.push({ artifact: artifact.name, record });
    else unreadable.push({ artifact: artifact.name, reason: 'text' in artifact ? NO_RECORD : artifact.problem });
  }
  const isHere = (name: string) => images.some((image) => sameRepository(image, repositoryOf(name)));
  const own = new Set(
    part !== undefined
      ? [part]
      : records.filter(({ record }) => record.repositories.some(isHere)).map(({ record }) => record.key),
  );
  const ofImage = records.filter(({ record }) => own.has(record.key));
  const judged = ofImage.map((one) => ({ ...one, reason: objection(one.record, job, isHere) }));
  const isOwn = ({ artifact }: RefusedRecord) => {
    const key = parseRecordName(artifact)?.key;
    return own.size === 0 || (key !== undefined && own.has(key));
  };
  return {
    accepted: judged.filter(({ reason }) => reason === undefined),
    refused: [
      ...judged.flatMap((one) => (one.reason === undefined ? [] : [{ ...one, reason: one.reason }])),
      ...unreadable.filter(isOwn),
    ],
    keys: [...new Set(records.map(({ record }) => record.key))],
  };
}

const NO_RECORD = `its ${RECORD.file} is no record`;

function objection(record: PartRecord, job: RunOfJob, isHere: (name: string) => boolean): string | undefined {
  const { run, attempt, repositories } = record;
  if (run !== job.run) return `its run is ${run || 'not known'}, and this run is ${job.run || 'not known'}`;
  if (attempt < 1 || attempt > job.attempt) return `its attempt is ${attempt}, and this is attempt ${job.attempt}`;
  const elsewhere = repositories.filter((name) => !isHere(name));
  if (elsewhere.length > 0) return `${elsewhere.slice(0, 3).join(', ')} is not among \`images\``;
  return undefined;
}

/** Of a record, whose form was checked. */
export function repositoryOf(name: string): Repository {
  const repository = parseRepository(name);
  if (typeof repository === 'string') throw new Error(`a record without a repository was not refused: ${repository}`);
  return repository;
}

/** How many refused records are told one by one. */
const TOLD = 5;

/** What to say of refused records if the image is whole without them. */
export function refusalWarnings(refused: readonly RefusedRecord[]): readonly string[] {
  const told = refused.slice(0, TOLD).map(({ artifact, reason }) => `The record ${artifact} is not used: ${reason}.`);
  return refused.length > TOLD ? [...told, `${refused.length - TOLD} more records are not used.`] : told;
}

/** `; records that are not used: a (it has no part.json), b (…)`, for the end of an error. Empty without any. */
export function describeRefused(refused: readonly RefusedRecord[]): string {
  if (refused.length === 0) return '';
  const told = refused.slice(0, TOLD).map(({ artifact, reason }) => `${artifact} (${reason})`);
  const more = refused.length > told.length ? ` and ${refused.length - told.length} more` : '';
  return `; records that are not used: ${told.join(', ')}${more}`;
}
