import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import type { PlatformImage } from '../../src/model/image.ts';
import type { Descriptor } from '../../src/model/oci.ts';
import type { Platform } from '../../src/model/platform.ts';
import { checkPrograms, checkStart, type ProgramCheck } from '../../src/programs/check.ts';
import { MAX_CHECKED_LAYER_BYTES, MAX_PARALLEL_LAYERS } from '../../src/programs/limits.ts';
import type { LayerListing } from '../../src/programs/listing.ts';
import { type LayerMemory, NO_MEMORY } from '../../src/programs/memory.ts';
import type { ImageStore } from '../../src/store/store.ts';
import { recorded } from './recorded.ts';
import { file, type Item, listed, pieces, symlink, tarOf } from './tar-layer.ts';

const GO = { amd64: recorded('go linux/amd64'), arm64: recorded('go linux/arm64') };
const DASH = recorded('debian arm64 bin/dash');
const LOADER = 'lib/ld-linux-aarch64.so.1';

interface TestLayer extends Descriptor {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A layer with these files. Its name is in a file, so that layers of different names differ. */
function layer(name: string, ...items: readonly Item[]): TestLayer {
  return withBytes(name, tarOf([file(`names/${name}`, name, 0o644), ...items]));
}

function withBytes(name: string, bytes: Buffer): TestLayer {
  const mediaType = 'application/vnd.oci.image.layer.v1.tar';
  return { name, bytes, mediaType, digest: digestOf(bytes), size: bytes.length };
}

interface ImageOptions {
  readonly platform?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** By default one entry for each layer. */
  readonly history?: readonly unknown[];
}

function imageOf(layers: readonly TestLayer[], options: ImageOptions = {}): PlatformImage {
  const { platform = 'linux/arm64', config = { Entrypoint: ['/app'] }, history = layers.map(() => ({})) } = options;
  const parsed = parsePlatform(platform) as Platform;
  const text = JSON.stringify({ config, history, rootfs: { diff_ids: layers.map(({ digest }) => digest) } });
  const bytes = Buffer.from(text);
  const described = {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    digest: digestOf(bytes),
    size: bytes.length,
  };
  return {
    ...{
      platform: parsed,
      configured: parsed,
      digest: digestOf(Buffer.from(`${platform} ${text}`)),
      size: 0,
      config: bytes,
    },
    manifest: { config: described, layers },
  };
}

type Store = Pick<ImageStore, 'readLayer'>;

/** A store that records which layers were read, in their order. */
function storeOf(...layers: readonly TestLayer[]): Store & { readonly reads: readonly string[] } {
  const reads: string[] = [];
  return {
    reads,
    readLayer({ digest }, read) {
      const found = layers.find((each) => each.digest === digest);
      if (found === undefined) throw new Error(`no layer ${digest}`);
      reads.push(found.name);
      return read(pieces(found.bytes));
    },
  };
}

/** @param added number of the last entries of the history that the Dockerfile made. Undefined if that is not known. */
function rules(added: number | undefined, more: Partial<ProgramCheck> = {}): ProgramCheck {
  return {
    ...{ strict: false, exempt: [], memory: NO_MEMORY, signal: new AbortController().signal },
    history: () => (added === undefined ? undefined : Array.from({ length: added }, (_, i) => i + 1)),
    ...more,
  };
}

describe('layers', () => {
  test('that platforms share are read once', async () => {
    const shared = layer('shared', file('etc/config', 'a', 0o644));
    const [amd64, arm64] = [layer('amd64', file('app', GO.amd64)), layer('arm64', file('app', GO.arm64))];
    const platforms = [imageOf([shared, amd64], { platform: 'linux/amd64' }), imageOf([shared, arm64])];
    const store = storeOf(shared, amd64, arm64);
    expect(await checkPrograms({ platforms }, store, rules(2))).toEqual([]);
    expect([...store.reads].sort()).toEqual(['amd64', 'arm64', 'shared']);
  });

  test(`are read ${MAX_PARALLEL_LAYERS} at a time`, async () => {
    const layers = Array.from({ length: 3 * MAX_PARALLEL_LAYERS }, (_, i) => layer(`${i}`));
    const images = [layers.slice(0, 5), layers.slice(5)].map((part) => imageOf(part, { config: {} }));
    const store = storeOf(...layers);
    let running = 0;
    const most: number[] = [];
    const slow: Store = {
      async readLayer(descriptor, read) {
        running += 1;
        most.push(running);
        await wait(5);
        running -= 1;
        return store.readLayer(descriptor, read);
      },
    };
    await checkPrograms({ platforms: images }, slow, rules(undefined));
    expect(store.reads).toHaveLength(layers.length);
    expect(Math.max(...most)).toBe(MAX_PARALLEL_LAYERS);
  });

  test('are read on after one that could not be read', async () => {
    const layers = Array.from({ length: 2 * MAX_PARALLEL_LAYERS }, (_, i) => layer(`${i}`));
    const store = storeOf(...layers);
    const failing: Store = {
      readLayer: (descriptor, read) =>
        descriptor.digest === layers[0]?.digest ? Promise.reject(new Error('lost')) : store.readLayer(descriptor, read),
    };
    await expect(checkPrograms({ platforms: [imageOf(layers)] }, failing, rules(undefined))).rejects.toThrow('lost');
    await wait(50);
    expect(store.reads).toHaveLength(layers.length - 1);
  });

  test('are read all if the history of the Dockerfile is not known', async () => {
    const layers = [layer('base'), layer('added', file('app', GO.arm64))];
    const store = storeOf(...layers);
    await checkPrograms({ platforms: [imageOf(layers)] }, store, rules(undefined));
    expect(store.reads).toEqual(['base', 'added']);
  });

  test.each<{ readonly title: string; readonly history: readonly unknown[] }>([
    { title: 'has fewer entries than the Dockerfile', history: [{}, {}] },
    { title: 'has another number of layers than the image', history: [{}, {}, {}, {}, {}] },
    { title: 'is missing', history: [] },
  ])('are read all if the history of the image $title', async ({ history }) => {
    const layers = [layer('base'), layer('added', file('app', GO.arm64))];
    const store = storeOf(...layers);
    await checkPrograms({ platforms: [imageOf(layers, { history })] }, store, rules(3));
    expect(store.reads).toEqual(['base', 'added']);
  });

  test('that are remembered are not read, and those that are read are remembered', async () => {
    const layers = [layer('known', file('app', GO.amd64)), layer('new'), withBytes('odd', Buffer.from('no archive'))];
    const known = (await listed(file('app', GO.amd64))) as LayerListing;
    const added: Digest[] = [];
    const memory: LayerMemory = {
      ...NO_MEMORY,
      get: ({ digest }) => (digest === layers[0]?.digest ? known : undefined),
      add: ({ digest }) => void added.push(digest),
    };
    const store = storeOf(...layers);
    const check = checkPrograms({ platforms: [imageOf(layers.slice(0, 2))] }, store, rules(2, { memory }));
    await expect(check).rejects.toThrow('starts /app: a linux/amd64 program');
    await checkPrograms({ platforms: [imageOf(layers.slice(2))] }, store, rules(1, { memory }));
    expect(store.reads).toEqual(['new', 'odd']);
    expect(added).toEqual([layers[1]?.digest]);
  });
});

describe('layers of the base image', () => {
  const cases: readonly {
    readonly title: string;
    readonly base: readonly Item[];
    readonly added: readonly Item[];
    readonly config?: Readonly<Record<string, unknown>>;
    readonly isRead: boolean;
    readonly refusal?: string;
  }[] = [
    {
      title: 'are not read for a static program of an added layer',
      base: [file('tool', GO.amd64)],
      added: [file('app', GO.arm64)],
      isRead: false,
    },
    {
      title: 'are not read for a program of the base image',
      base: [file('app', GO.amd64)],
      added: [file('etc/config', 'a', 0o644)],
      isRead: false,
    },
    {
      title: 'are not read for a script for the shell',
      base: [],
      added: [file('app', '#!/bin/sh\n')],
      isRead: false,
    },
    {
      title: 'are read for the loader of a program',
      base: [file(LOADER, GO.arm64)],
      added: [file('app', DASH)],
      isRead: true,
    },
    {
      title: 'are read for a loader that they do not have',
      base: [],
      added: [file('app', DASH)],
      isRead: true,
      refusal: `its loader /${LOADER} is missing`,
    },
    {
      title: 'are read for the interpreter of a script',
      base: [file('usr/bin/lua', GO.amd64)],
      added: [file('app', '#!/usr/bin/lua\n')],
      isRead: true,
      refusal: 'starts /app, which needs /usr/bin/lua: a linux/amd64 program',
    },
    {
      title: 'are not read if a program of an added layer is foreign',
      base: [],
      added: [file('app', GO.amd64)],
      isRead: false,
      refusal: 'starts /app: a linux/amd64 program',
    },
    {
      title: 'are not read if an added layer has a fault and a program that needs them',
      base: [],
      added: [file('tini', DASH), file('app', GO.amd64)],
      config: { Entrypoint: ['/tini', '--', '/app'] },
      isRead: false,
      refusal: 'starts /app: a linux/amd64 program',
    },
    {
      title: 'are read if the program that the search path finds in an added layer is foreign',
      base: [],
      added: [file('usr/bin/app', GO.amd64)],
      config: { Cmd: ['app'] },
      isRead: true,
      refusal: 'starts /usr/bin/app: a linux/amd64 program',
    },
    {
      title: 'are not read if the program that the search path finds in an added layer fits',
      base: [],
      added: [file('usr/bin/app', GO.arm64)],
      config: { Cmd: ['app'] },
      isRead: false,
    },
  ];
  test.each(cases)('$title', async ({ base, added, config, isRead, refusal }) => {
    const layers = [layer('base', ...base), layer('added', ...added)];
    const store = storeOf(...layers);
    const check = checkPrograms({ platforms: [imageOf(layers, config && { config })] }, store, rules(1));
    if (refusal === undefined) expect(await check).toEqual([]);
    else await expect(check).rejects.toThrow(refusal);
    expect(store.reads).toEqual(isRead ? ['added', 'base'] : ['added']);
  });

  test('that have the program earlier in the search path make an added one a notice', async () => {
    const layers = [layer('base', file('usr/local/bin/app', GO.arm64)), layer('added', file('usr/bin/app', GO.amd64))];
    const image = imageOf(layers, { config: { Cmd: ['app'] } });
    expect(await checkPrograms({ platforms: [image] }, storeOf(...layers), rules(1))).toEqual([
      expect.stringContaining('the build added 1 file that is a linux/amd64 program (x86-64 ELF)'),
    ]);
  });

  test('are not refused with strict rules', async () => {
    const layers = [layer('base', file('tool', GO.amd64), file(LOADER, GO.arm64)), layer('added', file('app', DASH))];
    const check = checkPrograms({ platforms: [imageOf(layers)] }, storeOf(...layers), rules(1, { strict: true }));
    expect(await check).toEqual([]);
  });
});

describe('a large layer', () => {
  const large = { ...layer('large', file('app', GO.amd64)), size: MAX_CHECKED_LAYER_BYTES + 1 };

  test('is left out, and named once', async () => {
    const store = storeOf(large);
    const platforms = [imageOf([large]), imageOf([large], { platform: 'linux/arm/v7' })];
    const message = `The programs of the layer ${large.digest} are not checked: it has 537 MB`;
    expect(await checkPrograms({ platforms }, store, rules(1))).toEqual([message]);
    expect(store.reads).toEqual([]);
  });

  test('is read with strict rules', async () => {
    const check = checkPrograms({ platforms: [imageOf([large])] }, storeOf(large), rules(1, { strict: true }));
    await expect(check).rejects.toThrow('starts /app: a linux/amd64 program');
  });

  test('of the largest size that is read is read', async () => {
    const layers = [{ ...large, size: MAX_CHECKED_LAYER_BYTES }];
    const check = checkPrograms({ platforms: [imageOf(layers)] }, storeOf(...layers), rules(1));
    await expect(check).rejects.toThrow('starts /app');
  });
});

describe('a layer that is no archive', () => {
  const odd = withBytes('odd', Buffer.from('no archive'));

  test('is named', async () => {
    const message = `The programs of the layer ${odd.digest} are not checked: it is not a tar archive, or too large`;
    expect(await checkPrograms({ platforms: [imageOf([odd])] }, storeOf(odd), rules(1))).toEqual([message]);
  });

  test('is refused with strict rules', async () => {
    const image = imageOf([odd], { history: [{ created_by: 'COPY app /app # buildkit' }] });
    const check = checkPrograms({ platforms: [image] }, storeOf(odd), rules(1, { strict: true }));
    await expect(check).rejects.toThrow('layer 1 (COPY app /app) of the image for linux/arm64 cannot be checked');
  });

  test('is only named with strict rules if it is of the base image', async () => {
    const added = layer('added', file('app', DASH));
    const check = rules(1, { strict: true });
    expect(await checkPrograms({ platforms: [imageOf([odd, added])] }, storeOf(odd, added), check)).toHaveLength(1);
  });
});

test('the error has the faults of all platforms, and the hint of the first', async () => {
  const app = layer('app', file('app', recorded('go darwin/arm64')));
  const platforms = ['linux/amd64', 'linux/arm64'].map((platform) => imageOf([app], { platform }));
  const check = checkPrograms({ platforms }, storeOf(app), rules(1));
  await expect(check).rejects.toMatchObject({
    message: expect.stringMatching(/linux\/amd64 starts \/app.*; the image for linux\/arm64 starts \/app/),
    hint: expect.stringContaining('No tag was updated.'),
  });
});

describe('the check of the programs that an image starts', () => {
  const { signal } = new AbortController();

  test.each<{ readonly title: string; readonly layers: readonly TestLayer[]; readonly reads: readonly string[] }>([
    {
      title: 'a program in the highest layer',
      layers: [layer('low'), layer('high', file('app', GO.arm64))],
      reads: ['high'],
    },
    {
      title: 'a program that another layer has',
      layers: [layer('low'), layer('middle', file('x', GO.arm64)), layer('high', symlink('app', 'x'))],
      reads: ['high', 'middle'],
    },
    {
      title: 'a loader in the lowest layer',
      layers: [layer('low', file(LOADER, GO.arm64)), layer('middle'), layer('high', file('app', DASH))],
      reads: ['high', 'middle', 'low'],
    },
    {
      title: 'an archive that may replace what is below it',
      layers: [layer('low', file('app', GO.amd64)), withBytes('odd', Buffer.from('no archive')), layer('high')],
      reads: ['high', 'odd'],
    },
  ])('ends with $title', async ({ layers, reads }) => {
    const store = storeOf(...layers);
    await checkStart([imageOf(layers)], store, signal);
    expect(store.reads).toEqual(reads);
  });

  test('refuses a shell of the lowest layer that is for another platform', async () => {
    const layers = [layer('low', file('bin/sh', GO.amd64)), layer('high', file('app', '#!/bin/sh\n'))];
    const check = checkStart([imageOf(layers)], storeOf(...layers), signal);
    await expect(check).rejects.toThrow('starts /app, which needs /bin/sh: a linux/amd64 program');
  });

  test('reads no layer of an image without a command', async () => {
    const layers = [layer('low', file('app', GO.amd64))];
    const store = storeOf(...layers);
    await checkStart([imageOf(layers, { config: {} })], store, signal);
    expect(store.reads).toEqual([]);
  });
});
