import { givenArguments } from '../dockerfile/build-arguments.ts';
import { cacheMounts } from '../dockerfile/cache-mounts.ts';
import type { Dockerfile } from '../dockerfile/read.ts';
import { isUnreadable, type Unreadable } from '../dockerfile/unreadable.ts';
import { firstOf } from '../inputs/problems.ts';
import { shortHash } from '../model/digest.ts';
import type { Job } from '../model/job.ts';
import { type BuilderPlan, type CacheMount, type Delivery, type MountsPlan, sitesOf } from '../model/plan.ts';
import { type Platform, slugOf } from '../model/platform.ts';
import type { Request } from '../model/request.ts';
import type { Host } from '../session/host.ts';
import { hostPlatform } from '../session/processor.ts';
import { cachedFolder } from './cached-folder.ts';
import { cacheName } from './plan.ts';
import { cacheScopes, variantScopes } from './scope.ts';
import { variantOf } from './variant.ts';

/** Decides which cache mounts are saved between runs. */
export function planMounts(
  request: Request,
  delivery: Delivery,
  platforms: readonly Platform[],
  builder: BuilderPlan,
  { dockerfile, host, job }: { readonly dockerfile: Dockerfile | Unreadable; readonly host: Host; readonly job: Job },
): MountsPlan | undefined {
  const { build, cache } = request;
  if (!cache.mounts || delivery.kind === 'call') return undefined;
  const scopes = variantScopes(cacheScopes(job, cache.write), variantOf(request, job));
  const slugs = platforms.map(slugOf).sort().join('_');
  const savedIn = cachedFolder(job, 'mounts', `${cacheName(request, delivery, job)}@${shortHash(slugs, 16)}`, scopes);
  const none = (reason: string): MountsPlan => ({
    mounts: [],
    image: '',
    namespace: undefined,
    savedIn,
    skipped: [reason],
  });
  const sites = sitesOf(builder);
  if (sites.some(({ elsewhere }) => elsewhere)) {
    return none('the nodes of the builder are other machines with their own cache mounts');
  }
  if (sites.length > 1) return none('the builder has several nodes, each with its own cache mounts');
  if (isUnreadable(dockerfile)) return none(`the Dockerfile could not be followed: ${dockerfile.unreadable}`);

  const buildArgs = givenArguments(build.buildArgs, job.env);
  const { buildContexts, target } = build;
  const walks = platforms.map((platform) => {
    const ends = { target: platform, build: hostPlatform(host) };
    return cacheMounts(dockerfile, { buildArgs, buildContexts, target }, ends);
  });
  const unread = walks.find(isUnreadable);
  if (unread !== undefined) return none(`the Dockerfile could not be followed: ${unread.unreadable}`);
  const read = walks.flatMap((walk) => (isUnreadable(walk) ? [] : walk));
  const mounts = read.flatMap((walk) => walk.mounts);
  const image = read.find((walk) => walk.image !== undefined)?.image;
  if (image === undefined && mounts.length > 0) return none('no stage with a cache mount has a base image');
  return {
    mounts: distinct(mounts),
    image: image ?? '',
    namespace: buildArgs.findLast(({ name }) => name === 'BUILDKIT_CACHE_MOUNT_NS')?.value,
    savedIn,
    skipped: firstOf([...new Set(read.flatMap(({ skipped }) => skipped))], (more) => `and ${more} more`),
  };
}

function distinct(mounts: readonly CacheMount[]): readonly CacheMount[] {
  const byKey = new Map<string, CacheMount>();
  for (const mount of mounts) {
    const key = mountKey(mount);
    if (!byKey.has(key)) byKey.set(key, mount);
  }
  return [...byKey.values()];
}

/** Name of a mount's folder. Equal for mounts that share a cache of the builder. */
export function mountKey({ id, options: { uid, gid, mode } }: CacheMount): string {
  return shortHash([id, uid, gid, mode].join(' '), 16);
}
