import { relative } from 'node:path';
import { offersCacheService } from '../clients/cache-service/cache-service.ts';
import { readCacheEntry } from '../inputs/cache-entry.ts';
import { InputError, type Problem } from '../inputs/problems.ts';
import { shortHash } from '../model/digest.ts';
import type { Job } from '../model/job.ts';
import type { CachePlan, Delivery } from '../model/plan.ts';
import { type Platform, slugOf } from '../model/platform.ts';
import { formatTagged, parseRepository, sameRepository, taggedReferences } from '../model/reference.ts';
import type { CacheRequest, Request } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { cachedFolder } from './cached-folder.ts';
import { type CacheScopes, cacheScopes, platformScope, variantScopes } from './scope.ts';
import { variantOf } from './variant.ts';

/**
 * Decides the caches to read and to write.
 * @param separateCalls true if each platform is built by its own execution of buildx.
 * @throws InputError if the cache would overwrite an image.
 */
export function planCache(
  request: Request,
  delivery: Delivery,
  platforms: readonly Platform[],
  separateCalls: boolean,
  job: Job,
): CachePlan {
  const { cache } = request;
  if (delivery.kind === 'call') return NO_CACHE;
  if (cache.from.length > 0 || cache.to.length > 0) return givenCaches(cache, delivery, job);
  if (cache.backend === 'none') return NO_CACHE;
  if (cache.backend === 'inline') return inlineCache(delivery);
  const variant = variantOf(request, job);
  const scopes = variantScopes(cacheScopes(job, cache.write), variant);
  const byPlatform = separateCalls || delivery.kind === 'parts';
  const plan = scopedCache(request, delivery, platforms, byPlatform, job, scopes);
  if (variant.name === undefined || plan.place === undefined) return plan;
  return { ...plan, place: `${plan.place}, scope ${variant.name}` };
}

function scopedCache(
  request: Request,
  delivery: Delivery,
  platforms: readonly Platform[],
  byPlatform: boolean,
  job: Job,
  scopes: CacheScopes,
): CachePlan {
  const { cache } = request;
  if (cache.backend === 'local') return localCache(request, delivery, platforms, byPlatform, job, scopes);
  const names = (scope: string) => [scope, ...platforms.map((platform) => platformScope(scope, platform))];
  const read = scopes.read.flatMap(names);
  const written = scopes.write === undefined ? [] : names(scopes.write);
  const write = byPlatform ? written.slice(1) : written.slice(0, 1);
  const named = { read, write, byPlatform, reason: scopes.reason };
  return cache.backend === 'registry' ? registryCache(cache, delivery, named) : ghaCache(request, delivery, job, named);
}

