import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CacheService } from '../clients/cache-service/cache-service.ts';
import { type Digest, isDigest } from '../model/digest.ts';
import type { Descriptor } from '../model/oci.ts';
import type { CachedFolder } from '../model/plan.ts';
import { MIN_REMEMBERED_LAYER_BYTES } from './limits.ts';
import { type LayerListing, parseListing } from './listing.ts';

/** Listings of layers that were read, also in earlier runs. */
export interface LayerMemory {
  get(layer: Descriptor): LayerListing | undefined;
  add(layer: Descriptor, listing: LayerListing): void;
  /** Saves the listings of the layers of this run for later ones, if one of them is new and large. Never rejects. */
  save(): Promise<void>;
}

export const NO_MEMORY: LayerMemory = { get: () => undefined, add: () => {}, save: async () => {} };

const FILE = 'layers.json';

/**
 * Opens a memory in the runner's cache service. Nothing waits for the service: until it has answered, no layer is known.
 * @param service used for this only, because its failures are ignored.
 */
export function openMemory(kept: CachedFolder, service: CacheService): LayerMemory {
  const file = join(kept.folder, FILE);
  const used = new Map<Digest, LayerListing>();
  let restored: ReadonlyMap<Digest, LayerListing> = new Map();
  let isNew = false;
  const restoring = service.restore(kept).then(async (key) => {
    if (key !== undefined) restored = listingsIn(await readFile(file, 'utf8'));
  });
  restoring.catch(() => undefined); // the layers are read again
  return {
    get({ digest }) {
      const listing = restored.get(digest);
      if (listing !== undefined) used.set(digest, listing);
      return listing;
    },
    add({ digest, size }, listing) {
      used.set(digest, listing);
      isNew ||= size >= MIN_REMEMBERED_LAYER_BYTES;
    },
    async save() {
      if (!isNew || kept.key === undefined) return;
      try {
        await restoring.catch(() => undefined);
        await rm(kept.folder, { recursive: true, force: true });
        await mkdir(kept.folder, { recursive: true });
        await writeFile(file, JSON.stringify(Object.fromEntries(used)));
        await service.save(kept);
      } catch {
        // the layers are read again
      }
    },
  };
}

/** Listings by digests, without the malformed ones. */
function listingsIn(json: string): ReadonlyMap<Digest, LayerListing> {
  const entries = Object.entries(JSON.parse(json) as Record<string, unknown>);
  return new Map(
    entries.flatMap(([digest, value]) => {
      const listing = parseListing(value);
      return isDigest(digest) && listing !== undefined ? [[digest, listing]] : [];
    }),
  );
}
