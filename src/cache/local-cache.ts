import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildLog, cachedShare } from '../buildkit/log.ts';
import type { CacheService } from '../clients/cache-service/cache-service.ts';
import type { CachePlan, KeptFolder } from '../model/plan.ts';
import { nextTo } from './plan.ts';

/** What the runner's cache service had. */
export interface RestoredCache {
  /** Entries of the cache to read, in buildx's format. */
  readonly from: readonly string[];
  /** Whether all that would be written was there: entries of the same branch, and none that is newer besides. */
  readonly whole: boolean;
}

/** Fetches the folders of all groups: which of them is the newest is not known before. */
export async function restoreCache({ kept }: CachePlan, service: CacheService): Promise<RestoredCache> {
  const fetched = await Promise.all(
    kept.map((group) =>
      Promise.all(group.map(async (each) => ({ ...each, found: await restoreWhole(each, service) }))),
    ),
  );
  const [written = [], ...others] = fetched;
  const newest = Math.max(...others.flat().map(({ found }) => runOf(found)));
  return {
    from: fetched.flat().flatMap(({ found, folder }) => (found === undefined ? [] : [`type=local,src=${folder}`])),
    whole: written.every(
      ({ key, found, prefixes: [own = ''] }) =>
        key?.startsWith(own) && found?.startsWith(own) && runOf(found) >= newest,
    ),
  };
}

/** The run that saved an entry; 0 where there is none. */
function runOf(key: string | undefined): number {
  return Number(/\/(\d+)-\d+$/.exec(key ?? '')?.[1] ?? 0);
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
export function isStored(log: BuildLog, restored: RestoredCache): boolean {
  return restored.whole && cachedShare(log) === 100;
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
