import { MAX_PATH_CHARS, MAX_TAR_HEADER_BYTES } from './limits.ts';

const BLOCK = 512;
const TYPE = 156;
const CHECKSUM = { from: 148, to: 156 };

export interface TarEntry {
  readonly type: 'file' | 'link' | 'symlink' | 'directory' | 'other';
  /** As in the archive. */
  readonly name: string;
  /** Target of a link or a symlink. */
  readonly target: string;
  readonly mode: number;
  /** Size of the content of a file. 0 for all others. */
  readonly size: number;
}

/** Receives an archive piece by piece. */
export interface TarSink {
  entry(entry: TarEntry): void;
  /**
   * Receives the next bytes of the last entry's content. They are valid until the chunk of the archive is released.
   * @returns false to skip the rest of the content.
   */
  content(bytes: Buffer): boolean;
  /** The content of the last entry has ended, or the rest of it was skipped. */
  end(): void;
}

/** The archive is malformed or over a limit. */
export class TarError extends Error {}

/** Types without content, as Go reads archives: https://github.com/golang/go/blob/master/src/archive/tar/reader.go */
const TYPES: Readonly<Record<string, TarEntry['type']>> = {
  ...{ '\0': 'file', '0': 'file', '7': 'file', '1': 'link', '2': 'symlink', '5': 'directory' },
  ...{ '3': 'other', '4': 'other', '6': 'other' },
};

/** Headers that describe the next entry: PAX, and the long names of GNU. A global PAX header has no effect in Go. */
const EXTENSIONS: readonly string[] = ['x', 'g', 'L', 'K'];

interface Extension {
  readonly name?: string;
  readonly target?: string;
  readonly size?: number;
}

/** Reads a tar archive (ustar, PAX, GNU) without copying the content of its files. */
export class TarReader {
  readonly #sink: TarSink;
  #header = Buffer.alloc(0);
  /** Remaining bytes of the content. */
  #left = 0;
  #padding = 0;
  #isWanted = false;
  #hasEntry = false;
  /** Type and content of an extension that is being read. */
  #reading: { readonly type: string; readonly chunks: Buffer[] } | undefined;
  #extensionBytes = 0;
  #extension: Extension = {};
  #ended = false;

