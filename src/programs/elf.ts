import { readArmAttributes } from './arm-attributes.ts';
import type { ArmCode, Program } from './format.ts';

/** https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const EXECUTABLE = 2;
const DYNAMIC = 3;
const PT_INTERP = 3;
const SHT_ARM_ATTRIBUTES = 0x7000_0003;
const LONGEST_LOADER = 4_096;

/** Systems in the header. 0 is Linux and every system that marks its programs elsewhere. */
const SYSTEMS: Readonly<Record<number, string>> = { 2: 'netbsd', 6: 'solaris', 9: 'freebsd', 12: 'openbsd' };

interface Headers {
  readonly bytes: Buffer;
  readonly size: number;
  readonly is64: boolean;
  readonly isLittle: boolean;
  readonly flags: number;
}

/** Bytes behind the given ones are needed. */
class Incomplete extends Error {}

/**
 * Reads an ELF file as Linux does: https://github.com/torvalds/linux/blob/master/fs/binfmt_elf.c
 * @returns undefined if Linux would refuse it, and for everything that is not run by a main processor.
 */
export function readElf(bytes: Buffer, size: number, isAll: boolean): Program | undefined | 'incomplete' {
  const headers = readHeaders(bytes, size);
  if (headers === undefined) return undefined;
  const type = u16(headers, 16);
  const processor = PROCESSORS[u16(headers, 18)]?.(headers);
  if (processor === undefined || (type !== EXECUTABLE && type !== DYNAMIC)) return undefined;
  try {
    return readProgram(headers, type, processor, isAll);
  } catch (error) {
    if (!(error instanceof Incomplete)) throw error;
    return 'incomplete';
  }
}

function readHeaders(bytes: Buffer, size: number): Headers | undefined {
  const [is64, isLittle] = [bytes[4] === 2, bytes[5] === 1];
  if ((!is64 && bytes[4] !== 1) || (!isLittle && bytes[5] !== 2)) return undefined;
  if (bytes.length < (is64 ? 64 : 52)) return undefined;
  const headers = { bytes, size, is64, isLittle, flags: 0 };
  return { ...headers, flags: u32(headers, is64 ? 48 : 36) };
}

function readProgram(headers: Headers, type: number, processor: Processor, isAll: boolean): Program | undefined {
  const os = SYSTEMS[headers.bytes[7] ?? 0] ?? 'linux';
  const loader = loaderOf(headers, isAll);
  if (loader === undefined) return undefined;
  const { architecture, abi } = processor;
  return {
    kind: 'elf',
    os,
    architecture,
    ...(abi !== undefined && { abi }),
    ...(type === DYNAMIC && loader === STATIC && { library: true }),
    ...(typeof loader === 'string' && { loader }),
    ...(architecture === 'arm' && { arm: armCodeOf(headers, isAll) }),
  };
}

const STATIC = Symbol('no loader');
const NOT_READ = Symbol('a loader that was not read');

/** Undefined if the program headers are malformed. */
function loaderOf(headers: Headers, isAll: boolean): string | typeof STATIC | typeof NOT_READ | undefined {
  const { is64, size } = headers;
  const [table, each, count] = [
    word(headers, is64 ? 32 : 28),
    u16(headers, is64 ? 54 : 42),
    u16(headers, is64 ? 56 : 44),
  ];
  if (count === 0) return STATIC;
  if (each !== (is64 ? 56 : 32) || table + each * count > size) return undefined;
  if (!isThere(headers, table + each * count, isAll)) return NOT_READ;
  for (let i = 0; i < count; i++) {
    const at = table + i * each;
    if (u32(headers, at) !== PT_INTERP) continue;
    const [from, length] = [word(headers, at + (is64 ? 8 : 4)), word(headers, at + (is64 ? 32 : 16))];
    if (length < 2 || length > LONGEST_LOADER || from + length > size) return undefined;
    if (!isThere(headers, from + length, isAll)) return NOT_READ;
    const path = headers.bytes.toString('utf8', from, from + length);
    return path.endsWith('\0') && path[0] !== '\0' ? path.slice(0, path.indexOf('\0')) : undefined;
  }
  return STATIC;
}

function armCodeOf(headers: Headers, isAll: boolean): ArmCode {
  const { flags } = headers;
  const eabi = flags >>> 24;
  const marked = eabi < 5 ? undefined : flags & 0x400 ? 'hard' : flags & 0x200 ? 'soft' : undefined;
  const { float = marked, ...others } = attributesOf(headers, isAll);
  // the lowest bit of the address selects the instruction set
  const thumb = (u32(headers, 24) & 1) === 1;
  return { eabi, ...(float !== undefined && { float }), ...(thumb && { thumb }), ...others };
}

