import { Readable, type Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { NEEDS_WHOLE_FILE, readFormat } from './executable.ts';
import type { Format } from './format.ts';
import { HEAD_BYTES, MAX_LAYER_BYTES, MAX_WHOLE_PROGRAM_BYTES } from './limits.ts';
import { type LayerListing, ListingBuilder } from './listing.ts';
import { type TarEntry, TarError, TarReader, type TarSink } from './tar.ts';

/** Size of decompressed chunks. With Node's 16 KiB, a quarter of the processor time is the change between threads. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * Reads the programs of a layer. Memory is limited, whatever the layer contains.
 * @param layer the layer as it is stored: a tar archive, or one with gzip or zstd. The caller checks its digest.
 * @returns undefined for a layer that is malformed, has another format, or is over a limit.
 * @throws the error of the source, or of the signal.
 */
export async function readLayer(
  layer: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<LayerListing | undefined> {
  const scan = new LayerScan();
  const tar = new TarReader(scan);
  let size = 0;
  let isDecoded = false;
  const reader = new Writable({
    highWaterMark: 2 * CHUNK_BYTES,
    write(chunk: Buffer, _encoding, done) {
      try {
        size += chunk.length;
        if (size > MAX_LAYER_BYTES) throw new TarError('the layer is too large');
        tar.push(chunk);
        if (isDecoded) release(chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  try {
    const { source, magic } = await start(layer);
    const decoder = decoderOf(magic);
    isDecoded = decoder !== undefined;
    const streams = decoder === undefined ? [source, reader] : [source, decoder, reader];
    await pipeline(streams, { signal });
    tar.finish();
    return scan.listing.finish();
  } catch (error) {
    if (isAboutContent(error)) return undefined;
    throw error;
  }
}

/**
 * Frees the memory of a decompressed chunk at once. Otherwise V8 collects the garbage of its whole heap for every 15 MB,
 * a fifth of the time. Node's decoders give each chunk as a part of a buffer, and take a new buffer after the last part.
 */
function release({ buffer, byteOffset, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && byteOffset + byteLength === CHUNK_BYTES) buffer.transfer(0);
}

function isAboutContent(error: unknown): boolean {
  return error instanceof TarError || /^(?:Z|ZSTD)_|^ERR_ZLIB_/i.test(String((error as NodeJS.ErrnoException)?.code));
}

/** Reads the first four bytes, and gives the stream back as if they had not been read. */
async function start(layer: AsyncIterable<Uint8Array>): Promise<{ source: Readable; magic: number }> {
  const chunks = layer[Symbol.asyncIterator]();
  let first = Buffer.alloc(0);
  while (first.length < 4) {
    const { value, done } = await chunks.next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (first.length > 0) yield first;
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  const source = Readable.from(all(), { objectMode: false, highWaterMark: CHUNK_BYTES });
  return { source, magic: first.length < 4 ? 0 : first.readUInt32BE(0) };
}

/** The media type is not needed: a tar archive starts with a path, which has none of these bytes. */
function decoderOf(magic: number): Transform | undefined {
  if (magic >>> 16 === 0x1f8b) return createGunzip({ chunkSize: CHUNK_BYTES });
  if (magic === 0x28b52ffd) return createZstdDecompress({ chunkSize: CHUNK_BYTES });
  return undefined;
}

/** https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts */
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

class LayerScan implements TarSink {
  readonly listing = new ListingBuilder();
  #path: string | undefined;
  #entry: TarEntry | undefined;
  #format: Format | undefined;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #isWhole = false;

  entry(entry: TarEntry): void {
    const path = cleanPath(entry.name);
    this.#entry = entry;
    this.#path = undefined;
    this.#format = undefined;
    this.#release();
    this.#isWhole = false;
    if (path === '' || this.#isWhiteout(path)) return;
    this.#path = path;
  }

  content(bytes: Buffer): boolean {
    if (this.#path === undefined || this.#entry === undefined) return false;
    const { size } = this.#entry;
    const wanted = this.#isWhole ? size : Math.min(size, HEAD_BYTES);
    const missing = wanted - this.#keptBytes;
    // most starts of files are in one chunk and need no copy
    if (this.#keptBytes === 0 && bytes.length >= missing && !this.#isWhole) return this.#examine(bytes, missing, size);
    this.#kept.push(Buffer.from(bytes));
    this.#keptBytes += bytes.length;
    return this.#keptBytes < wanted || this.#examine(Buffer.concat(this.#kept), this.#keptBytes, size);
  }

  end(): void {
    const [entry, path] = [this.#entry, this.#path];
    this.#release();
    if (entry === undefined || path === undefined) return;
    const { type, mode, target } = entry;
    if (type === 'directory') this.listing.directory(path);
    else if (type === 'symlink') this.listing.symlink(path, target);
    else if (type === 'link') this.listing.link(path, cleanPath(target));
    else if (type === 'file') this.listing.file(path, (mode & 0o111) !== 0, this.#format);
    else this.listing.data(path);
  }

  /** @returns true if more of the file is needed. */
  #examine(bytes: Buffer, length: number, size: number): boolean {
    const isLast = this.#isWhole || size > MAX_WHOLE_PROGRAM_BYTES;
    const format = readFormat(bytes.subarray(0, length), size, isLast || length >= size);
    if (format !== NEEDS_WHOLE_FILE) {
      this.#format = format;
      return false;
    }
    this.#isWhole = true;
    if (this.#keptBytes === 0) this.#kept.push(Buffer.from(bytes));
    this.#keptBytes = bytes.length;
    return this.#keptBytes < size || this.#examine(Buffer.concat(this.#kept), this.#keptBytes, size);
  }

  #release(): void {
    this.#kept = [];
    this.#keptBytes = 0;
  }

  #isWhiteout(path: string): boolean {
    const slash = path.lastIndexOf('/');
    const [folder, name] = [path.slice(0, Math.max(slash, 0)), path.slice(slash + 1)];
    if (!name.startsWith(WHITEOUT)) return false;
    if (name === OPAQUE) this.listing.removeContent(folder);
    // other names with two prefixes are left over from AUFS
    else if (!name.startsWith(`${WHITEOUT}${WHITEOUT}`)) {
      this.listing.remove(folder === '' ? name.slice(WHITEOUT.length) : `${folder}/${name.slice(WHITEOUT.length)}`);
    }
    return true;
  }
}

/** A path inside the root, without `.` and `..`. Empty for the root. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
