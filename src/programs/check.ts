import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Image, PlatformImage } from '../model/image.ts';
import type { Descriptor } from '../model/oci.ts';
import type { Platform } from '../model/platform.ts';
import { formatBytes } from '../model/units.ts';
import type { ImageStore } from '../store/store.ts';
import { countAdded } from './image-config.ts';
import { readLayer } from './layers.ts';
import { MAX_CHECKED_LAYER_BYTES, MAX_PARALLEL_LAYERS } from './limits.ts';
import type { LayerListing } from './listing.ts';
import { type LayerMemory, NO_MEMORY } from './memory.ts';
import { judgePrograms, type ProgramRules, type ProgramVerdict } from './verdict.ts';

export interface ProgramCheck extends ProgramRules {
  /**
   * Lines of the Dockerfile, one for each of the last entries in the history of a platform's image. Undefined if they are
   * not known: then all layers are read.
   */
  readonly history: (platform: Platform) => readonly number[] | undefined;
  readonly memory: LayerMemory;
  readonly signal: AbortSignal;
}

/**
 * Checks the programs of an image by its content. Reads the layers that the build added, and those of the base image only
 * if a program of an added layer needs a file of it.
 * @returns warnings: foreign programs that the image does not start, and layers that were not read.
 * @throws ActionError if an image starts a program for another platform.
 */
export async function checkPrograms(
  { platforms }: Pick<Image, 'platforms'>,
  store: Pick<ImageStore, 'readLayer'>,
  check: ProgramCheck,
): Promise<readonly string[]> {
  const reader = layerReader(store, check);
  const verdicts = await Promise.all(platforms.map((image) => judge(image, reader.listingOf, check)));
  throwRefused(verdicts);
  const foreign = verdicts.flatMap((verdict) => verdict.foreign.map(({ message, hint }) => `${message}. ${hint}`));
  return [...new Set([...foreign, ...reader.skipped()])];
}

/**
 * Checks only what an image starts. Reads its layers from the highest to the lowest, and stops at the one that decides.
 * @throws ActionError if an image starts a program for another platform.
 */
export async function checkStart(
  platforms: readonly PlatformImage[],
  store: Pick<ImageStore, 'readLayer'>,
  signal: AbortSignal,
): Promise<void> {
  const rules = { strict: false, exempt: [] };
  const { listingOf } = layerReader(store, { ...rules, memory: NO_MEMORY, signal });
  throwRefused(await Promise.all(platforms.map((image) => judgeStart(image, listingOf, rules))));
}

async function judgeStart(
  { platform, config, manifest: { layers } }: PlatformImage,
  listingOf: ListingOf,
  rules: ProgramRules,
): Promise<ProgramVerdict> {
  const listings: (LayerListing | undefined)[] = layers.map(() => undefined);
  const judged = () => judgePrograms({ platform, config, firstAdded: layers.length, layers: listings }, rules);
  let verdict = judged();
  for (const [index, layer] of [...layers.entries()].reverse()) {
    if (verdict.refused.length > 0 || verdict.unknown.length === 0) break;
    listings[index] = await listingOf(layer);
    // it may replace everything below it
    if (listings[index] === undefined) break;
    verdict = judged();
  }
  return verdict;
}

function throwRefused(verdicts: readonly ProgramVerdict[]): void {
  const [first, ...others] = verdicts.flatMap(({ refused }) => refused);
  if (first === undefined) return;
  throw new ActionError([first, ...others].map(({ message }) => message).join('; '), { hint: first.hint });
}

type ListingOf = (layer: Descriptor) => Promise<LayerListing | undefined>;

async function judge(
  { platform, config, manifest: { layers } }: PlatformImage,
  listingOf: ListingOf,
  check: ProgramCheck,
): Promise<ProgramVerdict> {
  const history = check.history(platform);
  const added = history === undefined ? undefined : countAdded(config, history.length);
  const firstAdded = added === undefined ? 0 : layers.length - added;
  const base = layers.slice(0, firstAdded);
  const listed = await Promise.all(layers.slice(firstAdded).map(listingOf));
  const judged = (below: readonly (LayerListing | undefined)[]) =>
    judgePrograms({ platform, config, firstAdded, layers: [...below, ...listed] }, check);
  const verdict = judged(base.map(() => undefined));
  if (base.length === 0 || verdict.refused.length > 0 || !verdict.isOpen) return verdict;
  return judged(await Promise.all(base.map(listingOf)));
}

/** Reads each layer once, also if several platforms have it, and a few at a time. */
function layerReader(
  store: Pick<ImageStore, 'readLayer'>,
  { strict, memory, signal }: Pick<ProgramCheck, 'strict' | 'memory' | 'signal'>,
) {
  const known = new Map<Digest, Promise<LayerListing | undefined>>();
  const running = new Set<Promise<unknown>>();
  const skipped = new Set<string>();

  async function read(layer: Descriptor): Promise<LayerListing | undefined> {
    const remembered = memory.get(layer);
    if (remembered !== undefined) return remembered;
    if (layer.size > MAX_CHECKED_LAYER_BYTES && !strict) {
      skipped.add(`The programs of the layer ${layer.digest} are not checked: it has ${formatBytes(layer.size)}`);
      return undefined;
    }
    while (running.size >= MAX_PARALLEL_LAYERS) await Promise.race(running).catch(() => undefined);
    const listing = store.readLayer(layer, (bytes) => readLayer(bytes, signal));
    running.add(listing);
    try {
      const found = await listing;
      if (found === undefined)
        skipped.add(`The programs of the layer ${layer.digest} are not checked: it is not a tar archive, or too large`);
      else memory.add(layer, found);
      return found;
    } finally {
      running.delete(listing);
    }
  }

  return {
    skipped: () => [...skipped],
    listingOf(layer: Descriptor): Promise<LayerListing | undefined> {
      const listing = known.get(layer.digest) ?? read(layer);
      known.set(layer.digest, listing);
      return listing;
    },
  };
}
