import type { Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { formatTagged, type Repository, sameRepository } from '../model/reference.ts';
import {
  describeRefused,
  type FoundRecord,
  type RefusedRecord,
  repositoryOf,
  type SortedRecords,
  type Wanted,
} from './accept.ts';
import { type PartTags, partTag } from './key.ts';
import { type Maker, parseRecordName, type RunOfJob, slugOf } from './record.ts';
import type { ResolvedDigests, ResolvedImage } from './resolve-tags.ts';

/** Where to find a part, and what it must contain. The part is not read yet. */
export interface PartReference {
  /** Name in messages: `the record of linux/arm64`. */
  readonly origin: string;
  readonly digest: Digest;
  /** Repositories to search, most likely first. */
  readonly repositories: readonly Repository[];
  /** Expected platforms, each with the digest of its image if known. Undefined if any platform is accepted. */
  readonly platforms: ReadonlyMap<string, Digest | undefined> | undefined;
  /** True if the annotations and labels of the part must name its run, because nothing else does. */
  readonly mustNameRun: boolean;
  readonly commit: string | undefined;
  /** The artifact with its record, and the attempt that wrote it. Undefined if it comes without a record. */
  readonly record:
    | { readonly artifact: string; readonly attempt: number; readonly maker: Maker | undefined }
    | undefined;
  /** Required key, if the annotations contain a key. Undefined if any key is accepted. */
  readonly key: string | undefined;
}

/**
 * Parts from the records of this run: all of one key, and the newest of a matrix job that ran again.
 * @throws ActionError if no part was found, if parts belong to several images, or if the newest record is ambiguous.
 */
export function partsFromRecords(sorted: SortedRecords, { part, images, job }: Wanted): readonly PartReference[] {
  const { accepted, refused, keys } = sorted;
  const names = images.map(({ name }) => name);
  const acceptedKeys = [...new Set(accepted.map(({ record }) => record.key))];
  if (acceptedKeys.length > 1) {
    const sources = acceptedKeys.map(
      (key) => `${key} (${accepted.find(({ record }) => record.key === key)?.artifact})`,
    );
    throw new ActionError(
      `the parts for ${names.join(', ')} are of ${acceptedKeys.length} images: ${sources.join(', ')}`,
      {
        hint: 'Their file, target or build-args differ. Give the matrix jobs of one image, and its merge, the same `part`.',
      },
    );
  }
  if (accepted.length === 0) {
    const which = part === undefined ? `for ${names.join(', ')}` : `of the key ${part}`;
    const others = keys.length === 0 ? '' : `; there are parts of ${keys.slice(0, 10).join(', ')}`;
    throw new ActionError(`no part ${which} is recorded in this run${others}${describeRefused(refused)}`, {
      hint: 'Let this job need the matrix jobs, which build with `push-by-digest: true`, the same `images` and the same `part`. Hand over parts in other repositories by `digests`, as `repository@sha256:…`.',
      diagnosis: 'lost-part',
    });
  }
  const platforms = [...new Set(accepted.flatMap(({ record }) => Object.keys(record.digests)))];
  const newest = platforms.map((platform) => newestOf(platform, accepted));
  for (const chosen of new Set(newest)) rejectOutdated(chosen, refused, job);
  return [...new Set(newest)].map((chosen) => ({
    origin: `the record of ${platforms.filter((_, i) => newest[i] === chosen).join(', ')}`,
    ...referenceFrom(chosen),
    repositories: images.filter((image) =>
      chosen.record.repositories.some((name) => sameRepository(image, repositoryOf(name))),
    ),
  }));
}

/** Reads the fields of a part from its record. */
export function referenceFrom({ artifact, record }: FoundRecord) {
  return {
    digest: record.digest,
    platforms: new Map(Object.entries(record.digests)),
    mustNameRun: false,
    commit: record.commit,
    record: { artifact, attempt: record.attempt, maker: record.maker },
    key: record.key,
  };
}

function newestOf(platform: string, found: readonly FoundRecord[]): FoundRecord {
  const own = found.filter(({ record }) => Object.hasOwn(record.digests, platform));
  const last = Math.max(...own.map(({ record }) => record.attempt));
  const newest = own.filter(({ record }) => record.attempt === last);
  const [chosen, ...others] = newest;
  // a repeated upload stores the same record twice
  const textOf = (found: FoundRecord | undefined) => JSON.stringify({ ...found?.record, maker: undefined });
  const isSame = (found: FoundRecord) => textOf(found) === textOf(chosen);
  if (chosen === undefined || !others.every(isSame)) {
    const artifacts = newest.map(({ artifact }) => artifact).slice(0, 5);
    throw new ActionError(
      `${platform} is recorded ${newest.length} times in attempt ${last} of this run: ${artifacts.join(', ')}`,
      {
        hint: 'If two matrix jobs built the same platform for variants, give the jobs of each variant, and its merge, a `part` of its own. If one job built it, another job of this run uploaded a record: find that job, or hand the parts over by `digests`.',
      },
    );
  }
  return chosen;
}

/** Refuses an older record in place of a damaged one: the matrix job ran again and built another image. */
function rejectOutdated({ artifact, record }: FoundRecord, refused: readonly RefusedRecord[], job: RunOfJob): void {
  const damaged = refused.find((other) => {
    const named = other.record === undefined ? parseRecordName(other.artifact) : undefined;
    const isSame = named?.key === record.key && named.slug === slugOf(record);
    return isSame && named.attempt > record.attempt && named.attempt <= job.attempt;
  });
  if (damaged === undefined) return;
  throw new ActionError(
    `the artifact ${damaged.artifact} cannot be read: ${damaged.reason}. It is newer than ${artifact}, which is not used in its place`,
    {
      hint: 'Run all jobs again. If it happens again, see which job of this run uploads it.',
      diagnosis: 'lost-part',
    },
  );
}

/** Parts from `digests`. With digests of platforms, the digest of the whole index is ignored. */
export function partsFromDigests(
  { platforms, whole }: ResolvedDigests,
  images: readonly Repository[],
): readonly PartReference[] {
  const common = { mustNameRun: false, commit: undefined, record: undefined, key: undefined };
  const at = (repository: Repository | undefined) => (repository === undefined ? images : [repository]);
  if (platforms.size === 0 && whole !== undefined) {
    const { digest, repository } = whole;
    const origin = whole.tag === undefined ? 'digests' : `digests (${whole.tag})`;
    return [{ ...common, origin, digest, repositories: at(repository), platforms: undefined }];
  }
  const byDigest = Map.groupBy(platforms, ([, { digest }]) => digest);
  return [...byDigest.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    const names = entries.map(([name]) => name);
    const { digest, repository } = first[1];
    const origin = `digests (${entries.map(describeEntry).join(', ')})`;
    const expected = new Map(names.map((name) => [name, undefined]));
    return [{ ...common, origin, digest, repositories: at(repository), platforms: expected }];
  });
}