/** Empty if the file has no section with attributes, or if its section headers are malformed, which Linux ignores. */
function attributesOf(headers: Headers, isAll: boolean): Omit<ArmCode, 'eabi'> {
  const { bytes, size } = headers;
  const [table, each, count] = [u32(headers, 32), u16(headers, 46), u16(headers, 48)];
  if (table === 0 || each !== 40 || table + each * count > size) return {};
  if (!isThere(headers, table + each * count, isAll)) return {};
  for (let i = 0; i < count; i++) {
    const at = table + i * each;
    if (u32(headers, at + 4) !== SHT_ARM_ATTRIBUTES) continue;
    const [from, length] = [u32(headers, at + 16), u32(headers, at + 20)];
    if (from + length > size || !isThere(headers, from + length, isAll)) return {};
    return readArmAttributes(bytes.subarray(from, from + length), headers.isLittle);
  }
  return {};
}

function isThere({ bytes }: Headers, end: number, isAll: boolean): boolean {
  if (end <= bytes.length) return true;
  if (isAll) return false;
  throw new Incomplete();
}

interface Processor {
  readonly architecture: string;
  readonly abi?: string;
}

const plain = (architecture: string) => () => ({ architecture });
const sized = (of32: string, of64: string) => (headers: Headers) => ({ architecture: headers.is64 ? of64 : of32 });

/** Numbers of main processors: https://github.com/torvalds/linux/blob/master/include/uapi/linux/elf-em.h */
const PROCESSORS: Readonly<Record<number, (headers: Headers) => Processor>> = {
  2: plain('sparc'),
  3: plain('386'),
  4: plain('m68k'),
  8: mips,
  10: mips,
  15: plain('parisc'),
  18: plain('sparc'),
  20: ({ isLittle }) => ({ architecture: isLittle ? 'ppcle' : 'ppc' }),
  21: powerPc64,
  22: sized('s390', 's390x'),
  40: ({ isLittle }) => ({ architecture: isLittle ? 'arm' : 'armbe' }),
  42: plain('sh4'),
  43: plain('sparc64'),
  50: plain('ia64'),
  62: sized('x32', 'amd64'),
  93: plain('arc'),
  94: plain('xtensa'),
  183: ({ is64, isLittle }) => ({ architecture: `${isLittle ? 'arm64' : 'arm64be'}${is64 ? '' : '-ilp32'}` }),
  243: riscV,
  252: plain('csky'),
  258: loongArch,
  36902: plain('alpha'),
};

function powerPc64({ isLittle, flags }: Headers): Processor {
  const version = flags & 3;
  return { architecture: isLittle ? 'ppc64le' : 'ppc64', ...(version > 0 && { abi: `elfv${version}` }) };
}

function mips({ is64, isLittle, flags }: Headers): Processor {
  const end = isLittle ? 'le' : '';
  if (is64) return { architecture: `mips64${end}`, abi: 'n64' };
  return flags & 0x20 ? { architecture: `mips64${end}`, abi: 'n32' } : { architecture: `mips${end}`, abi: 'o32' };
}

/** https://github.com/riscv-non-isa/riscv-elf-psabi-doc/blob/master/riscv-elf.adoc */
function riscV({ is64, flags }: Headers): Processor {
  const floats = ['soft-float', 'single-float', 'double-float', 'quad-float'];
  return { architecture: is64 ? 'riscv64' : 'riscv32', abi: floats[(flags >>> 1) & 3] };
}

/** https://github.com/loongson/la-abi-specs/blob/release/laelf.adoc */
function loongArch({ is64, flags }: Headers): Processor {
  const floats = [undefined, 'soft-float', 'single-float', 'double-float'];
  const abi = floats[flags & 7];
  return { architecture: is64 ? 'loong64' : 'loong32', ...(abi !== undefined && { abi }) };
}

function u16({ bytes, isLittle }: Headers, at: number): number {
  return isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function u32({ bytes, isLittle }: Headers, at: number): number {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

/** An address or offset. A number over 2^53 is rounded, which is far behind every file. */
function word(headers: Headers, at: number): number {
  if (!headers.is64) return u32(headers, at);
  const [low, high] = headers.isLittle ? [at, at + 4] : [at + 4, at];
  return u32(headers, high) * 2 ** 32 + u32(headers, low);
}
