import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { readLayer } from '../../src/programs/layers.ts';
import { type LayerListing, parseListing } from '../../src/programs/listing.ts';
import { RootFs } from '../../src/programs/rootfs.ts';
import { recorded } from './recorded.ts';
import { directory, file, hardLink, type Item, listed, pax, pieces, symlink, tarOf } from './tar-layer.ts';

const APP = recorded('go linux/arm64');
const ARMHF = recorded('debian armhf bin/busybox');

const entriesOf = async (...items: readonly Item[]) => (await listed(...items))?.entries;

describe('a layer', () => {
  const items = [
    directory('usr'),
    file('usr/app', APP),
    file('usr/busybox', ARMHF),
    file('usr/library.so', APP, 0o644),
    file('run.sh', '#!/bin/sh\n'),
    file('README', 'text', 0o644),
    file('odd', 'text', 0o755),
    symlink('bin/sh', '../usr/busybox'),
    hardLink('usr/app2', 'usr/app'),
  ];
  const expected: Partial<LayerListing> = {
    entries: [
      ['usr', 'd'],
      ['usr/app', 'x', 0],
      ['usr/busybox', 'x', 1],
      ['usr/library.so', 'f', 0],
      ['run.sh', 'x', 2],
      ['odd', 'x', -1],
      ['bin/sh', 's', '../usr/busybox'],
      ['usr/app2', 'x', 0],
    ],
    removed: [],
    opaque: [],
  };
  const tar = tarOf(items);
  test.each([
    { title: 'without compression', bytes: tar },
    { title: 'with gzip', bytes: gzipSync(tar) },
    {
      title: 'with gzip in several members',
      bytes: Buffer.concat([gzipSync(tar.subarray(0, 999)), gzipSync(tar.subarray(999))]),
    },
    { title: 'with zstd', bytes: zstdCompressSync(tar) },
  ])('$title is listed', async ({ bytes }) => {
    expect(await readLayer(pieces(bytes))).toMatchObject(expected);
  });

  test.each([1, 3, 511, 513, 4095])('is the same in pieces of %d bytes', async (size) => {
    const small = tarOf([file('usr/app', APP.subarray(0, 6000)), file('run.sh', '#!/bin/sh\n')]);
    expect(await readLayer(pieces(small, size))).toEqual(await readLayer(pieces(small)));
    expect(await readLayer(pieces(tar, 70_000))).toMatchObject(expected);
  });

  test('is the same after it was stored as JSON', async () => {
    const listing = (await listed(...items)) as LayerListing;
    const again = new RootFs([JSON.parse(JSON.stringify(listing))]);
    expect([...again.files()]).toEqual([...new RootFs([listing]).files()]);
    expect(again.resolve('/README')).toEqual({ is: 'data' });
  });
});

test('a stored listing is checked before it is used', async () => {
  const listing = (await listed(file('app', APP), symlink('s', 'app'), directory('d'))) as LayerListing;
  expect(parseListing(JSON.parse(JSON.stringify(listing)))).toEqual(listing);
  const wrong: readonly unknown[] = [
    undefined,
    null,
    [],
    'text',
    { ...listing, version: 0 },
    { ...listing, entries: undefined },
    { ...listing, entries: [['app', 'x', 1]] },
    { ...listing, entries: [['app', 's']] },
    { ...listing, entries: [['', 'd']] },
    { ...listing, entries: [['app', 'z']] },
    { ...listing, entries: [null] },
    { ...listing, formats: [{ kind: 'script' }], entries: [] },
    { ...listing, formats: [{ kind: 'elf', os: 'linux' }], entries: [] },
    { ...listing, formats: [null], entries: [] },
    { ...listing, removed: [1] },
    { ...listing, opaque: {} },
    { ...listing, data: 1 },
  ];
  expect(wrong.filter((value) => parseListing(value) !== undefined)).toEqual([]);
});

test('a script without the executable bit is data', async () => {
  expect(await entriesOf(file('a.py', '#!/usr/bin/python3\n', 0o644))).toEqual([]);
});

test('reads whiteouts', async () => {
  const listing = await listed(
    file('a/.wh.b', ''),
    file('.wh.c', ''),
    file('d/.wh..wh..opq', ''),
    file('.wh..wh.plnk', ''),
  );
  expect(listing).toMatchObject({ entries: [], removed: ['a/b', 'c'], opaque: ['d'] });
});

test('keeps paths inside the root', async () => {
  const outside = await entriesOf(
    file('../../etc/../app', APP),
    file('/abs', APP),
    file('./a//b', APP),
    file('..', APP),
  );
  expect(outside?.map(([path]) => path)).toEqual(['app', 'abs', 'a/b']);
});

test('the last of several entries of a path counts', async () => {
  expect(await entriesOf(file('app', APP), symlink('x', 'app'), file('app', 'text', 0o644))).toEqual([
    ['x', 's', 'app'],
  ]);
  expect(await entriesOf(file('app', 'text', 0o644), file('app', APP))).toEqual([['app', 'x', 0]]);
  expect(await entriesOf(directory('a'), directory('b'), symlink('a', 'b'))).toEqual([
    ['b', 'd'],
    ['a', 's', 'b'],
  ]);
});