/** `linux/arm64`, or `linux/arm64: ghcr.io/acme/app:arm64` for a tag. */
function describeEntry([platform, { tag }]: readonly [string, ResolvedImage]): string {
  return tag === undefined ? platform : `${platform}: ${tag}`;
}

/** Parts that matrix jobs tagged. */
export async function partsFromTags(
  tags: PartTags,
  platforms: readonly Platform[],
  repository: Repository,
  registry: Registry,
): Promise<readonly PartReference[]> {
  const found = await Promise.all(
    platforms.map(async (platform) => {
      const name = formatPlatform(platform);
      const tag = partTag(tags, platform);
      if (tag === undefined) throw new ActionError(`part-tag: no tag to fill ${tags.pattern} with`);
      const origin = formatTagged({ repository, tag });
      return { name, origin, digest: (await registry.headManifest(repository, tag, { justWritten: true }))?.digest };
    }),
  );
  const missing = found.filter(({ digest }) => digest === undefined);
  if (missing.length > 0) {
    const list = missing.map(({ name, origin }) => `${name} (${origin} does not exist)`);
    throw new ActionError(`parts are missing: ${list.join(', ')}`, {
      hint: `Let this job need all matrix jobs, which build with \`push-by-digest: true\`, and give them the same ${tags.pattern === undefined ? '`images` and `part`' : '`tags` and `part-tag`'}.`,
      diagnosis: 'lost-part',
    });
  }
  const existing = found.flatMap(({ digest, ...part }) => (digest === undefined ? [] : [{ ...part, digest }]));
  return [...Map.groupBy(existing, ({ digest }) => digest).entries()].map(([digest, parts]) => ({
    origin: parts.map(({ origin }) => origin).join(', '),
    digest,
    repositories: [repository],
    platforms: new Map(parts.map(({ name }) => [name, undefined])),
    mustNameRun: true,
    commit: undefined,
    record: undefined,
    key: tags.part,
  }));
}
