import { describe, expect, test } from '@jest/globals';
import { NEEDS_WHOLE_FILE, readFormat } from '../../src/programs/executable.ts';
import { formatOf, recorded } from './recorded.ts';

const elf = (architecture: string, more = {}) => ({ kind: 'elf', os: 'linux', architecture, ...more });

test.each([
  { of: 'go linux/386', expected: elf('386') },
  { of: 'go linux/amd64', expected: elf('amd64') },
  { of: 'go linux/arm64', expected: elf('arm64') },
  { of: 'go linux/loong64', expected: elf('loong64', { abi: 'double-float' }) },
  { of: 'go linux/mips', expected: elf('mips', { abi: 'o32' }) },
  { of: 'go linux/mipsle', expected: elf('mipsle', { abi: 'o32' }) },
  { of: 'go linux/mips64', expected: elf('mips64', { abi: 'n64' }) },
  { of: 'go linux/mips64le', expected: elf('mips64le', { abi: 'n64' }) },
  { of: 'go linux/ppc64', expected: elf('ppc64', { abi: 'elfv1' }) },
  { of: 'go linux/ppc64le', expected: elf('ppc64le', { abi: 'elfv2' }) },
  { of: 'go linux/riscv64', expected: elf('riscv64', { abi: 'double-float' }) },
  { of: 'go linux/s390x', expected: elf('s390x') },
  { of: 'go linux/arm/5', expected: elf('arm', { arm: { eabi: 5 } }) },
  { of: 'go linux/arm/7', expected: elf('arm', { arm: { eabi: 5 } }) },
  { of: 'go freebsd/amd64', expected: { ...elf('amd64'), os: 'freebsd' } },
  { of: 'go windows/amd64', expected: { kind: 'pe', os: 'windows', architecture: 'amd64' } },
  { of: 'go windows/386', expected: { kind: 'pe', os: 'windows', architecture: '386' } },
  { of: 'go windows/arm64', expected: { kind: 'pe', os: 'windows', architecture: 'arm64' } },
  { of: 'go darwin/amd64', expected: { kind: 'mach-o', os: 'darwin', architecture: 'amd64' } },
  { of: 'go darwin/arm64', expected: { kind: 'mach-o', os: 'darwin', architecture: 'arm64' } },
  { of: 'debian amd64 bin/dash', expected: elf('amd64', { loader: '/lib64/ld-linux-x86-64.so.2' }) },
  { of: 'debian i386 bin/dash', expected: elf('386', { loader: '/lib/ld-linux.so.2' }) },
  { of: 'debian mips64el bin/dash', expected: elf('mips64le', { abi: 'n64', loader: '/lib64/ld.so.1' }) },
  { of: 'debian s390x bin/dash', expected: elf('s390x', { loader: '/lib/ld64.so.1' }) },
  {
    of: 'debian armel bin/busybox',
    expected: elf('arm', { arm: { eabi: 5, float: 'soft', version: 5 } }),
  },
  {
    of: 'debian armhf bin/busybox',
    expected: elf('arm', { arm: { eabi: 5, float: 'hard', thumb: true, version: 7, neon: true } }),
  },
  {
    of: 'debian armhf bin/dash',
    expected: elf('arm', {
      loader: '/lib/ld-linux-armhf.so.3',
      arm: { eabi: 5, float: 'hard', thumb: true, version: 7 },
    }),
  },
  {
    of: 'debian armel usr/lib/arm-linux-gnueabi/libcrypto.so.3',
    expected: elf('arm', { library: true, arm: { eabi: 5, float: 'soft', version: 5 } }),
  },
])('reads the format of $of', ({ of, expected }) => {
  expect(formatOf(recorded(of))).toEqual(expected);
});

test('reads a program of macOS for several processors', () => {
  const bytes = Buffer.from('cafebabe000000020100000700000003', 'hex');
  expect(formatOf(bytes)).toEqual({ kind: 'mach-o', os: 'darwin', architecture: 'universal' });
});

