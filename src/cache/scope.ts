import { shortHash } from '../model/digest.ts';
import { type Job, withoutSecrets } from '../model/job.ts';
import { type Platform, slugOf } from '../model/platform.ts';
import type { Variant } from './variant.ts';

/** Scopes of the caches that a job reads, best first, and the scope that it writes. A scope is a branch, and the variant of an image. */
export interface CacheScopes {
  readonly read: readonly string[];
  /** Undefined if no cache is written. */
  readonly write: string | undefined;
  /** Why a cache is written or not, in a few words. */
  readonly reason: string;
}

/** Maximum length of a tag: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const MAX_TAG_LENGTH = 128;

/** Separates a branch from its platform. A branch with this text in its name gets a hash. */
const PLATFORM_SEPARATOR = '__';

/** End of a slug with a hash. A branch with such an end gets a hash too, so that it cannot equal another slug. */
const HASH_SUFFIX = /-[0-9a-f]{8}$/;

/** Start of the scopes of pull requests and Git tags. A branch with such a start gets a hash too. */
const RESERVED_PREFIX = /^(?:pr|tag)-/;

/**
 * Decides the scopes by the event. Pull requests, merge groups and Git tags write only with `cache-write: true`: later jobs
 * do not read their caches, and writing takes most of the time of a release.
 */
export function cacheScopes(job: Job, write: 'auto' | 'always' | 'never'): CacheScopes {
  const own = ownScope(job);
  const usual = writesByDefault(job);
  const writes = write === 'auto' ? usual : write === 'always' && !withoutSecrets(job);
  const bases = [job.env.GITHUB_BASE_REF, defaultBranch(job)].filter((branch) => branch !== undefined && branch !== '');
  const read = [...(writes || usual ? [own] : []), ...bases.map((branch) => scopeOf(branch ?? ''))];
  return {
    read: [...new Set(read)],
    write: writes ? own : undefined,
    reason: reasonOf(job, write, writes),
  };
}

function ownScope({ refName, refType, eventName }: Job): string {
  if (eventName.startsWith('pull_request')) return `pr-${scopeOf(refName.split('/')[0] ?? '')}`;
  return refType === 'tag' ? `tag-${scopeOf(refName)}` : scopeOf(refName || 'default');
}

function writesByDefault(job: Job): boolean {
  const isBranch = job.refType === 'branch' && !/^(pull_request|merge_group)/.test(job.eventName);
  return isDefaultBranch(job) || (isBranch && job.env.GITHUB_REF_PROTECTED === 'true');
}

/** True on the default branch. Payloads of other runners may not name it: then it is `main` or `master`. */
function isDefaultBranch(job: Job): boolean {
  if (job.refType !== 'branch' || job.eventName.startsWith('pull_request')) return false;
  return job.defaultBranch === undefined ? ['main', 'master'].includes(job.refName) : job.refName === job.defaultBranch;
}

function defaultBranch(job: Job): string | undefined {
  return job.defaultBranch ?? (isDefaultBranch(job) ? job.refName : 'main');
}

function reasonOf(job: Job, write: 'auto' | 'always' | 'never', writes: boolean): string {
  if (write === 'never' || (write === 'always' && writes)) return `\`cache-write: ${writes}\``;
  if (writes) return isDefaultBranch(job) ? 'the default branch' : 'a protected branch';
  if (withoutSecrets(job)) return 'a pull request without secrets';
  if (job.eventName.startsWith('pull_request')) return 'a pull request';
  if (job.eventName === 'merge_group') return 'a merge group';
  return job.refType === 'tag' ? 'a Git tag' : 'neither the default nor a protected branch';
}

/**
 * Converts a branch to a part of a tag: unchanged if it is valid, or else a slug with a hash that keeps it distinct.
 * @internal
 */
export function scopeOf(branch: string): string {
  const slug = branch.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  const maxLength = MAX_TAG_LENGTH - 48; // for a platform and a hash
  const isReserved = slug.includes(PLATFORM_SEPARATOR) || RESERVED_PREFIX.test(slug) || HASH_SUFFIX.test(slug);
  if (slug === branch && slug.length <= maxLength && !isReserved) return slug;
  return `${slug.replaceAll(PLATFORM_SEPARATOR, '_').slice(0, maxLength) || 'branch'}-${shortHash(branch, 8)}`;
}

/** Starts the name of a variant. No operating system has this name, so that no scope of a platform equals it. */
const VARIANT_PREFIX = 'variant-';

/** Maximum length of the scope of a branch and a variant: a tag also has room for a platform and the prefix of a cache. */
const MAX_SCOPE_LENGTH = 86;

/** The scopes of a variant, and those of similar variants on the last branch to read. */
export function variantScopes({ read, write, reason }: CacheScopes, { name, similar }: Variant): CacheScopes {
  const last = read.slice(-1);
  return {
    read: [
      ...read.map((scope) => variantScope(scope, name)),
      ...similar.flatMap((other) => last.map((scope) => variantScope(scope, other))),
    ],
    write: write && variantScope(write, name),
    reason,
  };
}

/** The scope of a variant on a branch. A long one gets a hash instead of its end. */
function variantScope(scope: string, variant: string | undefined): string {
  if (variant === undefined) return scope;
  const full = `${scope}${PLATFORM_SEPARATOR}${VARIANT_PREFIX}${variant}`;
  return full.length <= MAX_SCOPE_LENGTH
    ? full
    : `${scope.slice(0, 20)}${PLATFORM_SEPARATOR}${VARIANT_PREFIX}${variant.slice(0, 20)}-${shortHash(full, 12)}`;
}

/** The scope of one platform's cache, so that matrix jobs never overwrite each other's cache. */
export function platformScope(scope: string, platform: Platform): string {
  return `${scope}${PLATFORM_SEPARATOR}${slugOf(platform)}`;
}
