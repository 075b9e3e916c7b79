import type { GivenDigests } from '../inputs/digests.ts';
import { formatPlatform, type Platform } from '../inputs/platform.ts';
import type { Naming } from '../plan/naming.ts';
import { partTag } from '../plan/part.ts';
import { ActionError } from '../system/errors.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Digest } from '../system/registry/digest.ts';
import { formatTagged, parseRepository, type Repository } from '../system/registry/reference.ts';
import type { PartRecord } from './record.ts';

/** A part as it was handed over, not yet looked at. */
export interface Offer {
  /** How it is named to the user: `the record of linux/arm64`. */
  readonly origin: string;
  readonly digest: Digest;
  /** Where it may be, likeliest first. */
  readonly repositories: readonly Repository[];
  /** The platforms it is offered for, each with its image's digest where that is known; `undefined`: whatever it holds. */
  readonly platforms: ReadonlyMap<string, Digest | undefined> | undefined;
  /** Whether it comes without a word on which run made it, so that it has to tell that itself. */
  readonly mustTellRun: boolean;
  readonly commit: string | undefined;
}

/**
 * The parts that the records of this run tell of: those of one key, and of a leg that ran again the newest.
 * @param part the key; `undefined`: that of the records for these repositories.
 */
export function offersFromRecords(
  records: readonly PartRecord[],
  part: string | undefined,
  images: readonly Repository[],
): readonly Offer[] {
  const names = images.map(({ name }) => name);
  const own = records.filter(({ key, repositories }) =>
    part === undefined ? repositories.some((name) => names.includes(name)) : key === part,
  );
  const keys = [...new Set(own.map(({ key }) => key))];
  if (keys.length > 1) {
    throw new ActionError(`the parts for ${names.join(', ')} are of ${keys.length} images: ${keys.join(', ')}`, {
      hint: 'Their file, target or build-args differ. Give the legs of one image, and its merge, the same `part`.',
    });
  }
  if (own.length === 0) {
    const known = [...new Set(records.map(({ key }) => key))];
    const which = part === undefined ? `for ${names.join(', ')}` : `of the key ${part}`;
    const others = known.length === 0 ? '' : `; there are parts of ${known.join(', ')}`;
    throw new ActionError(`no part ${which} is recorded in this run${others}`, {
      hint: 'Let this job need the legs, which build with `push-by-digest: true`, the same `images` and the same `part`.',
    });
  }
  const platforms = [...new Set(own.flatMap(({ digests }) => Object.keys(digests)))];
  const newest = platforms.map((platform) => newestOf(platform, own));
  return [...new Set(newest)].map((record) => ({
    origin: `the record of ${platforms.filter((_, i) => newest[i] === record).join(', ')}`,
    digest: record.digest,
    repositories: record.repositories.map(repositoryOf),
    platforms: new Map(Object.entries(record.digests)),
    mustTellRun: false,
    commit: record.commit,
  }));
}

function newestOf(platform: string, records: readonly PartRecord[]): PartRecord {
  const own = records.filter(({ digests }) => platform in digests);
  const last = Math.max(...own.map(({ attempt }) => attempt));
  const [record, ...others] = own.filter(({ attempt }) => attempt === last);
  if (record === undefined || others.length > 0) {
    throw new ActionError(`${platform} is recorded ${others.length + 1} times in attempt ${last} of this run`, {
      hint: 'Two legs built the same platform. If they are variants, give the legs of each, and its merge, a `part` of its own.',
    });
  }
  return record;
}

function repositoryOf(name: string): Repository {
  const repository = parseRepository(name);
  if (typeof repository === 'string') throw new ActionError(`a record names a repository that is none: ${repository}`);
  return repository;
}

/** The parts that `digests` names. A whole index beside digests of platforms is looked for these in it. */
export function offersFromDigests({ platforms, whole }: GivenDigests, images: readonly Repository[]): readonly Offer[] {
  const common = { mustTellRun: false, commit: undefined };
  const at = (repository: Repository | undefined) => (repository === undefined ? images : [repository]);
  if (platforms.size === 0 && whole !== undefined) {
    const { digest, repository } = whole;
    return [{ ...common, origin: 'digests', digest, repositories: at(repository), platforms: undefined }];
  }
  const byDigest = Map.groupBy(platforms, ([, { digest }]) => digest);
  return [...byDigest.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    const names = entries.map(([name]) => name);
    const { digest, repository } = first[1];
    const origin = `digests (${names.join(', ')})`;
    const offered = new Map(names.map((name) => [name, undefined]));
    return [{ ...common, origin, digest, repositories: at(repository), platforms: offered }];
  });
}

/** The parts that are tagged by a pattern. */
export async function offersFromTags(
  pattern: string,
  naming: Naming,
  platforms: readonly Platform[],
  repository: Repository,
  registry: Registry,
): Promise<readonly Offer[]> {
  const found = await Promise.all(
    platforms.map(async (platform) => {
      const name = formatPlatform(platform);
      const tag = partTag(pattern, naming, platform);
      if (tag === undefined) throw new ActionError(`part-tag: no tag to fill ${pattern} with`);
      const origin = formatTagged({ repository, tag });
      return { name, origin, digest: (await registry.headManifest(repository, tag, { justWritten: true }))?.digest };
    }),
  );
  const missing = found.filter(({ digest }) => digest === undefined);
  if (missing.length > 0) {
    const told = missing.map(({ name, origin }) => `${name} (there is no ${origin})`);
    throw new ActionError(`parts are missing: ${told.join(', ')}`, {
      hint: 'Let this job need all legs, and give them the same `tags` and `part-tag` as this.',
    });
  }
  const there = found.flatMap(({ digest, ...part }) => (digest === undefined ? [] : [{ ...part, digest }]));
  return [...Map.groupBy(there, ({ digest }) => digest).entries()].map(([digest, parts]) => ({
    origin: parts.map(({ origin }) => origin).join(', '),
    digest,
    repositories: [repository],
    platforms: new Map(parts.map(({ name }) => [name, undefined])),
    mustTellRun: true,
    commit: undefined,
  }));
}