  constructor(sink: TarSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.#ended; ) {
      if (this.#left > 0) at += this.#pushContent(chunk.subarray(at, at + this.#left));
      else if (this.#padding > 0) at += this.#skipPadding(chunk.length - at);
      else at += this.#pushHeader(chunk, at);
    }
  }

  /** @throws TarError if the archive has no end. */
  finish(): void {
    if (!this.#ended) throw new TarError('the archive is cut off');
  }

  #pushContent(bytes: Buffer): number {
    this.#left -= bytes.length;
    if (this.#reading !== undefined) this.#reading.chunks.push(Buffer.from(bytes));
    else if (this.#isWanted) this.#isWanted = this.#sink.content(bytes);
    if (this.#left === 0) this.#endContent();
    return bytes.length;
  }

  #skipPadding(available: number): number {
    const skipped = Math.min(this.#padding, available);
    this.#padding -= skipped;
    return skipped;
  }

  #pushHeader(chunk: Buffer, at: number): number {
    const taken = Math.min(BLOCK - this.#header.length, chunk.length - at);
    const part = chunk.subarray(at, at + taken);
    const block = this.#header.length === 0 ? part : Buffer.concat([this.#header, part]);
    if (block.length < BLOCK) {
      this.#header = Buffer.from(block);
      return taken;
    }
    this.#header = Buffer.alloc(0);
    if (isZero(block)) this.#ended = true;
    else this.#startEntry(block);
    return taken;
  }

  #startEntry(block: Buffer): void {
    checkSum(block);
    const type = block.toString('latin1', TYPE, TYPE + 1);
    if (EXTENSIONS.includes(type)) this.#startExtension(type, numberIn(block, 124, 136));
    else this.#startFile(type, block);
    if (this.#left === 0) this.#endContent();
  }

  #startExtension(type: string, size: number): void {
    this.#extensionBytes += size;
    if (this.#extensionBytes > MAX_TAR_HEADER_BYTES) throw new TarError('the headers of a file are too large');
    this.#reading = { type, chunks: [] };
    this.#expect(size);
  }

  #startFile(flag: string, block: Buffer): void {
    const extension = this.#extension;
    this.#extension = {};
    this.#extensionBytes = 0;
    const known = TYPES[flag];
    // the content of a sparse file is not where its size says
    if (known === undefined) throw new TarError(`an entry has the unknown type ${JSON.stringify(flag)}`);
    const name = extension.name ?? nameIn(block);
    const type = flag === '\0' && name.endsWith('/') ? 'directory' : known;
    const size = type === 'file' ? (extension.size ?? numberIn(block, 124, 136)) : 0;
    const target = extension.target ?? textIn(block, 157, 257);
    if (name.length > MAX_PATH_CHARS || target.length > MAX_PATH_CHARS) throw new TarError('a path is too long');
    this.#sink.entry({ type, name, target, mode: numberIn(block, 100, 108), size });
    this.#hasEntry = true;
    this.#isWanted = size > 0;
    this.#expect(size);
  }

  #expect(size: number): void {
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
  }

  #endContent(): void {
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading !== undefined) this.#extension = { ...this.#extension, ...extensionIn(reading.type, reading.chunks) };
    else if (this.#hasEntry) this.#sink.end();
    this.#hasEntry = false;
  }
}

function isZero(block: Buffer): boolean {
  return block.every((byte) => byte === 0);
}

function checkSum(block: Buffer): void {
  let sum = 8 * 32;
  for (let at = 0; at < BLOCK; at++) if (at < CHECKSUM.from || at >= CHECKSUM.to) sum += block[at] ?? 0;
  if (sum !== numberIn(block, CHECKSUM.from, CHECKSUM.to)) throw new TarError('the checksum of a header is wrong');
}

/** Octal digits, or a number in base 256 if the first bit is set. */
function numberIn(block: Buffer, from: number, to: number): number {
  const first = block[from] ?? 0;
  if ((first & 0x80) !== 0) {
    const value = [...block.subarray(from + 1, to)].reduce((sum, byte) => sum * 256 + byte, first & 0x7f);
    if (first === 0xff || !Number.isSafeInteger(value)) throw new TarError('a number is too large or negative');
    return value;
  }
  const digits = textIn(block, from, to).trim();
  if (!/^[0-7]*$/.test(digits)) throw new TarError('a number is malformed');
  return digits === '' ? 0 : Number.parseInt(digits, 8);
}

function textIn(block: Buffer, from: number, to: number): string {
  const end = block.indexOf(0, from);
  return block.toString('utf8', from, end < 0 || end > to ? to : end);
}

function nameIn(block: Buffer): string {
  const name = textIn(block, 0, 100);
  // GNU has other fields in the place of the prefix
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? textIn(block, 345, 500) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function extensionIn(type: string, chunks: readonly Buffer[]): Extension {
  const bytes = Buffer.concat(chunks);
  if (type === 'L') return { name: textIn(bytes, 0, bytes.length) };
  if (type === 'K') return { target: textIn(bytes, 0, bytes.length) };
  return type === 'x' ? paxIn(bytes) : {};
}

/** Records such as `30 path=usr/bin/app` and a line feed: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
function paxIn(bytes: Buffer): Extension {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 || space - at > 8 ? Number.NaN : Number(bytes.toString('latin1', at, space));
    const end = at + length;
    if (!Number.isInteger(length) || end > bytes.length || end <= space + 1 || bytes[end - 1] !== 0x0a) {
      throw new TarError('a PAX record is malformed');
    }
    const [key = '', ...value] = bytes.toString('utf8', space + 1, end - 1).split('=');
    records.set(key, value.join('='));
    at = end;
  }
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) throw new TarError('a file is sparse');
  const [name, target, size] = [records.get('path'), records.get('linkpath'), records.get('size')];
  if (name?.includes('\0') || target?.includes('\0')) throw new TarError('a path contains a null character');
  if (size !== undefined && !(/^\d+$/.test(size) && Number.isSafeInteger(Number(size)))) {
    throw new TarError('a size is malformed');
  }
  // an empty value removes the record
  return {
    ...(name && { name }),
    ...(target && { target }),
    ...(size !== undefined && { size: Number(size) }),
  };
}
