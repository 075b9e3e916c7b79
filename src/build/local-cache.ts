import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nextTo } from '../plan/cache.ts';
import type { CachePlan } from '../plan/plan.ts';
import type { CacheService, KeptFolder } from '../system/cache-service.ts';
import { type BuildLog, cachedShare } from './log.ts';

/** What the runner's cache service had. */
export interface RestoredCache {
  /** Entries of the cache to read, in buildx's format. */
  readonly from: readonly string[];
  /** Whether all that would be written was there: entries of the same branch. */
  readonly whole: boolean;
}

/** Fetches the folders of the first group that has any. */
export async function restoreCache({ kept }: CachePlan, service: CacheService): Promise<RestoredCache> {
  for (const [at, group] of kept.entries()) {
    const keys = await Promise.all(group.map((kept) => restoreWhole(kept, service)));
    const found = group.filter((_, i) => keys[i] !== undefined);
    if (found.length === 0) continue;
    return {
      from: found.map(({ folder }) => `type=local,src=${folder}`),
      whole:
        at === 0 && group.every(({ key, prefixes: [own = ''] }, i) => key?.startsWith(own) && keys[i]?.startsWith(own)),
    };
  }
  return { from: [], whole: false };
}

/** A cache with a part missing would fail the build, and leave the builder unable to repeat it. */
async function restoreWhole(kept: KeptFolder, service: CacheService): Promise<string | undefined> {
  const key = await service.restore(kept);
  await rm(nextTo(kept.folder), { recursive: true, force: true });
  return key !== undefined && (await isComplete(kept.folder)) ? key : undefined;
}

interface Descriptor {
  readonly digest: string;
  readonly size: number;
}

/** Whether all that a layout's manifests name is there: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
async function isComplete(folder: string): Promise<boolean> {
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

/** Whether the runner's cache service holds all of a build already, so that there is nothing to write. */
export function isStored(log: BuildLog, { kept: [written = []] }: CachePlan, restored: RestoredCache): boolean {
  return written.every(({ key }) => key === undefined) || (restored.whole && cachedShare(log) === 100);
}

/**
 * Saves what was exported. It takes the place of what was restored, so that nothing of older builds is carried along.
 */
export async function saveCache({ kept: [written = []] }: CachePlan, service: CacheService): Promise<void> {
  for (const folder of written.filter(({ key }) => key !== undefined)) {
    await rm(folder.folder, { recursive: true, force: true });
    await rename(nextTo(folder.folder), folder.folder);
    await service.save(folder);
  }
}
