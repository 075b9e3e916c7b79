import { inflateSync } from 'node:zlib';
import { MAX_GIT_DELTAS, MAX_GIT_OBJECT_BYTES, MAX_GIT_UNPACKED_BYTES } from '../../runtime/limits.ts';
import { type OpenFile, openFile } from './files.ts';

const TYPES = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' } as const;
const OFFSET_DELTA = 6;
const REF_DELTA = 7;

export type ObjectType = (typeof TYPES)[keyof typeof TYPES];

export interface GitObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** A pack with its index. https://git-scm.com/docs/gitformat-pack */
export interface Pack {
  /**
   * Reads an object by its id. Undefined if the pack does not have it.
   * @throws Error if the pack is damaged or an object in it is too large.
   */
  read(id: string): GitObject | undefined;
  close(): void;
}

/** @param path without its ending: `objects/pack/pack-0123`. */
export function openPack(path: string): Pack | undefined {
  const index = openFile(`${path}.idx`);
  const pack = openFile(`${path}.pack`);
  if (index === undefined || pack === undefined) {
    index?.close();
    pack?.close();
    return undefined;
  }
  return {
    read(id) {
      const at = findOffset(index, id);
      return at === undefined ? undefined : readEntry(index, pack, at, id.length / 2);
    },
    close() {
      index.close();
      pack.close();
    },
  };
}

const MAGIC = Buffer.from([0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2]);
const FANOUT = MAGIC.length;
const NAMES = FANOUT + 256 * 4;

/** Where an object begins in the pack. The index has ids of one length, that of the repository's hash. */
function findOffset(index: OpenFile, id: string): number | undefined {
  const wanted = Buffer.from(id, 'hex');
  const length = wanted.length;
  const header = index.read(0, NAMES);
  if (header.length < NAMES || !header.subarray(0, FANOUT).equals(MAGIC)) return undefined;
  const upTo = (byte: number) => (byte < 0 ? 0 : header.readUInt32BE(FANOUT + byte * 4));
  const count = upTo(255);
  if (index.size < NAMES + count * (length + 8) + 2 * length) return undefined;
  let low = upTo((wanted[0] ?? 0) - 1);
  let high = Math.min(upTo(wanted[0] ?? 0), count);
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = wanted.compare(index.read(NAMES + middle * length, length));
    if (order === 0) return offsetAt(index, NAMES + count * (length + 4), count, middle);
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return undefined;
}

/** Offsets of 2 GiB and more stand in a table of their own. */
function offsetAt(index: OpenFile, offsets: number, count: number, nth: number): number {
  const offset = index.read(offsets + nth * 4, 4).readUInt32BE();
  if (offset < 0x80000000) return offset;
  return Number(index.read(offsets + count * 4 + (offset - 0x80000000) * 8, 8).readBigUInt64BE());
}

/** Follows deltas to the object that they start from, and applies them in turn. */
function readEntry(index: OpenFile, pack: OpenFile, start: number, idLength: number): GitObject {
  const deltas: Buffer[] = [];
  let work = 0;
  for (let at = start; ; ) {
    const entry = readHeader(pack, at, idLength);
    work += entry.size;
    if (work > MAX_GIT_UNPACKED_BYTES || entry.size > MAX_GIT_OBJECT_BYTES)
      throw new Error('a Git object is too large');
    const content = inflate(pack, entry.content, entry.size);
    if (entry.base === undefined) return { type: entry.type, content: applyAll(deltas, content, work) };
    const base = typeof entry.base === 'number' ? at - entry.base : findOffset(index, entry.base);
    // a base given by its offset comes before its delta; one given by its id need not
    if (base === undefined || base < 0 || base === at || deltas.length > MAX_GIT_DELTAS) throw damaged();
    deltas.push(content);
    at = base;
  }
}

function applyAll(deltas: readonly Buffer[], base: Buffer, read: number): Buffer {
  let work = read;
  return deltas.reduceRight((content, delta) => {
    const made = applyDelta(content, delta);
    work += made.length;
    if (work > MAX_GIT_UNPACKED_BYTES) throw new Error('a Git object is too large');
    return made;
  }, base);
}

type Entry = {
  /** Size of the unpacked content, in bytes. */
  readonly size: number;
  /** Offset of the packed content. */
  readonly content: number;
} & (
  | { readonly type: ObjectType; readonly base?: undefined }
  /** A delta: the distance back to its base, or the base's id. */
  | { readonly base: number | string }
);

function readHeader(pack: OpenFile, at: number, idLength: number): Entry {
  const bytes = pack.read(at, 64);
  let next = 0;
  const byte = () => {
    const value = bytes[next];
    next += 1;
    if (value === undefined) throw damaged();
    return value;
  };
  let last = byte();
  const kind = (last >> 4) & 7;
  let size = last & 15;
  for (let scale = 16; last & 0x80; scale *= 128) {
    last = byte();
    size += (last & 0x7f) * scale;
  }
  if (kind === OFFSET_DELTA) {
    last = byte();
    let base = last & 0x7f;
    while (last & 0x80) {
      last = byte();
      base = (base + 1) * 128 + (last & 0x7f);
    }
    return { size, base, content: at + next };
  }
  if (kind === REF_DELTA) {
    const base = bytes.subarray(next, next + idLength).toString('hex');
    return { size, base, content: at + next + idLength };
  }
  const type = TYPES[kind as keyof typeof TYPES];
  if (type === undefined) throw damaged();
  return { size, type, content: at + next };
}

/** The packed length is not known. For content that zlib cannot compress it is hardly longer than the content. */
function inflate(pack: OpenFile, at: number, size: number): Buffer {
  const packed = pack.read(at, size + (size >> 3) + 1024);
  const content = inflateSync(packed, { maxOutputLength: Math.max(size, 1) });
  if (content.length !== size) throw damaged();
  return content;
}

/** https://git-scm.com/docs/gitformat-pack#_deltified_representation */
function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let next = 0;
  const byte = () => {
    const value = delta[next];
    next += 1;
    if (value === undefined) throw damaged();
    return value;
  };
  const size = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const last = byte();
      value += (last & 0x7f) * scale;
      if ((last & 0x80) === 0) return value;
    }
  };
  const number = (bits: number, count: number) => {
    let value = 0;
    for (let i = 0; i < count; i += 1) if (bits & (1 << i)) value += byte() * 256 ** i;
    return value;
  };
  if (size() !== base.length) throw damaged();
  const length = size();
  if (length > MAX_GIT_OBJECT_BYTES) throw new Error('a Git object is too large');
  const result = Buffer.alloc(length);
  let written = 0;
  while (next < delta.length) {
    const instruction = byte();
    const isCopy = (instruction & 0x80) !== 0;
    const from = isCopy ? number(instruction, 4) : next;
    const count = isCopy ? number(instruction >> 4, 3) || 0x10000 : instruction;
    const source = isCopy ? base : delta;
    if (count === 0 || from + count > source.length || written + count > length) throw damaged();
    source.copy(result, written, from, from + count);
    written += count;
    if (!isCopy) next += count;
  }
  if (written !== length) throw damaged();
  return result;
}

function damaged(): Error {
  return new Error('a Git pack is damaged');
}
