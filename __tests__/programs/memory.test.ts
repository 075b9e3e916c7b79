import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CacheService } from '../../src/clients/cache-service/cache-service.ts';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import type { Descriptor } from '../../src/model/oci.ts';
import type { CachedFolder } from '../../src/model/plan.ts';
import { MIN_REMEMBERED_LAYER_BYTES } from '../../src/programs/limits.ts';
import type { LayerListing } from '../../src/programs/listing.ts';
import { openMemory } from '../../src/programs/memory.ts';
import { recorded } from './recorded.ts';
import { file, listed } from './tar-layer.ts';

const root = mkdtempSync(join(tmpdir(), 'memory-'));
const kept: CachedFolder = { folder: join(root, 'programs'), prefixes: ['programs/main/'], key: 'programs/main/1-1' };
let listing: LayerListing;

beforeAll(async () => {
  listing = (await listed(file('app', recorded('go linux/arm64')))) as LayerListing;
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => rmSync(kept.folder, { recursive: true, force: true }));

function layer(name: string, size = MIN_REMEMBERED_LAYER_BYTES): Descriptor {
  return { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: digestOf(Buffer.from(name)), size };
}

interface TestService extends CacheService {
  /** Content of each saved entry. */
  readonly saved: readonly Readonly<Record<Digest, unknown>>[];
}

/** @param entry text of the newest entry's file. Undefined without an entry. */
function serviceWith(entry?: string, more: Partial<CacheService> = {}): TestService {
  const saved: Record<Digest, unknown>[] = [];
  return {
    saved,
    async restore({ folder }) {
      if (entry === undefined) return undefined;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'layers.json'), entry);
      writeFileSync(join(folder, 'old'), '');
      return 'programs/main/0-1';
    },
    async save({ folder }) {
      expect(readdirSync(folder)).toEqual(['layers.json']);
      saved.push(JSON.parse(readFileSync(join(folder, 'layers.json'), 'utf8')));
    },
    problem: () => undefined,
    ...more,
  };
}

/** A memory whose service has answered. */
async function opened(service: CacheService, folder = kept) {
  const memory = openMemory(folder, service);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return memory;
}

const entryOf = (...layers: readonly Descriptor[]) =>
  JSON.stringify(Object.fromEntries(layers.map(({ digest }) => [digest, listing])));

describe('a restored memory', () => {
  test('has the listings of its layers', async () => {
    const memory = await opened(serviceWith(entryOf(layer('a'))));
    expect(memory.get(layer('a'))).toEqual(listing);
    expect(memory.get(layer('b'))).toBeUndefined();
  });

  test('ignores listings that are malformed or of another version', async () => {
    const entry = JSON.stringify({
      [layer('good').digest]: listing,
      [layer('malformed').digest]: { ...listing, entries: [['app', 'x', 9]] },
      [layer('foreign').digest]: { ...listing, version: 99 },
      [layer('null').digest]: null,
      latest: listing,
    });
    const memory = await opened(serviceWith(entry));
    expect(['good', 'malformed', 'foreign', 'null'].map((name) => memory.get(layer(name)))).toEqual([
      listing,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each(['', '{', 'null', '"text"'])('is empty if its file is %j', async (entry) => {
    const service = serviceWith(entry);
    const memory = await opened(service);
    expect(memory.get(layer('a'))).toBeUndefined();
    memory.add(layer('a'), listing);
    await memory.save();
    expect(service.saved).toEqual([{ [layer('a').digest]: listing }]);
  });

  test('is empty if its entry has no such file', async () => {
    const memory = await opened(serviceWith(undefined, { restore: async () => 'programs/main/0-1' }));
    expect(memory.get(layer('a'))).toBeUndefined();
  });

  test('is empty without an entry, even if an earlier job left the file', async () => {
    mkdirSync(kept.folder, { recursive: true });
    writeFileSync(join(kept.folder, 'layers.json'), entryOf(layer('a')));
    const memory = await opened(serviceWith());
    expect(memory.get(layer('a'))).toBeUndefined();
  });
});

test('does not wait for the service', async () => {
  let answer = (_: string) => {};
  const restored = new Promise<string>((resolve) => {
    answer = resolve;
  });
  const plain = serviceWith(entryOf(layer('a')));
  const memory = await opened({
    ...plain,
    async restore(folder) {
      await plain.restore(folder);
      return restored;
    },
  });
  expect(memory.get(layer('a'))).toBeUndefined();
  answer('programs/main/0-1');
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(memory.get(layer('a'))).toEqual(listing);
});

describe('an entry', () => {
  test('is saved with all layers of this run, and no others', async () => {
    const service = serviceWith(entryOf(layer('used'), layer('old')));
    const memory = await opened(service);
    memory.get(layer('used'));
    memory.get(layer('unknown'));
    memory.add(layer('new'), listing);
    memory.add(layer('small', 1), listing);
    await memory.save();
    const digests = ['used', 'new', 'small'].map((name) => layer(name).digest);
    expect(service.saved.map((saved) => Object.keys(saved).sort())).toEqual([digests.sort()]);
  });

  test('is restored as it was saved', async () => {
    const service = serviceWith();
    const memory = await opened(service);
    memory.add(layer('a'), listing);
    await memory.save();
    const next = await opened(serviceWith(JSON.stringify(service.saved[0])));
    expect(next.get(layer('a'))).toEqual(listing);
  });

  test.each<{ readonly title: string; readonly added: readonly Descriptor[]; readonly folder?: CachedFolder }>([
    { title: 'no layer is new', added: [] },
    { title: 'only small layers are new', added: [layer('a', MIN_REMEMBERED_LAYER_BYTES - 1), layer('b', 1)] },
    { title: 'the job may only read', added: [layer('a')], folder: { ...kept, key: undefined } },
  ])('is not saved if $title', async ({ added, folder }) => {
    const service = serviceWith(entryOf(layer('used')));
    const memory = await opened(service, folder);
    memory.get(layer('used'));
    for (const each of added) memory.add(each, listing);
    await memory.save();
    expect(service.saved).toEqual([]);
  });

  test('is not saved while an older one is still restored', async () => {
    let isRestored = false;
    const plain = serviceWith(entryOf(layer('a')));
    const memory = openMemory(kept, {
      ...plain,
      async restore(folder) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        isRestored = true;
        return plain.restore(folder);
      },
      async save(folder) {
        expect(isRestored).toBe(true);
        await plain.save(folder);
      },
    });
    memory.add(layer('new'), listing);
    await memory.save();
    expect(plain.saved).toHaveLength(1);
  });
});

describe('a failure', () => {
  const failing = () => Promise.reject(new Error('no service'));

  test('to restore leaves the memory empty, and it is saved', async () => {
    const service = serviceWith(undefined, { restore: failing });
    const memory = await opened(service);
    expect(memory.get(layer('a'))).toBeUndefined();
    memory.add(layer('a'), listing);
    await memory.save();
    expect(service.saved).toHaveLength(1);
  });

  test('to save is ignored', async () => {
    const memory = await opened(serviceWith(undefined, { save: failing }));
    memory.add(layer('a'), listing);
    await expect(memory.save()).resolves.toBeUndefined();
  });

  test('to write the file is ignored, and no entry is saved', async () => {
    const occupied = join(root, 'file');
    writeFileSync(occupied, '');
    const service = serviceWith();
    const memory = await opened(service, { ...kept, folder: join(occupied, 'programs') });
    memory.add(layer('a'), listing);
    await memory.save();
    expect(service.saved).toEqual([]);
    expect(existsSync(occupied)).toBe(true);
  });
});