describe('long names', () => {
  const long = `${'folder/'.repeat(30)}app`;
  const linkName = `/${'x'.repeat(200)}`;
  test('are read from PAX headers', async () => {
    expect(await entriesOf(pax({ path: long }), file('short', APP))).toEqual([[long, 'x', 0]]);
    expect(await entriesOf(pax({ linkpath: linkName, path: 'ä=b' }), symlink('s', 't'))).toEqual([
      ['ä=b', 's', linkName],
    ]);
  });

  test('are read from GNU headers', async () => {
    const name = { name: '././@LongLink', type: 'L', content: `${long}\0` };
    const target = { name: '././@LongLink', type: 'K', content: `${linkName}\0` };
    expect(await entriesOf(name, target, symlink('s', 't'))).toEqual([[long, 's', linkName]]);
  });

  test('belong to one file only, and a global header to none', async () => {
    const global = { ...pax({ path: 'all' }), type: 'g' };
    const paths = (await entriesOf(global, pax({ path: 'long' }), file('a', APP), file('b', APP)))?.map(
      ([path]) => path,
    );
    expect(paths).toEqual(['long', 'b']);
  });
});

describe('a hostile or broken layer is not listed:', () => {
  const huge = 2 ** 33 - 1;
  const tooMany = Array.from({ length: 600 }, (_, i) => file(`${'n'.repeat(80)}${i}`, '', 0o755));
  test.each<{ title: string; items: readonly Item[] }>([
    { title: 'a PAX header of 8 GB', items: [{ ...pax({ path: 'x' }), size: huge }] },
    { title: 'a GNU name of 8 GB', items: [{ name: 'l', type: 'L', content: 'x', size: huge }] },
    {
      title: 'many headers of one file',
      items: Array(3).fill({ name: 'l', type: 'L', content: Buffer.alloc(400_000) }),
    },
    { title: 'a file of 8 GB that is cut off', items: [{ name: 'a', content: APP, size: huge }] },
    { title: 'a path over PATH_MAX', items: [pax({ path: 'a/'.repeat(3000) }), file('a', APP)] },
    { title: 'a null character in a path', items: [pax({ path: 'a\0b' }), file('a', APP)] },
    { title: 'a sparse file', items: [{ name: 'a', type: 'S' }] },
    { title: 'a sparse file in PAX', items: [pax({ 'GNU.sparse.major': '1' }), file('a', APP)] },
    { title: 'a negative size', items: [pax({ size: '-1' }), file('a', APP)] },
    { title: 'a malformed PAX record', items: [{ name: 'p', type: 'x', content: '999 path=a\n' }] },
  ])('$title', async ({ items }) => {
    expect(await readLayer(pieces(tarOf(items)))).toBeUndefined();
  });

  test('no archive at all, and an empty stream', async () => {
    expect(await readLayer(pieces(Buffer.from('x'.repeat(2000))))).toBeUndefined();
    expect(await readLayer(pieces(Buffer.alloc(0)))).toBeUndefined();
    expect(await readLayer(pieces(gzipSync(tarOf(tooMany)).subarray(0, 500)))).toBeUndefined();
  });

  test('a header with a wrong checksum', async () => {
    const tar = tarOf([file('app', APP)]);
    tar.write('b', 0);
    expect(await readLayer(pieces(tar))).toBeUndefined();
  });

  test('several frames of zstd, of which Node reads only the first', async () => {
    const tar = tarOf([file('app', APP)]);
    const frames = [tar.subarray(0, 1024), tar.subarray(1024)].map((part) => zstdCompressSync(part));
    expect(await readLayer(pieces(Buffer.concat(frames)))).toBeUndefined();
  });

  test.each([
    { title: 'gzip', pack: gzipSync },
    { title: 'zstd', pack: zstdCompressSync },
    { title: 'no compression', pack: (tar: Buffer) => tar },
  ])('cut off at any byte ($title)', async ({ title, pack }) => {
    const tar = tarOf([pax({ path: 'app' }), file('a', APP.subarray(0, 700)), symlink('b', 'a')]);
    const content = tar.subarray(0, tar.length - 1024);
    const bytes = pack(title === 'no compression' ? content : tar);
    for (let length = 0; length < bytes.length; length++) {
      expect(await readLayer(pieces(bytes.subarray(0, length)))).toBeUndefined();
    }
  });

  test('random changes never throw', async () => {
    const tar = tarOf([pax({ path: 'app' }), directory('d'), file('a', ARMHF.subarray(0, 3000)), hardLink('b', 'a')]);
    let state = 7;
    const random = (below: number) => {
      state = (state * 48271) % 0x7fffffff;
      return state % below;
    };
    for (let round = 0; round < 400; round++) {
      const bytes = Buffer.from([tar, gzipSync(tar), zstdCompressSync(tar)][round % 3] ?? tar);
      for (let i = 0; i < 4; i++) bytes[random(bytes.length)] = random(256);
      await readLayer(pieces(bytes));
    }
  });

  test('a gzip bomb of an endless file takes no memory', async () => {
    const zeros = gzipSync(Buffer.alloc(64 * 2 ** 20));
    const start = gzipSync(tarOf([{ name: 'bomb', size: 2 ** 33 - 1 }]).subarray(0, 512));
    const before = process.memoryUsage().rss;
    expect(await readLayer(pieces(Buffer.concat([start, ...Array(8).fill(zeros)])))).toBeUndefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 2 ** 20);
  });
});

test('an error of the source is thrown', async () => {
  async function* broken() {
    yield gzipSync(tarOf([file('app', APP)])).subarray(0, 100);
    throw new Error('connection reset');
  }
  await expect(readLayer(broken())).rejects.toThrow('connection reset');
});

test('a signal stops the reading', async () => {
  const signal = AbortSignal.abort(new Error('cancelled'));
  await expect(readLayer(pieces(tarOf([file('app', APP)])), signal)).rejects.toThrow();
});
