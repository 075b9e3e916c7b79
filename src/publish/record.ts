import type { Image } from '../image/image.ts';
import { formatPlatform } from '../inputs/platform.ts';
import { type Digest, isDigest } from '../system/registry/digest.ts';

/** What a leg of a matrix leaves for `merge`: a part of an image, pushed untagged and proved. */
export interface PartRecord {
  /** The parts of one image share it. */
  readonly key: string;
  /** Of the whole part: an index where it has attestations or several platforms. */
  readonly digest: Digest;
  /** By platform, `linux/arm/v7`, in the part's order: the digest of the image manifest. */
  readonly digests: Readonly<Record<string, Digest>>;
  /** Names of the repositories that hold it, in the order asked for. */
  readonly repositories: readonly string[];
  /** The revision; empty where it is not known. */
  readonly commit: string;
  /** GITHUB_RUN_ID and GITHUB_RUN_ATTEMPT. */
  readonly run: string;
  readonly attempt: number;
}

/** The beginning of a record's artifact's name, and its one file. */
export const RECORD = { prefix: 'multiarch-build-part.', file: 'part.json' } as const;

/**
 * The name of a record's artifact. It has the attempt in it, so that of a leg which ran again both records can be told
 * apart, and an id, so that two legs for one platform do not collide here but are refused by `merge`, by name.
 */
export function recordName({ key, digests, attempt }: PartRecord, id: string): string {
  const [first = '', ...others] = Object.keys(digests);
  const slug = `${first.replaceAll('/', '-')}${others.length === 0 ? '' : `+${others.length}`}`;
  return `${RECORD.prefix}${key}.${slug}.${attempt}.${id}`;
}

export function recordOf(
  image: Image,
  { key, repositories, commit }: Pick<PartRecord, 'key' | 'repositories' | 'commit'>,
  env: Readonly<Record<string, string | undefined>>,
): PartRecord {
  return {
    key,
    digest: image.digest,
    digests: Object.fromEntries(image.platforms.map(({ platform, digest }) => [formatPlatform(platform), digest])),
    repositories,
    commit,
    run: env.GITHUB_RUN_ID ?? '',
    attempt: Number(env.GITHUB_RUN_ATTEMPT) || 1,
  };
}

/** Reads a record; `undefined`: it is none. Any job of the run may have written it, so its form is checked, and its content by the registry. */
export function parseRecord(text: string): PartRecord | undefined {
  let value: Partial<PartRecord> | null;
  try {
    value = JSON.parse(text) as Partial<PartRecord> | null;
  } catch {
    return undefined;
  }
  const { key, digest, digests, repositories, commit, run, attempt } = value ?? {};
  const formed =
    [key, commit, run].every((field) => typeof field === 'string') &&
    Number.isSafeInteger(attempt) &&
    isDigest(digest) &&
    typeof digests === 'object' &&
    Object.keys(digests).length > 0 &&
    Object.values(digests).every(isDigest) &&
    Array.isArray(repositories) &&
    repositories.every((name) => typeof name === 'string');
  return formed ? (value as PartRecord) : undefined;
}
