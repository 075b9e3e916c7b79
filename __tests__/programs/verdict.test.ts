import { describe, expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Platform } from '../../src/model/platform.ts';
import { judgePrograms, type ProgramVerdict } from '../../src/programs/verdict.ts';
import { recorded } from './recorded.ts';
import { directory, file, type Item, layersOf, symlink } from './tar-layer.ts';

const GO = { amd64: recorded('go linux/amd64'), arm64: recorded('go linux/arm64'), '386': recorded('go linux/386') };
const DASH = { amd64: recorded('debian amd64 bin/dash'), arm64: recorded('debian arm64 bin/dash') };
const ARMHF = recorded('debian armhf bin/busybox');
const DLL = recorded('go windows/amd64');
const SH = '#!/bin/sh\n';
const LOADERS = { amd64: 'lib64/ld-linux-x86-64.so.2', arm64: 'lib/ld-linux-aarch64.so.1' };

interface Case {
  readonly title: string;
  readonly platform?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly history?: readonly unknown[];
  /** Undefined for a layer that was not read. */
  readonly layers: readonly (readonly Item[] | undefined)[];
  readonly firstAdded?: number;
  readonly strict?: boolean;
  readonly exempt?: readonly string[];
}

async function verdictOf(row: Case): Promise<ProgramVerdict> {
  const { platform = 'linux/arm64', config = { Entrypoint: ['/app'] }, history, layers } = row;
  const listings = await layersOf(...layers.map((layer) => layer ?? []));
  return judgePrograms(
    {
      platform: parsePlatform(platform) as Platform,
      config: Buffer.from(JSON.stringify({ config, history, rootfs: { diff_ids: layers.map(String) } })),
      layers: listings.map((listing, i) => (layers[i] === undefined ? undefined : listing)),
      firstAdded: row.firstAdded ?? 0,
    },
    { strict: row.strict ?? false, exempt: row.exempt ?? [] },
  );
}

const entrypoint = (...Entrypoint: readonly string[]) => ({ Entrypoint });
const shell = (line: string) => ({ Entrypoint: null, Cmd: ['/bin/sh', '-c', line] });
const base = [file('bin/dash', DASH.arm64), symlink('bin/sh', 'dash'), file(LOADERS.arm64, GO.arm64)];

describe('accepts', () => {
  test.each<Case>([
    { title: 'scratch and a static program', layers: [[file('app', GO.arm64)]] },
    { title: 'an image without a command', config: {}, layers: [[file('app', GO.arm64)]] },
    { title: 'an empty image', layers: [] },
    { title: 'a script that is its own interpreter', layers: [[file('app', '#!/app\n')]] },
    { title: 'a command that is mounted', config: entrypoint('/mnt/app'), layers: [base] },
    { title: 'a program on a base image with its loader', layers: [base, [file('app', DASH.arm64)]] },
    { title: 'a program on a base image that was not read', layers: [undefined, [file('app', DASH.arm64)]] },
    { title: 'the command of a base image that was not read', config: entrypoint('node'), layers: [undefined, []] },
    {
      title: 'a loader behind a symlink to a directory',
      layers: [[symlink('lib', 'usr/lib'), file('usr/lib/ld-linux-aarch64.so.1', GO.arm64), file('app', DASH.arm64)]],
    },
    {
      title: 'a jar for a Java that is not read',
      config: entrypoint('java', '-jar', '/app.jar'),
      layers: [undefined, []],
    },
    {
      title: 'a script of Python',
      config: entrypoint('python3', 'app.py'),
      layers: [base, [file('app.py', 'x', 0o644)]],
    },
    {
      title: 'a script for env',
      layers: [
        base,
        [file('app', '#!/usr/bin/env node\n'), file('usr/bin/env', GO.arm64), file('usr/bin/node', GO.arm64)],
      ],
    },
    { title: 'a shell form with syntax', config: shell('cd /x && app'), layers: [base] },
    { title: 'a program of .NET or another text', layers: [[file('app', 'MZ text')]] },
    {
      title: 'Wine that runs a program for Windows',
      config: entrypoint('wine', '/app.exe'),
      layers: [base, [file('usr/bin/wine', GO.arm64), file('app.exe', DLL)]],
    },
    {
      title: 'a program for 32-bit x86 on amd64',
      platform: 'linux/amd64',
      layers: [[file('app', GO['386'])]],
    },
    {
      title: 'a foreign program that a later layer replaced',
      layers: [[file('app', GO.amd64)], [file('app', GO.arm64)]],
    },
    { title: 'a foreign program that is exempt', layers: [[file('app', GO.amd64)]], exempt: ['/app'] },
    {
      title: 'a folder of shims before the program in PATH',
      config: { Cmd: ['app'], Env: ['PATH=/no:/opt'] },
      layers: [[file('opt/app', GO.arm64), file('usr/bin/app', GO.amd64)]],
      exempt: ['/usr/**'],
    },
    { title: 'the platform of another system', platform: 'freebsd/amd64', layers: [[file('app', GO.arm64)]] },
    {
      title: 'a native add-on for each platform',
      layers: [
        [
          file('app', GO.arm64),
          file('p/linux-x64/a.node', GO.amd64, 0o644),
          file('p/linux-arm64/a.node', GO.arm64, 0o644),
        ],
      ],
    },
    {
      title: 'programs of Windows and macOS beside the own one',
      layers: [[file('app', GO.arm64), file('x.exe', DLL), file('x.dylib', recorded('go darwin/arm64'))]],
    },
    {
      title: 'a program of Windows in a Windows image',
      platform: 'windows/amd64',
      config: entrypoint('C:\\app.exe'),
      layers: [undefined, [file('Files/app.exe', DLL, 0o644)]],
    },
  ])('$title', async (row) => {
    expect(await verdictOf(row)).toMatchObject({ refused: [], foreign: [] });
  });

  test('a toolchain with the libraries of another platform, and names them in a notice', async () => {
    const library = recorded('debian armhf usr/lib/arm-linux-gnueabihf/libcrypto.so.3');
    const layers = [base, [file('app', GO.arm64), file('usr/arm-linux-gnueabihf/lib/libcrypto.so.3', library, 0o644)]];
    const { refused, foreign } = await verdictOf({ title: '', layers, firstAdded: 1 });
    expect(refused).toEqual([]);
    expect(foreign.map(({ message }) => message)).toEqual([
      'the build added 1 file that is a linux/arm/v7 library (ARM ELF, hard float) to the image for linux/arm64: /usr/arm-linux-gnueabihf/lib/libcrypto.so.3',
    ]);
  });
});

