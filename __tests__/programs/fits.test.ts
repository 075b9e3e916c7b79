import { expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Platform } from '../../src/model/platform.ts';
import { describeProgram, fitOf } from '../../src/programs/fits.ts';
import type { ArmCode, Program } from '../../src/programs/format.ts';
import { programOf } from './recorded.ts';

const PLATFORMS = [
  'linux/386',
  'linux/amd64',
  'linux/amd64/v3',
  'linux/arm/v5',
  'linux/arm/v6',
  'linux/arm/v7',
  'linux/arm64',
];
const platform = (name: string) => parsePlatform(name) as Platform;

const fitting = (program: Program, platforms: readonly string[], fit = 'fits') =>
  platforms.filter((name) => fitOf(program, platform(name)) === fit);

test.each([
  { of: 'go linux/386', fits: ['linux/386', 'linux/amd64', 'linux/amd64/v3'] },
  { of: 'go linux/amd64', fits: ['linux/amd64', 'linux/amd64/v3'] },
  { of: 'go linux/arm64', fits: ['linux/arm64'] },
  // Go's linker does not write for which variant it linked
  { of: 'go linux/arm/7', fits: ['linux/arm/v5', 'linux/arm/v6', 'linux/arm/v7'] },
  { of: 'debian armel bin/busybox', fits: ['linux/arm/v5', 'linux/arm/v6', 'linux/arm/v7'] },
  { of: 'debian armhf bin/busybox', fits: ['linux/arm/v7'] },
  { of: 'debian armhf bin/dash', fits: ['linux/arm/v7'] },
  { of: 'go linux/s390x', fits: [] },
  { of: 'go windows/amd64', fits: [] },
  { of: 'go darwin/arm64', fits: [] },
  { of: 'go freebsd/amd64', fits: [] },
])('$of fits $fits and is foreign to all others', ({ of, fits }) => {
  expect(fitting(programOf(of), PLATFORMS)).toEqual(fits);
  expect(fitting(programOf(of), PLATFORMS, 'foreign')).toEqual(PLATFORMS.filter((name) => !fits.includes(name)));
});

test.each(['riscv64', 's390x', 'ppc64le', 'loong64', 'mips64le', 'mips64', 'mips', 'mipsle', '386', 'amd64', 'arm64'])(
  'a Go program for linux/%s fits its own platform',
  (architecture) => {
    expect(fitOf(programOf(`go linux/${architecture}`), platform(`linux/${architecture}`))).toBe('fits');
  },
);

test.each([
  { of: 'go linux/ppc64', on: 'linux/ppc64le', expected: 'foreign' },
  { of: 'go linux/mips64', on: 'linux/mips64le', expected: 'foreign' },
  { of: 'debian mipsel bin/dash', on: 'linux/mips64le', expected: 'fits' },
  { of: 'go windows/386', on: 'windows/amd64', expected: 'fits' },
  { of: 'go windows/arm64', on: 'windows/amd64', expected: 'foreign' },
  { of: 'go windows/amd64', on: 'windows/arm64', expected: 'uncertain' },
  { of: 'go linux/amd64', on: 'windows/amd64', expected: 'foreign' },
  { of: 'go linux/amd64', on: 'freebsd/amd64', expected: 'uncertain' },
])('$of on $on: $expected', ({ of, on, expected }) => {
  expect(fitOf(programOf(of), platform(on))).toBe(expected);
});

const V6 = 'linux/arm/v6';
test.each<{ title: string; arm: Partial<ArmCode>; on: string; expected: string }>([
  { title: 'v7 code in an image for v6', arm: { version: 7, float: 'hard' }, on: V6, expected: 'foreign' },
  { title: 'v6 code in an image for v5', arm: { version: 6 }, on: 'linux/arm/v5', expected: 'foreign' },
  { title: 'v6 code in an image for v7', arm: { version: 6, float: 'hard' }, on: 'linux/arm/v7', expected: 'fits' },
  { title: 'a module with NEON, as in OpenSSL', arm: { version: 7, neon: true }, on: V6, expected: 'uncertain' },
  {
    title: 'NEON in code that starts in Thumb, which v6 has not for hardware floats',
    arm: { version: 7, neon: true, thumb: true, float: 'hard' },
    on: V6,
    expected: 'foreign',
  },
  {
    title: 'hardware floats in an image for v5',
    arm: { version: 5, float: 'hard' },
    on: 'linux/arm/v5',
    expected: 'uncertain',
  },
  { title: 'v8 code in an image for v7', arm: { version: 8 }, on: 'linux/arm/v7', expected: 'foreign' },
])('$title: $expected', ({ arm, on, expected }) => {
  const program: Program = { kind: 'elf', os: 'linux', architecture: 'arm', arm: { eabi: 5, ...arm } };
  expect(fitOf(program, platform(on))).toBe(expected);
});

test.each([
  { of: 'go linux/amd64', expected: 'linux/amd64 program (x86-64 ELF)' },
  { of: 'debian armhf bin/dash', expected: 'linux/arm/v7 program (ARM ELF, hard float)' },
  { of: 'debian mipsel bin/dash', expected: 'linux/mipsle program (mipsle ELF, o32)' },
  { of: 'go windows/arm64', expected: 'windows/arm64 program (Windows PE)' },
  { of: 'go darwin/arm64', expected: 'darwin/arm64 program (macOS Mach-O)' },
])('describes $of as $expected', ({ of, expected }) => {
  expect(describeProgram(programOf(of))).toBe(expected);
});
