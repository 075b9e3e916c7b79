import type { Program } from './format.ts';

/** Processors of Windows: https://learn.microsoft.com/windows/win32/debug/pe-format#machine-types */
const PE_MACHINES: Readonly<Record<number, string>> = {
  ...{ 332: '386', 452: 'arm', 34404: 'amd64', 43620: 'arm64', 42561: 'arm64ec', 42574: 'arm64x' },
};

const DLL = 0x2000;
/** Number of the directory of .NET: https://learn.microsoft.com/windows/win32/debug/pe-format#optional-header-data-directories-image-only */
const NET_DIRECTORY = 14;

/** Programs of .NET are data: they are not made for one processor, and another program runs them. */
export function readPe(bytes: Buffer): Program | undefined {
  if (bytes.length < 64) return undefined;
  const at = bytes.readUInt32LE(60);
  if (at + 26 > bytes.length || bytes.readUInt32BE(at) !== 0x50450000) return undefined;
  const architecture = PE_MACHINES[bytes.readUInt16LE(at + 4)];
  if (architecture === undefined) return undefined;
  const optional = at + 24;
  const magic = bytes.readUInt16LE(optional);
  if (magic !== 0x10b && magic !== 0x20b) return undefined;
  const directory = optional + (magic === 0x20b ? 112 : 96) + NET_DIRECTORY * 8;
  if (directory + 8 > bytes.length) return undefined;
  const directories = bytes.readUInt32LE(optional + (magic === 0x20b ? 108 : 92));
  if (directories > NET_DIRECTORY && bytes.readUInt32LE(directory) !== 0) return undefined;
  const library = (bytes.readUInt16LE(at + 22) & DLL) !== 0;
  return { kind: 'pe', os: 'windows', architecture, ...(library && { library }) };
}

/** https://github.com/apple-oss-distributions/xnu/blob/main/EXTERNAL_HEADERS/mach-o/loader.h */
const MACH_O_MACHINES: Readonly<Record<number, string>> = {
  ...{ 7: '386', 12: 'arm', 16777223: 'amd64', 16777228: 'arm64' },
};
const FAT = 0xcafebabe;
const MACH_O_EXECUTABLE = 2;

export function readMachO(bytes: Buffer): Program | undefined {
  if (bytes.length < 16) return undefined;
  if (bytes.readUInt32BE(0) === FAT) {
    // a class file of Java has the same magic number, but no processor
    const isFat = MACH_O_MACHINES[bytes.readUInt32BE(8)] !== undefined;
    return isFat ? { kind: 'mach-o', os: 'darwin', architecture: 'universal' } : undefined;
  }
  const magic = bytes.readUInt32LE(0);
  if (magic !== 0xfeedface && magic !== 0xfeedfacf) return undefined;
  const architecture = MACH_O_MACHINES[bytes.readUInt32LE(4)];
  if (architecture === undefined) return undefined;
  const library = bytes.readUInt32LE(12) !== MACH_O_EXECUTABLE;
  return { kind: 'mach-o', os: 'darwin', architecture, ...(library && { library }) };
}