describe('scripts', () => {
  test.each([
    { title: 'an interpreter', line: '#!/bin/sh\necho', expected: { interpreter: '/bin/sh' } },
    { title: 'an argument', line: '#! /bin/sh -eu \n', expected: { interpreter: '/bin/sh', argument: '-eu' } },
    {
      title: 'all words as one argument',
      line: '#!/usr/bin/env -S node --x\n',
      expected: { interpreter: '/usr/bin/env', argument: '-S node --x' },
    },
    { title: 'a CR as part of the name', line: '#!/bin/sh\r\n', expected: { interpreter: '/bin/sh\r' } },
    { title: 'a file of one line without an end', line: '#!/bin/sh', expected: { interpreter: '/bin/sh' } },
  ])('reads $title', ({ line, expected }) => {
    expect(formatOf(Buffer.from(line))).toEqual({ kind: 'script', ...expected });
  });

  test.each([
    { title: 'no interpreter', line: '#!\n' },
    { title: 'a null character', line: '#!/bin/\0sh\n' },
    { title: 'a longer line than Linux reads', line: `#!/${'x'.repeat(300)}\n` },
  ])('takes a script with $title as data', ({ line }) => {
    expect(formatOf(Buffer.from(line))).toBeUndefined();
  });
});

describe('data', () => {
  const changed = (name: string, at: number, ...bytes: readonly number[]) => {
    const program = recorded(name);
    program.set(bytes, at);
    return program;
  };
  const javaClass = Buffer.from('cafebabe0000003d00200a0002000307', 'hex');
  const managed = Buffer.from(recorded('go windows/386'));
  const withoutLoader = recorded('debian amd64 bin/dash');
  withoutLoader.fill(0, withoutLoader.indexOf('/lib64/'), withoutLoader.indexOf('.so.2') + 5);
  // the directory of .NET
  managed.writeUInt32LE(0x2008, managed.readUInt32LE(60) + 24 + 96 + 14 * 8);
  test.each([
    { title: 'a class file of Java', bytes: javaClass },
    { title: 'a program of .NET', bytes: managed },
    { title: 'an object file', bytes: changed('go linux/amd64', 16, 1, 0) },
    { title: 'a core dump', bytes: changed('go linux/amd64', 16, 4, 0) },
    { title: 'code for a graphics processor', bytes: changed('go linux/amd64', 18, 224, 0) },
    { title: 'program headers behind the end of the file', bytes: changed('go linux/amd64', 39, 0x7f) },
    { title: 'program headers of another size', bytes: changed('go linux/amd64', 54, 57) },
    { title: 'a program whose loader has no name', bytes: withoutLoader },
    { title: 'a text', bytes: Buffer.from('MZ is a text') },
    { title: 'an empty file', bytes: Buffer.alloc(0) },
  ])('$title is data', ({ bytes }) => {
    expect(formatOf(bytes)).toBeUndefined();
  });
});

test('reads the loader of a program whose headers a tool moved behind its start', () => {
  const program = recorded('debian amd64 bin/dash');
  const headers = program.subarray(64, 64 + 56 * program.readUInt16LE(56));
  const moved = Buffer.concat([program, headers]);
  moved.writeBigUInt64LE(BigInt(program.length), 32);
  expect(readFormat(moved.subarray(0, 4096), moved.length)).toBe(NEEDS_WHOLE_FILE);
  expect(readFormat(moved, moved.length)).toMatchObject({ loader: '/lib64/ld-linux-x86-64.so.2' });
  // such a program over the limit of the size has an unknown loader
  expect(readFormat(moved.subarray(0, 4096), moved.length, true)).toEqual(elf('amd64'));
});

test.each([{ of: 'debian armhf bin/dash' }, { of: 'debian s390x bin/dash' }, { of: 'go windows/amd64' }])(
  'never throws for a part of $of, or with changed bytes',
  ({ of }) => {
    const whole = recorded(of);
    for (let length = 0; length < 1500; length++) {
      readFormat(whole.subarray(0, length), length);
      readFormat(whole.subarray(0, length), whole.length, true);
    }
    const tail = whole.subarray(0, Math.min(whole.length, 200_000));
    let state = 1;
    const random = (below: number) => {
      state = (state * 48271) % 0x7fffffff;
      return state % below;
    };
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(tail.subarray(0, 2000));
      for (let i = 0; i < 8; i++) bytes[4 + random(i % 2 === 0 ? 60 : 600)] = random(256);
      readFormat(bytes, bytes.length);
      readFormat(bytes, whole.length);
    }
  },
);