describe('refuses', () => {
  test.each<Case & { readonly expected: string }>([
    {
      title: 'a program for another processor',
      layers: [base, [file('app', GO.amd64)]],
      history: [
        { created_by: 'ADD base' },
        { created_by: 'ENV A=b', empty_layer: true },
        { created_by: 'COPY app /app # buildkit' },
      ],
      expected:
        'the image for linux/arm64 starts /app: a linux/amd64 program (x86-64 ELF) from layer 2 (COPY app /app)',
    },
    {
      title: 'without read base layers',
      layers: [undefined, [file('app', GO.amd64)]],
      expected: 'starts /app: a linux/amd64',
    },
    {
      title: 'a program in PATH',
      config: { Cmd: ['app'] },
      layers: [[file('usr/bin/app', GO.amd64)]],
      expected: 'starts /usr/bin/app',
    },
    {
      title: 'a program in the working directory',
      config: { Cmd: ['./app'], WorkingDir: '/srv' },
      layers: [[file('srv/app', GO.amd64)]],
      expected: 'starts /srv/app',
    },
    {
      title: 'the target of a symlink',
      layers: [[symlink('app', 'opt/x'), file('opt/x', GO.amd64)]],
      expected: 'starts /opt/x',
    },
    {
      title: 'a base image of the build platform',
      config: shell('echo'),
      layers: [[file('bin/sh', GO.amd64)]],
      expected: 'starts /bin/sh: a',
    },
    {
      title: 'the program of a shell form',
      config: shell('exec app -v'),
      layers: [base, [file('bin/app', GO.amd64)]],
      expected: 'starts /bin/app',
    },
    {
      title: 'the program behind tini',
      config: entrypoint('/tini', '--', '/app'),
      layers: [[file('tini', GO.arm64), file('app', GO.amd64)]],
      expected: 'starts /app',
    },
    {
      title: 'a foreign interpreter',
      layers: [[file('bin/sh', GO.amd64), file('app', SH)]],
      expected: 'starts /app, which needs /bin/sh: a linux/amd64 program',
    },
    {
      title: 'a foreign program that env starts',
      layers: [[file('usr/bin/env', GO.arm64), file('usr/bin/node', GO.amd64), file('app', '#!/usr/bin/env node\n')]],
      expected: 'starts /app, which needs /usr/bin/node: a linux/amd64 program',
    },
    {
      title: 'a foreign loader',
      layers: [[file('app', DASH.arm64), file(LOADERS.arm64, GO.amd64)]],
      expected: 'starts /app, which needs /lib/ld-linux-aarch64.so.1: a linux/amd64 program',
    },
    {
      title: 'a missing loader',
      layers: [[directory('lib'), file('app', DASH.arm64)]],
      expected:
        'starts /app: a program that is dynamically linked for glibc, and its loader /lib/ld-linux-aarch64.so.1 is missing',
    },
    {
      title: 'a foreign program without its loader, once',
      layers: [[file('app', DASH.amd64)]],
      expected: 'starts /app: a linux/amd64 program',
    },
    {
      title: 'with strict rules a foreign program that is started, once',
      layers: [[file('app', GO.amd64)]],
      strict: true,
      expected: 'starts /app: a linux/amd64 program',
    },
    {
      title: 'a missing interpreter',
      layers: [[file('app', '#!/bin/bash\n')]],
      expected: 'starts /app: a script for /bin/bash, which is missing',
    },
    { title: 'a script with CR LF', layers: [base, [file('app', '#!/bin/sh\r\n')]], expected: 'ends in CR LF' },
    {
      title: 'a program of macOS',
      layers: [[file('app', recorded('go darwin/arm64'))]],
      expected: 'a darwin/arm64 program (macOS Mach-O)',
    },
    {
      title: 'a program of Windows',
      platform: 'linux/amd64',
      layers: [[file('app', DLL)]],
      expected: 'a windows/amd64 program',
    },
    {
      title: 'a 32-bit program on arm64',
      layers: [[file('app', ARMHF)]],
      expected: 'a linux/arm/v7 program (ARM ELF, hard float)',
    },
    {
      title: 'v7 code on arm/v6',
      platform: 'linux/arm/v6',
      layers: [[file('app', ARMHF)]],
      expected: 'a linux/arm/v7 program',
    },
    {
      title: 'a foreign program in a Windows image',
      platform: 'windows/amd64',
      config: entrypoint('c:\\app.exe'),
      layers: [undefined, [file('Files/app.exe', recorded('go windows/arm64'), 0o644)]],
      expected: 'starts /Files/app.exe: a windows/arm64 program',
    },
    {
      title: 'with strict rules a foreign file that is not started',
      layers: [[file('app', GO.arm64), file('lib.so', GO.amd64, 0o644)]],
      strict: true,
      expected:
        'the build added 1 file that is a linux/amd64 program (x86-64 ELF) to the image for linux/arm64: /lib.so',
    },
    {
      title: 'with strict rules an added layer that could not be read',
      layers: [undefined, [file('app', GO.arm64)], undefined],
      firstAdded: 1,
      strict: true,
      expected: 'layer 3 of the image for linux/arm64 cannot be checked',
    },
  ])('$title', async (row) => {
    const { refused } = await verdictOf(row);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.message).toContain(row.expected);
  });
});

