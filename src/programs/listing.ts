import type { Format } from './format.ts';
import { MAX_LAYER_ENTRIES, MAX_LISTING_CHARS } from './limits.ts';
import { TarError } from './tar.ts';

/** Index of a format in `formats`. -1 for a file with executable bit that is data. */
type FormatIndex = number;

/**
 * `d` directory, `s` symlink, `h` hard link to a file that an earlier layer or nothing has, `x` file with executable bit,
 * `f` program or script without it.
 */
export type ListedEntry =
  | readonly [path: string, kind: 'd']
  | readonly [path: string, kind: 's', target: string]
  | readonly [path: string, kind: 'h', target: string]
  | readonly [path: string, kind: 'x', format: FormatIndex]
  | readonly [path: string, kind: 'f', format: FormatIndex];

const LISTING_VERSION = 1;

/**
 * The part of a layer that decides which programs an image has. It is JSON, so that it can be stored under the digest of
 * its layer. Paths are relative to the root of the image, without `.` and `..`.
 */
export interface LayerListing {
  /** Changes with the form of the listing, and with what is found in a layer. */
  readonly version: typeof LISTING_VERSION;
  readonly formats: readonly Format[];
  /** In the order of the layer, which replaces existing files in this order. */
  readonly entries: readonly ListedEntry[];
  /** Paths of lower layers that this layer removes. */
  readonly removed: readonly string[];
  /** Directories whose content in lower layers this layer removes. */
  readonly opaque: readonly string[];
  /** Hashes of the paths of all other files, 32 bits each, in base64: these files replace programs too. */
  readonly data: string;
}

const HASH_START = 0x811c9dc5;

/** FNV-1a: http://www.isthe.com/chongo/tech/comp/fnv/ */
export function hashOfPath(path: string): number {
  let hash = HASH_START;
  for (let at = 0; at < path.length; at++) hash = Math.imul(hash ^ path.charCodeAt(at), 0x0100_0193);
  return hash >>> 0;
}

export function hashesIn({ data }: LayerListing): ReadonlySet<number> {
  const bytes = Buffer.from(data, 'base64');
  const hashes = new Set<number>();
  for (let at = 0; at + 4 <= bytes.length; at += 4) hashes.add(bytes.readUInt32LE(at));
  return hashes;
}

/** Reads a listing that was stored. Undefined if it is malformed or of another version. */
export function parseListing(value: unknown): LayerListing | undefined {
  const { version, formats, entries, removed, opaque, data } = (value ?? {}) as Record<string, unknown>;
  const isValid =
    version === LISTING_VERSION &&
    listOf(formats).every(isFormat) &&
    listOf(entries).every((entry) => isEntry(entry, listOf(formats).length)) &&
    [formats, entries, removed, opaque].every(Array.isArray) &&
    [...listOf(removed), ...listOf(opaque), data].every((text) => typeof text === 'string');
  return isValid ? (value as LayerListing) : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isFormat(value: unknown): boolean {
  const { kind, os, architecture, interpreter, argument = '', loader = '' } = (value ?? {}) as Record<string, unknown>;
  if (typeof argument !== 'string' || typeof loader !== 'string') return false;
  if (kind === 'script') return typeof interpreter === 'string';
  const isProgram = kind === 'elf' || kind === 'pe' || kind === 'mach-o';
  return isProgram && typeof os === 'string' && typeof architecture === 'string';
}

function isEntry(entry: unknown, formats: number): boolean {
  const [path, kind, detail] = listOf(entry);
  if (typeof path !== 'string' || path === '') return false;
  if (kind === 'd') return true;
  if (kind === 's' || kind === 'h') return typeof detail === 'string';
  return (kind === 'x' || kind === 'f') && Number.isInteger(detail) && Number(detail) >= -1 && Number(detail) < formats;
}

/** Collects the listing of a layer. */
export class ListingBuilder {
  readonly #formats: Format[] = [];
  readonly #indexes = new Map<string, FormatIndex>();
  readonly #entries = new Map<string, ListedEntry>();
  readonly #removed = new Set<string>();
  readonly #opaque = new Set<string>();
  readonly #data = new Set<number>();
  #chars = 0;
  #count = 0;

  directory(path: string): void {
    this.#set([path, 'd']);
  }

  symlink(path: string, target: string): void {
    this.#set([path, 's', target]);
  }

  /** @param target path of a file of this layer or of a lower one. */
  link(path: string, target: string): void {
    const linked = this.#entries.get(target);
    if (linked?.[1] === 'x' || linked?.[1] === 'f') this.#set([path, linked[1], linked[2]]);
    else if (linked === undefined && this.#data.has(hashOfPath(target))) this.data(path);
    else this.#set([path, 'h', target]);
  }

  file(path: string, isExecutable: boolean, format: Format | undefined): void {
    // Linux runs no script without the executable bit
    if (format === undefined || (format.kind === 'script' && !isExecutable)) {
      if (isExecutable) this.#set([path, 'x', -1]);
      else this.data(path);
    } else {
      this.#set([path, isExecutable ? 'x' : 'f', this.#indexOf(format)]);
    }
  }

  /** A file that is no program, a device or a pipe. */
  data(path: string): void {
    this.#account(path, 0);
    this.#entries.delete(path);
    this.#data.add(hashOfPath(path));
  }

  remove(path: string): void {
    this.#account(path, path.length);
    this.#removed.add(path);
  }

  removeContent(directory: string): void {
    this.#account(directory, directory.length);
    this.#opaque.add(directory);
  }

  finish(): LayerListing {
    return {
      version: LISTING_VERSION,
      formats: this.#formats,
      entries: [...this.#entries.values()],
      removed: [...this.#removed],
      opaque: [...this.#opaque],
      data: Buffer.from(Uint32Array.from(this.#data).sort().buffer).toString('base64'),
    };
  }

  #set(entry: ListedEntry): void {
    const [path, , detail] = entry;
    this.#account(path, path.length + (typeof detail === 'string' ? detail.length : 0));
    // a second entry of a path counts at its own place
    this.#entries.delete(path);
    this.#entries.set(path, entry);
  }

  #indexOf(format: Format): FormatIndex {
    const key = JSON.stringify(format);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#account('', key.length);
    this.#indexes.set(key, this.#formats.length);
    return this.#formats.push(format) - 1;
  }

  #account(path: string, chars: number): void {
    this.#count += 1;
    this.#chars += 16 + chars;
    if (this.#count > MAX_LAYER_ENTRIES) throw new TarError('the layer has too many files');
    if (chars > 0 && this.#chars > MAX_LISTING_CHARS) throw new TarError(`the listing is too long at ${path}`);
  }
}
