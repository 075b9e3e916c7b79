import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildLog, cachedPercent } from '../buildkit/build-log.ts';
import type { CacheService } from '../clients/cache-service/cache-service.ts';
import type { CachedFolder, CachePlan } from '../model/plan.ts';
import { exportFolder } from './plan.ts';

/** Content restored from the runner's cache service. */
export interface RestoredCache {
  /** Cache entries to read, in buildx's format. */
  readonly from: readonly string[];
  /** True if each folder to write was restored from the same branch, and no other restored entry is newer. */
  readonly isUpToDate: boolean;
}

/** Restores the folders of all groups, because only their keys show which one is newest. */
export async function restoreCache({ folders }: CachePlan, service: CacheService): Promise<RestoredCache> {
  const fetched = await Promise.all(
    folders.map((group) =>
      Promise.all(group.map(async (each) => ({ ...each, found: await restoreFolder(each, service) }))),
    ),
  );
  const [written = [], ...others] = fetched;
  const newest = Math.max(...others.flat().map(({ found }) => runOf(found)));
  return {
    from: fetched.flat().flatMap(({ found, folder }) => (found === undefined ? [] : [`type=local,src=${folder}`])),
    isUpToDate: written.every(
      ({ key, found, prefixes: [own = ''] }) =>
        key?.startsWith(own) && found?.startsWith(own) && runOf(found) >= newest,
    ),
  };
}

/** Id of the run that saved an entry. 0 without an entry. */
function runOf(key: string | undefined): number {
  return Number(/\/(\d+)-\d+$/.exec(key ?? '')?.[1] ?? 0);
}

/** Ignores an incomplete cache: it would fail the build, and the builder could not repeat it. */
async function restoreFolder(kept: CachedFolder, service: CacheService): Promise<string | undefined> {
  const key = await service.restore(kept);
  await rm(exportFolder(kept.folder), { recursive: true, force: true });
  return key !== undefined && (await hasAllBlobs(kept.folder)) ? key : undefined;
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

/** True if the folder has all blobs of its manifests: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
async function hasAllBlobs(folder: string): Promise<boolean> {
  const blob = ({ digest }: Descriptor) => join(folder, 'blobs', digest.replace(':', '/'));
  const readJson = async (path: string) => JSON.parse(await readFile(path, 'utf8'));
  try {
    const { manifests }: { manifests: Descriptor[] } = await readJson(join(folder, 'index.json'));
    const named = await Promise.all(
      manifests.map(async (manifest) => {
        const { config = [], layers = [], manifests: children = [] } = await readJson(blob(manifest));
        return [config, layers, children].flat() as Descriptor[];
      }),
    );
    const sizes = await Promise.all(named.flat().map(async (each) => (await stat(blob(each))).size === each.size));
    return sizes.every(Boolean);
  } catch {
    return false;
  }
}

/** True if the runner's cache service already has all results of a build. */
export function isUnchanged(log: BuildLog, restored: RestoredCache): boolean {
  return restored.isUpToDate && cachedPercent(log) === 100;
}

/**
 * Saves the exported cache. It replaces the restored one, so that results of older builds do not accumulate.
 */
export async function saveCache({ folders: [written = []] }: CachePlan, service: CacheService): Promise<void> {
  for (const folder of written.filter(({ key }) => key !== undefined)) {
    await rm(folder.folder, { recursive: true, force: true });
    await rename(exportFolder(folder.folder), folder.folder);
    await service.save(folder);
  }
}
