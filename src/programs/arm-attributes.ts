import type { ArmCode } from './format.ts';

/** Tags of https://github.com/ARM-software/abi-aa/blob/main/addenda32/addenda32.rst */
const FILE = 1;
const CPU_RAW_NAME = 4;
const CPU_NAME = 5;
const CPU_ARCH = 6;
const ADVANCED_SIMD = 12;
const VFP_ARGUMENTS = 28;
const COMPATIBILITY = 32;

/** Versions of the values of Tag_CPU_arch. The profiles for microcontrollers are left out: Linux needs another. */
const VERSIONS: Readonly<Record<number, number>> = {
  ...{ 1: 4, 2: 4, 3: 5, 4: 5, 5: 5, 6: 6, 7: 6, 8: 6, 9: 6, 10: 7, 14: 8, 15: 8, 22: 9 },
};

/** Reads the content of a section `.ARM.attributes`. Empty if it is malformed. */
export function readArmAttributes(section: Buffer, isLittle: boolean): Omit<ArmCode, 'eabi'> {
  const u32 = (at: number) => (isLittle ? section.readUInt32LE(at) : section.readUInt32BE(at));
  if (section[0] !== 0x41) return {};
  for (let at = 1; at + 4 <= section.length; ) {
    const end = at + u32(at);
    if (end <= at + 4 || end > section.length) return {};
    const name = section.indexOf(0, at + 4);
    if (name < 0 || name >= end) return {};
    if (section.toString('latin1', at + 4, name) === 'aeabi') return ofVendor(section, name + 1, end, u32);
    at = end;
  }
  return {};
}

/** Attributes of the whole file, which are the first group. Those of single sections and symbols are left out. */
function ofVendor(section: Buffer, from: number, end: number, u32: (at: number) => number): Omit<ArmCode, 'eabi'> {
  for (let at = from; at + 5 <= end; ) {
    const next = at + u32(at + 1);
    if (next <= at + 5 || next > end) return {};
    if (section[at] === FILE) return meaningOf(tagsIn(section.subarray(at + 5, next)));
    at = next;
  }
  return {};
}

function tagsIn(bytes: Buffer): ReadonlyMap<number, number> {
  const tags = new Map<number, number>();
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  const skipText = () => {
    const end = bytes.indexOf(0, at);
    at = end < 0 ? bytes.length : end + 1;
  };
  while (at < bytes.length) {
    const tag = number();
    if (tag === COMPATIBILITY) number();
    if (tag === CPU_RAW_NAME || tag === CPU_NAME || tag === COMPATIBILITY || (tag > 32 && tag % 2 === 1)) skipText();
    else tags.set(tag, number());
  }
  return tags;
}

function meaningOf(tags: ReadonlyMap<number, number>): Omit<ArmCode, 'eabi'> {
  const version = VERSIONS[tags.get(CPU_ARCH) ?? 0];
  return {
    ...(tags.get(VFP_ARGUMENTS) === 1 && { float: 'hard' as const }),
    ...(version !== undefined && { version }),
    ...((tags.get(ADVANCED_SIMD) ?? 0) > 0 && { neon: true }),
  };
}