/** Names of the caches of a build at their location. */
interface NamedCaches extends Pick<CachePlan, 'byPlatform' | 'reason'> {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** Keeps the tags of a cache apart from those of the image, if both have one repository. */
const IMAGE_TAG_PREFIX = 'buildcache-';

/** A cache error must not fail the build: https://docs.docker.com/build/cache/backends/registry/ */
const IGNORE_ERROR = 'ignore-error=true';

function ignoringErrors(entry: string): readonly string[] {
  if (entry.includes('=')) return [`${entry},${IGNORE_ERROR}`];
  return readCacheEntry(entry).references.map((reference) => `type=registry,ref=${reference},${IGNORE_ERROR}`);
}

const NO_CACHE: CachePlan = {
  from: [],
  to: [],
  byPlatform: false,
  inline: false,
  folders: [],
  place: undefined,
  reason: '',
};

/** Uses `cache-from` and `cache-to` without derived entries: the inputs of the docker actions are complete. */
function givenCaches({ from, to }: CacheRequest, delivery: Delivery, job: Job): CachePlan {
  const isInline = (entry: string) => readCacheEntry(entry).type === 'inline';
  // buildx ignores such an entry silently if it has no token for it
  const isUnavailable = (entry: string) => {
    const { type, attributes } = readCacheEntry(entry);
    return type === 'gha' && !offersCacheService(job.env) && !attributes.url && !attributes.url_v2;
  };
  const references = to.flatMap((entry) => readCacheEntry(entry).references);
  rejectImageTags(references, delivery, 'cache-to');
  return {
    from,
    to: to.filter((entry) => !isInline(entry) && !isUnavailable(entry)).flatMap(ignoringErrors),
    byPlatform: false,
    inline: to.some(isInline),
    folders: [],
    place: 'the entries of `cache-to`',
    reason: to.some(isUnavailable)
      ? 'the runner has no cache service for type=gha in this job'
      : '`cache-from` or `cache-to` is set',
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
  const isImage = delivery.targets.some(({ repository: own }) => cache.ref && sameRepository(own, cache.ref));
  const referenceOf = (scope: string) => `${repository}:${isImage ? IMAGE_TAG_PREFIX : ''}${scope}`;
  // a job without a push may have no permission to write
  const pushes = delivery.kind === 'publish' || delivery.kind === 'parts' || cache.write === 'always';
  const references = pushes ? write.map(referenceOf) : [];
  rejectImageTags(references, delivery, 'cache-ref');
  return {
    from: read.map((scope) => `type=registry,ref=${referenceOf(scope)}`),
    // an image manifest, because some registries (ECR) reject an index without images
    to: references.map(
      (reference) =>
        `type=registry,ref=${reference},mode=${cache.mode},oci-mediatypes=true,image-manifest=true,${IGNORE_ERROR}`,
    ),
    byPlatform,
    inline: false,
    folders: [],
    place: repository,
    reason: pushes ? reason : 'the image is not pushed',
  };
}

function rejectImageTags(references: readonly string[], delivery: Delivery, input: 'cache-ref' | 'cache-to'): void {
  const problems = [...new Set(references)].flatMap((reference) => imageTagProblem(reference, delivery, input) ?? []);
  if (problems.length > 0) throw new InputError(problems);
}

function imageTagProblem(
  reference: string,
  { targets }: Delivery,
  input: 'cache-ref' | 'cache-to',
): Problem | undefined {
  const [, name = '', tag = 'latest'] = /^(.+?)(?::([^:/]+))?$/.exec(reference) ?? [];
  const place = parseRepository(name);
  if (place instanceof Wrong) return undefined;
  const clash = targets.find(({ repository, tags }) => sameRepository(repository, place) && tags.includes(tag));
  if (clash === undefined) return undefined;
  const message = `the cache would overwrite the image ${formatTagged({ repository: clash.repository, tag })}`;
  const hint = `use another repository, such as ${clash.repository.name}-buildcache`;
  return { input, message, hint };
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
  const name = cacheName(request, delivery, job);
  // neither part contains a slash
  const entry = (scope: string) => `type=gha,scope=${name}/${scope}`;
  return {
    from: read.map(entry),
    to: write.map((scope) => `${entry(scope)},mode=${request.cache.mode},${IGNORE_ERROR}`),
    byPlatform,
    inline: false,
    folders: [],
    place,
    reason,
  };
}

/** Each export uses a new folder, which replaces the old one. So a folder contains only the newest export. */
function localCache(
  request: Request,
  delivery: Delivery,
  platforms: readonly Platform[],
  byPlatform: boolean,
  job: Job,
  scopes: CacheScopes,
): CachePlan {
  const name = cacheName(request, delivery, job);
  const whole = cachedFolder(job, 'local', name, { ...scopes, write: byPlatform ? undefined : scopes.write });
  const parts = platforms.map((platform) => {
    const scope = (branch: string) => platformScope(branch, platform);
    const write = byPlatform && scopes.write !== undefined ? scope(scopes.write) : undefined;
    return cachedFolder(job, 'local', `${name}@${slugOf(platform)}`, { read: scopes.read.map(scope), write });
  });
  const folders = byPlatform ? [parts, [whole]] : [[whole], parts];
  const written = (folders[0] ?? []).filter(({ key }) => key !== undefined);
  return {
    from: [],
    to: written.map(
      ({ folder }) => `type=local,dest=${exportFolder(folder)},mode=${request.cache.mode},${IGNORE_ERROR}`,
    ),
    byPlatform,
    inline: false,
    folders,
    place: "the runner's cache service",
    reason: scopes.reason,
  };
}

/** Folder of the export that will replace `folder`. */
export function exportFolder(folder: string): string {
  return `${folder}.next`;
}

/**
 * Name that distinguishes the caches of several images in one GitHub repository: the path of the image, with its slashes
 * replaced by a character that no path contains. For an image without a name, a hash of the source of its build. Contains
 * no `@`, which separates the platform in the name of a folder.
 */
export function cacheName({ cache, build }: Request, { targets }: Delivery, { workspace }: Job): string {
  const path = (cache.ref ?? targets[0]?.repository)?.path;
  const { context, file, target } = build;
  const place = context.kind === 'git' ? context.url : relative(workspace, context.path);
  return path?.replaceAll('/', '~') ?? `image~${shortHash(JSON.stringify([place, file, target]), 12)}`;
}

function inlineCache({ kind, targets }: Delivery): CachePlan {
  const references = taggedReferences(targets).map(formatTagged);
  return {
    from: references.map((reference) => `type=registry,ref=${reference}`),
    to: [],
    byPlatform: false,
    inline: kind === 'publish',
    folders: [],
    place: 'the image itself',
    reason: '`cache: inline`',
  };
}
