import * as v from 'valibot';
import { parsePart } from '../inputs/part.ts';
import { parsePlatform } from '../inputs/platform.ts';
import { type Digest, isDigest } from '../model/digest.ts';
import type { Image } from '../model/image.ts';
import { readJson } from '../model/json.ts';
import { formatPlatform } from '../model/platform.ts';
import { parseRepository } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_RECORD_ENTRIES } from '../runtime/limits.ts';

/** Record of a matrix job for `merge`: a part of an image, pushed untagged and verified. */
export interface PartRecord {
  /** Shared by all parts of one image. */
  readonly key: string;
  /** Digest of the whole part: an index if it has attestations or several platforms. */
  readonly digest: Digest;
  /** Digest of the image manifest by platform, such as `linux/arm/v7`, in the order of the part. */
  readonly digests: Readonly<Record<string, Digest>>;
  /** Names of the repositories that contain the part, in the order of the input. */
  readonly repositories: readonly string[];
  /** Revision. Empty if it is not known. */
  readonly commit: string;
  /** GITHUB_RUN_ID and GITHUB_RUN_ATTEMPT. */
  readonly run: string;
  readonly attempt: number;
  /** The matrix job, for the summary of the merge. Undefined in records of older releases. */
  readonly maker?: Maker;
}

/** A matrix job that built a part. */
export interface Maker {
  /** GITHUB_JOB: the job's id in the workflow. */
  readonly job: string;
  /** RUNNER_NAME */
  readonly runner: string;
  /** Duration of the step until the part was pushed. */
  readonly seconds: number;
}

/** Prefix of the artifact name, and name of the only file in the artifact. */
export const RECORD = { prefix: 'multiarch-build-part.', file: 'part.json' } as const;

/** The workflow run that a job belongs to. */
export interface RunOfJob {
  /** GITHUB_RUN_ID. Empty if it is not known. */
  readonly run: string;
  /** GITHUB_RUN_ATTEMPT, from 1. */
  readonly attempt: number;
}

export function runOf(env: Readonly<Record<string, string | undefined>>): RunOfJob {
  return { run: env.GITHUB_RUN_ID ?? '', attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1 };
}

/**
 * Artifact name of a record. The attempt distinguishes the records of a matrix job that ran again. The id keeps two
 * matrix jobs of one platform from colliding at upload: `merge` refuses them with an error that names both.
 */
export function recordName(record: PartRecord, id: string): string {
  return `${RECORD.prefix}${record.key}.${slugOf(record)}.${record.attempt}.${id}`;
}

/** `linux-arm64`, or `linux-amd64+2` with two more platforms. */
export function slugOf({ digests }: Pick<PartRecord, 'digests'>): string {
  const [first = '', ...others] = Object.keys(digests);
  return `${first.replaceAll('/', '-')}${others.length === 0 ? '' : `+${others.length}`}`;
}

/** The key, platforms and attempt in the name of a record's artifact. Undefined if the name has another form. */
export function parseRecordName(
  name: string,
): { readonly key: string; readonly slug: string; readonly attempt: number } | undefined {
  const [, key, slug, attempt] = /^(.+)\.([^.]+)\.(\d+)\.[^.]+$/.exec(name.slice(RECORD.prefix.length)) ?? [];
  return key === undefined || slug === undefined ? undefined : { key, slug, attempt: Number(attempt) };
}

export function recordOf(
  image: Image,
  { key, repositories, commit }: Pick<PartRecord, 'key' | 'repositories' | 'commit'>,
  env: Readonly<Record<string, string | undefined>>,
  seconds: number,
): PartRecord {
  const line = (text = '') => text.replace(/[^\w .:+/()-]/g, '').slice(0, 100);
  return {
    key,
    digest: image.digest,
    digests: Object.fromEntries(image.platforms.map(({ platform, digest }) => [formatPlatform(platform), digest])),
    repositories,
    commit,
    ...runOf(env),
    maker: { job: line(env.GITHUB_JOB), runner: line(env.RUNNER_NAME), seconds: Math.round(seconds) },
  };
}

const DIGEST = v.custom<Digest>(isDigest);
const LINE = v.pipe(v.string(), v.regex(/^[\w.:+/-]{0,200}$/));

const NAME = v.pipe(v.string(), v.regex(/^[\w .:+/()-]{0,100}$/));

const PART_RECORD = v.object({
  key: v.pipe(
    v.string(),
    v.check((text) => !(parsePart(text) instanceof Wrong)),
  ),
  digest: DIGEST,
  digests: v.pipe(
    v.record(v.pipe(v.string(), v.check(isPlatformName)), DIGEST),
    v.check((digests) => isCount(Object.keys(digests).length)),
  ),
  repositories: v.pipe(
    v.array(v.string()),
    v.check((names) => isCount(names.length) && names.every((name) => !(parseRepository(name) instanceof Wrong))),
  ),
  commit: LINE,
  run: LINE,
  attempt: v.pipe(v.number(), v.safeInteger()),
  maker: v.exactOptional(v.object({ job: NAME, runner: NAME, seconds: v.pipe(v.number(), v.safeInteger()) })),
});

/**
 * Reads a record. Any job of the run may have written it, so every field is checked for its form.
 * @returns undefined if the text is not a record.
 */
export function parseRecord(text: string): PartRecord | undefined {
  return readJson(PART_RECORD, text);
}

function isPlatformName(name: string): boolean {
  const platform = parsePlatform(name);
  return !(platform instanceof Wrong) && formatPlatform(platform) === name;
}

function isCount(count: number): boolean {
  return count > 0 && count <= MAX_RECORD_ENTRIES;
}
