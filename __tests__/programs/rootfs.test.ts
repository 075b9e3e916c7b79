import { describe, expect, test } from '@jest/globals';
import { RootFs } from '../../src/programs/rootfs.ts';
import { recorded } from './recorded.ts';
import { directory, file, hardLink, type Item, layersOf, symlink } from './tar-layer.ts';

const APP = recorded('go linux/arm64');

async function rootfsOf(...layers: readonly (readonly Item[] | undefined)[]): Promise<RootFs> {
  const listings = await layersOf(...layers.map((layer) => layer ?? []));
  return new RootFs(listings.map((listing, i) => (layers[i] === undefined ? undefined : listing)));
}

/** Path and layer of a program, or why there is none. */
function at(rootfs: RootFs, path: string): string {
  const found = rootfs.resolve(path);
  return found.is === 'program' ? `${found.path} of ${found.file.layer}` : found.is;
}

const DATA: Item = file('app', 'text', 0o644);

test.each<{ title: string; layers: readonly (readonly Item[])[]; path: string; expected: string }>([
  { title: 'a file of a lower layer', layers: [[file('app', APP)], []], path: '/app', expected: '/app of 0' },
  { title: 'a replaced file', layers: [[file('app', APP)], [file('app', APP)]], path: '/app', expected: '/app of 1' },
  { title: 'a program that data replaced', layers: [[file('app', APP)], [DATA]], path: '/app', expected: 'data' },
  { title: 'data that a program replaced', layers: [[DATA], [file('app', APP)]], path: '/app', expected: '/app of 1' },
  { title: 'a path that no layer has', layers: [[directory('a')]], path: '/a/b', expected: 'missing' },
  { title: 'a path below a file', layers: [[file('app', APP)]], path: '/app/b', expected: 'missing' },
  { title: 'a directory', layers: [[directory('a')]], path: '/a/', expected: 'directory' },
  {
    title: 'a removed file',
    layers: [[file('a/app', APP)], [file('a/.wh.app', '')]],
    path: '/a/app',
    expected: 'missing',
  },
  {
    title: 'a removed directory',
    layers: [[file('a/app', APP)], [file('.wh.a', '')]],
    path: '/a/app',
    expected: 'missing',
  },
  {
    title: 'a file beside its own whiteout',
    layers: [[file('app', APP)], [file('app', APP), file('.wh.app', '')]],
    path: '/app',
    expected: '/app of 1',
  },
  {
    title: 'a file in an opaque directory',
    layers: [[file('a/app', APP)], [file('a/new', APP), file('a/.wh..wh..opq', '')]],
    path: '/a/app',
    expected: 'missing',
  },
  {
    title: 'a new file in an opaque directory',
    layers: [[file('a/app', APP)], [file('a/new', APP), file('a/.wh..wh..opq', '')]],
    path: '/a/new',
    expected: '/a/new of 1',
  },
  {
    title: 'a relative symlink',
    layers: [[symlink('bin/sh', '../usr/./app'), file('usr/app', APP)]],
    path: '/bin/sh',
    expected: '/usr/app of 0',
  },
  {
    title: 'an absolute symlink',
    layers: [[symlink('sh', '/app'), file('app', APP)]],
    path: 'sh',
    expected: '/app of 0',
  },
  {
    title: 'a symlink out of the root',
    layers: [[symlink('sh', '../../../app'), file('app', APP)]],
    path: '/sh',
    expected: '/app of 0',
  },
  {
    title: 'a symlink on the way, which .. leaves at its target',
    layers: [[symlink('a', 'x/y'), directory('x/y'), file('x/app', APP)]],
    path: '/a/../app',
    expected: '/x/app of 0',
  },
  { title: 'a loop of symlinks', layers: [[symlink('a', 'b'), symlink('b', 'a')]], path: '/a', expected: 'missing' },
  {
    title: 'a file that a layer without directories puts behind a symlink',
    layers: [[symlink('lib', 'usr/lib'), directory('usr/lib')], [file('lib/ld.so', APP)]],
    path: '/usr/lib/ld.so',
    expected: '/usr/lib/ld.so of 1',
  },
  {
    title: 'a directory that replaces a symlink',
    layers: [[symlink('lib', 'usr/lib'), file('usr/lib/ld.so', APP)], [directory('lib')]],
    path: '/lib/ld.so',
    expected: 'missing',
  },
  {
    title: 'a symlink that replaces a directory',
    layers: [[file('lib/old', APP), file('new/app', APP)], [symlink('lib', 'new')]],
    path: '/lib/app',
    expected: '/new/app of 0',
  },
  {
    title: 'a hard link to a file of a lower layer',
    layers: [[file('app', APP)], [hardLink('copy', 'app')]],
    path: '/copy',
    expected: '/copy of 1',
  },
  { title: 'a path that every container mounts', layers: [[]], path: '/proc/self/exe', expected: 'unknown' },
])('$title: $expected', async ({ layers, path, expected }) => {
  expect(at(await rootfsOf(...layers), path)).toBe(expected);
});

test('follows at most 40 symlinks, as Linux does', async () => {
  const chain = (length: number) => Array.from({ length }, (_, i) => symlink(`${i}`, `${i + 1}`));
  const rootfs = await rootfsOf([...chain(41), file('41', APP)]);
  expect(at(rootfs, '/1')).toBe('/41 of 0');
  expect(at(rootfs, '/0')).toBe('missing');
});

describe('with a layer that was not read', () => {
  test.each<{ title: string; layers: readonly (readonly Item[] | undefined)[]; path: string; expected: string }>([
    {
      title: 'a path that no read layer has',
      layers: [undefined, [directory('a')]],
      path: '/a/b',
      expected: 'unknown',
    },
    { title: 'a file of a higher layer', layers: [undefined, [file('app', APP)]], path: '/app', expected: '/app of 1' },
    { title: 'a file of a lower layer', layers: [[file('app', APP)], undefined], path: '/app', expected: 'unknown' },
    { title: 'a removed file', layers: [undefined, [file('a/.wh.app', '')]], path: '/a/app', expected: 'missing' },
    { title: 'a removed directory', layers: [undefined, [file('.wh.a', '')]], path: '/a/app', expected: 'missing' },
    {
      title: 'an opaque directory',
      layers: [undefined, [file('a/.wh..wh..opq', '')]],
      path: '/a/app',
      expected: 'missing',
    },
    {
      title: 'a directory that a higher layer made opaque',
      layers: [undefined, [file('a/app', APP)], [file('a/.wh..wh..opq', '')]],
      path: '/a/other',
      expected: 'missing',
    },
    { title: 'a symlink into it', layers: [undefined, [symlink('sh', 'bin/sh')]], path: '/sh', expected: 'unknown' },
    { title: 'a hard link into it', layers: [undefined, [hardLink('sh', 'bin/sh')]], path: '/sh', expected: 'unknown' },
  ])('$title: $expected', async ({ layers, path, expected }) => {
    expect(at(await rootfsOf(...layers), path)).toBe(expected);
  });
});

test('lists the programs that are left at the end', async () => {
  const rootfs = await rootfsOf(
    [file('old', APP), file('gone/app', APP), file('note', 'text', 0o644)],
    [file('.wh.gone', ''), file('new', APP)],
  );
  expect([...rootfs.files()].map(({ path }) => path).sort()).toEqual(['/new', '/old']);
});