test('a file in PATH without the executable bit is not started', async () => {
  const layers = [[file('usr/local/bin/app', GO.amd64, 0o644), file('usr/bin/app', GO.arm64)]];
  const { refused, foreign } = await verdictOf({ title: '', config: { Cmd: ['app'] }, layers });
  expect([refused.length, foreign.length]).toEqual([0, 1]);
});

test('the build argument in the history of a layer is not shown', async () => {
  const created_by = 'RUN |1 TOKEN=secret word /bin/sh -c make install # buildkit';
  const { refused } = await verdictOf({ title: '', layers: [[file('app', GO.amd64)]], history: [{ created_by }] });
  expect(refused[0]?.message).toMatch(/from layer 1 \(RUN make install\)$/);
  const cut = { created_by: 'RUN |1 TOKEN=secret make' };
  const other = await verdictOf({ title: '', layers: [[file('app', GO.amd64)]], history: [cut] });
  expect(other.refused[0]?.message).not.toContain('secret');
});

test('groups other foreign files by format, the largest group first, without those of the base image', async () => {
  const many = Array.from({ length: 17 }, (_, i) => file(`opt/${String.fromCharCode(97 + i)}`, GO.amd64));
  const added = [file('app', GO.arm64), file('opt/z386', GO['386']), ...many];
  const { refused, foreign } = await verdictOf({ title: '', layers: [[file('base', GO.amd64)], added], firstAdded: 1 });
  expect(refused).toEqual([]);
  expect(foreign.map(({ message }) => message)).toEqual([
    'the build added 17 files that are linux/amd64 programs (x86-64 ELF) to the image for linux/arm64: /opt/a, /opt/b, /opt/c, /opt/d, /opt/e and 12 more',
    'the build added 1 file that is a linux/386 program (x86 ELF) to the image for linux/arm64: /opt/z386',
  ]);
});

test.each<{ title: string; files: readonly Item[] }>([
  { title: 'without a file of its name for this platform', files: [file('p/linux-x64/a.node', GO.amd64)] },
  { title: 'whose path names no platform', files: [file('p/a.node', GO.amd64), file('q/a.node', GO.arm64)] },
  {
    title: 'whose path names the platform of the image',
    files: [file('p/arm64/a.node', GO.amd64), file('q/a.node', GO.arm64)],
  },
])('a notice names a foreign file $title', async ({ files }) => {
  const { foreign } = await verdictOf({ title: '', config: {}, layers: [files] });
  expect(foreign.map(({ message }) => message)).toEqual([
    expect.stringContaining('1 file that is a linux/amd64 program'),
  ]);
});

test('names what depends on layers that were not read', async () => {
  const row = { title: '', layers: [undefined, [file('app', DASH.arm64)]] };
  expect((await verdictOf(row)).unknown).toEqual(['/lib/ld-linux-aarch64.so.1']);
  expect((await verdictOf({ ...row, config: { Cmd: ['node'] } })).unknown).toEqual(['node']);
});

test('a config that is not JSON has no command', () => {
  const platform = parsePlatform('linux/arm64') as Platform;
  const image = { platform, config: Buffer.from('{'), layers: [], firstAdded: 0 };
  expect(judgePrograms(image, { strict: true, exempt: [] })).toEqual({
    refused: [],
    foreign: [],
    unknown: [],
    isOpen: false,
  });
});
