import { shortHash } from '../model/digest.ts';
import { type Job, withoutSecrets } from '../model/job.ts';
import { type Platform, slugOf } from '../model/platform.ts';

/** Which branch's cache a job reads, best first, and which it writes. */
export interface CacheScopes {
  readonly read: readonly string[];
  /** Undefined if no cache is written. */
  readonly write: string | undefined;
  /** Why it writes or does not, in a few words. */
  readonly reason: string;
}

/** A tag's greatest length: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const LONGEST = 128;

/** Stands between a branch and its platform; a branch that has it in its name gets a hash. */
const BETWEEN = '__';

/** How a slug with its hash ends; a branch that ends so gets one as well, lest it be the slug of another. */
const HASHED = /-[0-9a-f]{8}$/;

/** How the scopes of pull requests and Git tags begin; a branch that begins so gets a hash too. */
const FOREIGN = /^(?:pr|tag)-/;

/**
 * Decides by the event. Pull requests, merge groups and Git tags write only if asked to: their caches are not read
 * later, and writing them takes most of a release's time.
 */
export function cacheScopes(job: Job, write: 'auto' | 'always' | 'never'): CacheScopes {
  const own = ownScope(job);
  const usual = writesItself(job);
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

function writesItself(job: Job): boolean {
  const isBranch = job.refType === 'branch' && !/^(pull_request|merge_group)/.test(job.eventName);
  return isBase(job) || (isBranch && job.env.GITHUB_REF_PROTECTED === 'true');
}

/** Whether it runs on the default branch. A payload that does not name it, as on other runners, leaves the usual two. */
function isBase(job: Job): boolean {
  if (job.refType !== 'branch' || job.eventName.startsWith('pull_request')) return false;
  return job.defaultBranch === undefined ? ['main', 'master'].includes(job.refName) : job.refName === job.defaultBranch;
}

function defaultBranch(job: Job): string | undefined {
  return job.defaultBranch ?? (isBase(job) ? job.refName : 'main');
}

function reasonOf(job: Job, write: 'auto' | 'always' | 'never', writes: boolean): string {
  if (write === 'never' || (write === 'always' && writes)) return `\`cache-write: ${writes}\``;
  if (writes) return isBase(job) ? 'the default branch' : 'a protected branch';
  if (withoutSecrets(job)) return 'a pull request that is given no secrets';
  if (job.eventName.startsWith('pull_request')) return 'a pull request';
  if (job.eventName === 'merge_group') return 'a merge group';
  return job.refType === 'tag' ? 'a Git tag' : 'neither the default nor a protected branch';
}

/** A branch as part of a tag: as it is where it can be, else slugged, with a hash that keeps it distinct. */
export function scopeOf(branch: string): string {
  const slug = branch.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  const room = LONGEST - 48; // for a platform and a hash
  const taken = slug.includes(BETWEEN) || FOREIGN.test(slug) || HASHED.test(slug);
  if (slug === branch && slug.length <= room && !taken) return slug;
  return `${slug.replaceAll(BETWEEN, '_').slice(0, room) || 'branch'}-${shortHash(branch, 8)}`;
}

/** The scope of one platform's cache, so that matrix jobs never overwrite each other's cache. */
export function platformScope(scope: string, platform: Platform): string {
  return `${scope}${BETWEEN}${slugOf(platform)}`;
}
