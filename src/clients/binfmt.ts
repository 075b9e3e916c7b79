import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The kernel's table of interpreters: https://docs.kernel.org/admin-guide/binfmt-misc.html */
const BINFMT = '/proc/sys/fs/binfmt_misc';

/** A handler that runs the programs of another processor: QEMU, Rosetta, FEX. */
export interface Emulator {
  /** QEMU's name of the processor: `aarch64`, `arm`, `s390x`. */
  readonly processor: string;
  /** Name of the handler: `qemu-aarch64`, `rosetta`, `FEX-x86_64`. */
  readonly name: string;
}

/**
 * The emulators that work inside any container of this kernel. They are enabled and were opened at registration (flag F),
 * because a container's file system does not contain them. The processor follows from the programs that a handler
 * matches, since a handler can have any name.
 * @returns undefined if the table cannot be read, as in a container that does not mount it.
 */
export async function registeredEmulators(folder: string = BINFMT): Promise<readonly Emulator[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined || !names.includes('register')) return undefined;
  if (!(await readFile(join(folder, 'status'), 'utf8').catch(() => '')).startsWith('enabled')) return [];
  const handlers = names.filter((name) => name !== 'register' && name !== 'status').toSorted();
  const entries = await Promise.all(handlers.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return handlers.flatMap((name, i) => {
    const entry = entries[i] ?? '';
    const processor = works(entry) ? processorOf(entry) : undefined;
    return processor === undefined ? [] : [{ processor, name }];
  });
}

function works(entry: string): boolean {
  return /^enabled$/m.test(entry) && /^flags:.*F/m.test(entry);
}

/** Class (1: 32 bits, 2: 64), byte order (1: little-endian, 2: big) and machine: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const BY_ELF: Readonly<Record<string, string>> = {
  '1,1,3': 'i386',
  '1,1,40': 'arm',
  '2,1,62': 'x86_64',
  '2,1,183': 'aarch64',
  '2,1,243': 'riscv64',
  '2,1,258': 'loongarch64',
  '2,1,21': 'ppc64le',
  '2,2,21': 'ppc64',
  '2,2,22': 's390x',
  '1,1,8': 'mipsel',
  '1,2,8': 'mips',
  '2,1,8': 'mips64el',
  '2,2,8': 'mips64',
};

/** Flag of MIPS programs for the ABI n32, which run on a 64-bit processor. */
const N32 = 0x20;

/** The processor whose programs a handler matches. Undefined if it does not match the ELF header of one processor. */
function processorOf(entry: string): string | undefined {
  const field = (name: string) => new RegExp(`^${name} ([0-9a-f]+)$`, 'm').exec(entry)?.[1];
  const magic = Buffer.from(field('magic') ?? '', 'hex');
  if (!/^offset 0$/m.test(entry) || magic.length < 20) return undefined;
  if (magic.subarray(0, 4).toString('latin1') !== '\x7fELF') return undefined;
  const [format, order] = [magic[4], magic[5]];
  const little = order === 1;
  // the kernel shows no mask if every byte counts; QEMU's masks ignore the byte order or the upper byte of the machine
  const mask = field('mask');
  const counts = mask === undefined ? undefined : Buffer.from(mask, 'hex');
  if (counts !== undefined && [4, little ? 18 : 19].some((place) => counts[place] !== 0xff)) return undefined;
  const machine = little ? magic.readUInt16LE(18) : magic.readUInt16BE(18);
  const flags = magic[little ? 36 : 39] ?? 0;
  if (machine === 8 && format === 1 && (flags & N32) !== 0) return undefined;
  return BY_ELF[`${format},${order},${machine}`];
}
