import { relative } from 'node:path';
import { offersCacheService } from '../clients/cache-service/cache-service.ts';
import { readCacheEntry } from '../inputs/cache-entry.ts';
import { InputError } from '../inputs/problems.ts';
import { shortHash } from '../model/digest.ts';
import type { Job } from '../model/job.ts';
import type { CachePlan, Delivery } from '../model/plan.ts';
import { type Platform, slugOf } from '../model/platform.ts';
import { formatTagged, parseRepository, sameRepository } from '../model/reference.ts';
import type { CacheRequest, Request } from '../model/request.ts';
import { keptFolder } from './kept.ts';
import { type CacheScopes, cacheScopes, platformScope } from './scope.ts';

/**
 * Decides the caches to read and to write.
 * @param apart true if each platform is built by a call of its own.
 * @throws InputError if the cache would overwrite an image.
 */
export function planCache(
  request: Request,
  delivery: Delivery,
  platforms: readonly Platform[],
  apart: boolean,
  job: Job,
): CachePlan {
  const { cache } = request;
  if (delivery.kind === 'call') return NO_CACHE;
  if (cache.from.length > 0 || cache.to.length > 0) return given(cache, delivery, job);
  if (cache.backend === 'none') return NO_CACHE;
  if (cache.backend === 'inline') return inlineCache(delivery);
  const scopes = cacheScopes(job, cache.write);
  const byPlatform = apart || delivery.kind === 'parts';
  if (cache.backend === 'local') return localCache(request, delivery, platforms, byPlatform, job, scopes);

  const names = (scope: string) => [scope, ...platforms.map((platform) => platformScope(scope, platform))];
  const read = scopes.read.flatMap(names);
  const written = scopes.write === undefined ? [] : names(scopes.write);
  const write = byPlatform ? written.slice(1) : written.slice(0, 1);
  const named = { read, write, byPlatform, reason: scopes.reason };
  return cache.backend === 'registry' ? registryCache(cache, delivery, named) : ghaCache(request, delivery, job, named);
}

