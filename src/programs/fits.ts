import type { Platform } from '../model/platform.ts';
import type { ArmCode, Program } from './format.ts';

/** `uncertain`: it depends on the machine, or on parts of the program that it may never run there. */
export type Fit = 'fits' | 'foreign' | 'uncertain';

/** Whether the machines of a platform run a program. */
export function fitOf(program: Program, { os, architecture, variant }: Platform): Fit {
  if (os !== 'linux' && os !== 'windows') return 'uncertain';
  if (program.os !== os) return 'foreign';
  if (program.architecture === architecture) {
    return program.arm === undefined ? 'fits' : fitOfArm(program.arm, levelOf(variant));
  }
  return OTHERS[`${os}/${architecture}`]?.[program.architecture] ?? 'foreign';
}

/**
 * Programs for another processor that machines of a platform run. A variant of amd64 is not compared: images of
 * distributions that need x86-64-v2 or v3 are listed as linux/amd64. 32-bit arm is missing, because many arm64 servers
 * cannot run it.
 */
const OTHERS: Readonly<Record<string, Readonly<Record<string, Fit>>>> = {
  'linux/amd64': { '386': 'fits', x32: 'uncertain' },
  'linux/mips64': { mips: 'fits' },
  'linux/mips64le': { mipsle: 'fits' },
  'windows/amd64': { '386': 'fits', arm64x: 'fits' },
  // Windows translates these, except in its smallest images
  'windows/arm64': { arm64ec: 'fits', arm64x: 'fits', amd64: 'uncertain', '386': 'uncertain', arm: 'uncertain' },
};

function levelOf(variant = 'v7'): number {
  const level = Number(variant.slice(1));
  return Number.isNaN(level) ? 7 : level;
}

/**
 * Machines run code for older processors, of which Debian armel is an example on v7. A file with one module for a newer
 * processor is marked as newer as a whole. Libraries such as OpenSSL and ring have a module with NEON that they run only on
 * a processor with it. Code in Thumb for hardware floating point is no such module: it needs v7.
 */
function fitOfArm({ version = 0, float, neon = false, thumb = false }: ArmCode, level: number): Fit {
  if (version > level) {
    const needsV7 = thumb && float === 'hard';
    return !neon || (level < 7 && needsV7) ? 'foreign' : 'uncertain';
  }
  // a processor of v5 may have a floating-point unit
  return level < 6 && float === 'hard' ? 'uncertain' : 'fits';
}

const ELF_NAMES: Readonly<Record<string, string>> = {
  ...{ '386': 'x86 ELF', amd64: 'x86-64 ELF', x32: 'x86-64 x32 ELF', arm: 'ARM ELF', arm64: 'AArch64 ELF' },
  ...{ ppc64le: 'PowerPC64 little-endian ELF', ppc64: 'PowerPC64 ELF', s390x: 'IBM Z ELF', riscv64: 'RISC-V ELF' },
  loong64: 'LoongArch ELF',
};

/** `linux/amd64 program (x86-64 ELF)` */
export function describeProgram(program: Program, noun = 'program'): string {
  return `${program.os}/${program.architecture}${armVariant(program)} ${noun} (${binaryName(program)})`;
}

function armVariant({ arm }: Program): string {
  return arm?.version === undefined || arm.version < 5 ? '' : `/v${arm.version}`;
}

function binaryName({ kind, architecture, abi, arm }: Program): string {
  if (kind === 'pe') return 'Windows PE';
  if (kind === 'mach-o') return 'macOS Mach-O';
  const name = ELF_NAMES[architecture] ?? `${architecture} ELF`;
  if (abi === 'n32' || abi === 'o32') return `${name}, ${abi}`;
  return arm?.float === undefined ? name : `${name}, ${arm.float} float`;
}
