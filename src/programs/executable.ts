import { readElf } from './elf.ts';
import type { Format, Script } from './format.ts';
import { readMachO, readPe } from './other-systems.ts';

/** The format shows only in the whole file. */
export const NEEDS_WHOLE_FILE = Symbol('needs the whole file');

/**
 * Reads the format of a file. Never throws.
 * @param bytes the start of the file, or all of it.
 * @param size size of the file.
 * @param isAll true if no more of the file can be read.
 * @returns undefined for data, which includes malformed programs, object files, core dumps and code for graphics processors.
 */
export function readFormat(
  bytes: Buffer,
  size: number,
  isAll = bytes.length >= size,
): Format | undefined | typeof NEEDS_WHOLE_FILE {
  if (bytes.length < 4) return undefined;
  const magic = bytes.readUInt32BE(0);
  if (magic === 0x7f454c46) {
    const program = readElf(bytes, size, isAll);
    return program === 'incomplete' ? NEEDS_WHOLE_FILE : program;
  }
  const start = magic >>> 16;
  if (start === 0x2321) return readScript(bytes);
  if (start === 0x4d5a) return readPe(bytes);
  return readMachO(bytes);
}

/** Linux reads this many bytes of a script: BINPRM_BUF_SIZE. */
const MAX_SCRIPT_LINE = 256;

function readScript(bytes: Buffer): Script | undefined {
  const start = bytes.subarray(2, MAX_SCRIPT_LINE).toString();
  const end = start.indexOf('\n');
  // a line without an end may be cut anywhere
  if (end < 0 && bytes.length > MAX_SCRIPT_LINE) return undefined;
  const line = withoutBlanks(end < 0 ? start : start.slice(0, end));
  if (line === '' || line.includes('\0')) return undefined;
  const space = line.search(/[ \t]/);
  if (space < 0) return { kind: 'script', interpreter: line };
  return { kind: 'script', interpreter: line.slice(0, space), argument: line.slice(space).trimStart() };
}

/** Removes spaces and tabs. A CR remains, because Linux takes it as a part of the name. */
function withoutBlanks(line: string): string {
  let [from, to] = [0, line.length];
  while (from < to && ' \t'.includes(line[from] ?? '')) from += 1;
  while (from < to && ' \t'.includes(line[to - 1] ?? '')) to -= 1;
  return line.slice(from, to);
}