/** The caches of a build, by their names at the place where they are. */
interface NamedCaches extends Pick<CachePlan, 'byPlatform' | 'reason'> {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** The image is worth more than its cache: https://docs.docker.com/build/cache/backends/registry/ */
const HARMLESS = 'ignore-error=true';

function harmless(entry: string): readonly string[] {
  if (entry.includes('=')) return [`${entry},${HARMLESS}`];
  return readCacheEntry(entry).references.map((reference) => `type=registry,ref=${reference},${HARMLESS}`);
}

const NO_CACHE: CachePlan = {
  from: [],
  to: [],
  byPlatform: false,
  inline: false,
  kept: [],
  place: undefined,
  reason: '',
};

/** The docker actions' own inputs are complete, so they are used without derived entries. */
function given({ from, to }: CacheRequest, delivery: Delivery, job: Job): CachePlan {
  const isInline = (entry: string) => readCacheEntry(entry).type === 'inline';
  // buildx leaves out such an entry without a word where it has no token for it
  const isLost = (entry: string) => {
    const { type, attributes } = readCacheEntry(entry);
    return type === 'gha' && !offersCacheService(job.env) && !attributes.url && !attributes.url_v2;
  };
  const references = to.flatMap((entry) => readCacheEntry(entry).references);
  for (const reference of references) refuseImageTag(reference, delivery, 'cache-to');
  return {
    from,
    to: to.filter((entry) => !isInline(entry) && !isLost(entry)).flatMap(harmless),
    byPlatform: false,
    inline: to.some(isInline),
    kept: [],
    place: 'the entries of `cache-to`',
    reason: to.some(isLost)
      ? 'the runner offers this job no cache service for type=gha'
      : '`cache-from` and `cache-to` say so',
  };
}

function registryCache(
  cache: CacheRequest,
  delivery: Delivery,
  { read, write, byPlatform, reason }: NamedCaches,
): CachePlan {
  const first = delivery.targets[0]?.repository;
  const repository = cache.ref?.name ?? (first === undefined ? undefined : `${first.name}-buildcache`);
  if (repository === undefined) return NO_CACHE;
  // a job that does not push may lack the right to write
  const pushes = delivery.kind === 'publish' || delivery.kind === 'parts' || cache.write === 'always';
  const references = pushes ? write.map((scope) => `${repository}:${scope}`) : [];
  for (const reference of references) refuseImageTag(reference, delivery, 'cache-ref');
  return {
    from: read.map((scope) => `type=registry,ref=${repository}:${scope}`),
    // an image manifest, because some registries (ECR) take no index that holds no images
    to: references.map(
      (reference) =>
        `type=registry,ref=${reference},mode=${cache.mode},oci-mediatypes=true,image-manifest=true,${HARMLESS}`,
    ),
    byPlatform,
    inline: false,
    kept: [],
    place: repository,
    reason: pushes ? reason : 'the image is not pushed',
  };
}

function refuseImageTag(reference: string, { targets }: Delivery, input: 'cache-ref' | 'cache-to'): void {
  const [, name = '', tag = 'latest'] = /^(.+?)(?::([^:/]+))?$/.exec(reference) ?? [];
  const place = parseRepository(name);
  if (typeof place === 'string') return;
  const clash = targets.find(({ repository, tags }) => sameRepository(repository, place) && tags.includes(tag));
  if (clash === undefined) return;
  const message = `the cache would be written over the image ${formatTagged({ repository: clash.repository, tag })}`;
  const hint = `name a repository of its own, such as ${clash.repository.name}-buildcache`;
  throw new InputError([{ input, message, hint }]);
}

function ghaCache(
  request: Request,
  delivery: Delivery,
  job: Job,
  { read, write, byPlatform, reason }: NamedCaches,
): CachePlan {
  const place = 'GitHub Actions cache';
  if (!offersCacheService(job.env))
    return { ...NO_CACHE, place, reason: 'the runner has no cache service for this job' };
  const name = nameOf(request, delivery, job);
  // neither has a slash in it
  const entry = (scope: string) => `type=gha,scope=${name}/${scope}`;
  return {
    from: read.map(entry),
    to: write.map((scope) => `${entry(scope)},mode=${request.cache.mode},${HARMLESS}`),
    byPlatform,
    inline: false,
    kept: [],
    place,
    reason,
  };
}

/** A folder holds only the newest export: an export goes into a new folder, which replaces the old one. */
function localCache(
  request: Request,
  delivery: Delivery,
  platforms: readonly Platform[],
  byPlatform: boolean,
  job: Job,
  scopes: CacheScopes,
): CachePlan {
  const name = nameOf(request, delivery, job);
  const whole = keptFolder(job, 'local', name, { ...scopes, write: byPlatform ? undefined : scopes.write });
  const parts = platforms.map((platform) => {
    const scope = (branch: string) => platformScope(branch, platform);
    const write = byPlatform && scopes.write !== undefined ? scope(scopes.write) : undefined;
    return keptFolder(job, 'local', `${name}@${slugOf(platform)}`, { read: scopes.read.map(scope), write });
  });
  const kept = byPlatform ? [parts, [whole]] : [[whole], parts];
  const written = (kept[0] ?? []).filter(({ key }) => key !== undefined);
  return {
    from: [],
    to: written.map(({ folder }) => `type=local,dest=${nextTo(folder)},mode=${request.cache.mode},${HARMLESS}`),
    byPlatform,
    inline: false,
    kept,
    place: "the runner's cache service",
    reason: scopes.reason,
  };
}

/** Where the content is exported to that shall take the folder's place. */
export function nextTo(folder: string): string {
  return `${folder}.next`;
}

/**
 * Part of a name that separates the caches of one repository's images if their location does not: the image's path,
 * with a character for its slashes that no path has, or for an image without a name the source of its build. It has no
 * `@` either, since a folder's name continues after one.
 */
export function nameOf({ cache, build }: Request, { targets }: Delivery, { workspace }: Job): string {
  const path = (cache.ref ?? targets[0]?.repository)?.path;
  const { context, file, target } = build;
  const place = context.kind === 'git' ? context.url : relative(workspace, context.path);
  return path?.replaceAll('/', '~') ?? `image~${shortHash(JSON.stringify([place, file, target]), 12)}`;
}

function inlineCache({ kind, targets }: Delivery): CachePlan {
  const references = targets.flatMap(({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag })));
  return {
    from: references.map((reference) => `type=registry,ref=${reference}`),
    to: [],
    byPlatform: false,
    inline: kind === 'publish',
    kept: [],
    place: 'the image itself',
    reason: '`cache: inline`',
  };
}
