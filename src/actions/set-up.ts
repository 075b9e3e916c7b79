import { chooseRelease, fetchBuildx } from '../builder/buildx-binary.ts';
import { helperFinder } from '../builder/helper-image.ts';
import { prepare, type SetupSession } from '../builder/prepare.ts';
import { cachedFolder } from '../cache/cached-folder.ts';
import { type FetchedCaches, fetchCaches } from '../cache/caches.ts';
import { cacheScopes } from '../cache/scope.ts';
import { type CacheService, createCacheService, offersCacheService } from '../clients/cache-service/cache-service.ts';
import { buildxFolder } from '../clients/docker/buildx.ts';
import { hostOf } from '../clients/registry/configuration.ts';
import { askSources } from '../clients/registry/sources.ts';
import { dockerfileName } from '../dockerfile/locate.ts';
import { shortHash } from '../model/digest.ts';
import type { Job } from '../model/job.ts';
import type { Plan } from '../model/plan.ts';
import { slugOf } from '../model/platform.ts';
import { type LayerMemory, NO_MEMORY, openMemory } from '../programs/memory.ts';
import type { Host } from '../session/host.ts';
import type { Session } from '../session/session.ts';

/** The builder and the tools of a build. */
export interface Setup {
  /** Name of the builder. */
  readonly builder: string;
  readonly session: SetupSession;
  readonly service: CacheService;
  /** Downloads from the runner's cache service. */
  readonly fetched: Promise<FetchedCaches>;
  /** Programs of layers that earlier runs have read. */
  readonly memory: LayerMemory;
  /** Saves a downloaded buildx in the runner's cache service. Undefined if the installed one is used. */
  readonly keepBuildx: () => Promise<void> | undefined;
}

/**
 * Sets up buildx, emulators and the builder of the plan in parallel. Downloads from the runner's cache service are awaited
 * later.
 * @param buildx path of the buildx binary.
 * @param cacheClient path of the entry point for the runner's cache service.
 */
export async function setUp(
  plan: Plan,
  host: Host,
  buildx: string,
  cacheClient: string,
  session: Session,
): Promise<Setup> {
  const { job, runner, run, http, recordCleanup, retry, folder, registryWithoutRetry, registries } = session;
  const openService = () => createCacheService({ run, client: cacheClient, job, folder: folder.path, recordCleanup });
  const service = openService();
  const { buildxVersion } = plan.request.setup;
  const source = { path: buildx, temp: job.temp, service, notice: runner.notice, http, retry };
  const buildxReady = buildxVersion === undefined ? undefined : fetchBuildx(chooseRelease(buildxVersion), source);
  const memory = memoryOf(plan, job, openService);
  const fetched = fetchCaches(plan, service);
  fetched.catch(() => undefined); // reported where it is awaited
  const setup: SetupSession = {
    ...session,
    ...{ host, buildx, buildxReady },
    userConfig: buildxFolder(job.env),
    findHelper: helperFinder(registryWithoutRetry, host.engine.mirrors.map(hostOf), runner.info),
    askHowLong: (image) => askSources(image, registryWithoutRetry, registries),
  };
  const builder = await prepare(plan, setup);
  return { builder, session: setup, service, fetched, memory, keepBuildx: () => buildxReady?.then((keep) => keep()) };
}

/** @param openService opens a client of the cache service with failures of its own, which are ignored. */
function memoryOf({ request, platforms }: Plan, job: Job, openService: () => CacheService): LayerMemory {
  const { cache, build, verification } = request;
  if (cache.backend === 'none' || !verification.verify || !offersCacheService(job.env)) return NO_MEMORY;
  const slugs = platforms.map(({ platform }) => slugOf(platform));
  // runners check out into different folders
  const file = dockerfileName(build, job.workspace);
  const name = shortHash(JSON.stringify([file, build.target, slugs]), 12);
  return openMemory(cachedFolder(job, 'programs', name, cacheScopes(job, cache.write)), openService());
}
