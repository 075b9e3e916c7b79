import { gzipSync } from 'node:zlib';
import { readLayer } from '../../src/programs/layers.ts';
import type { LayerListing } from '../../src/programs/listing.ts';

export interface Item {
  readonly name: string;
  /** Flag of tar: `0` file, `1` hard link, `2` symlink, `5` directory, `x` PAX header. */
  readonly type?: string;
  readonly target?: string;
  readonly mode?: number;
  readonly content?: Buffer | string;
  /** Size in the header, if it is not the content's. */
  readonly size?: number;
}

export const file = (name: string, content: Buffer | string, mode = 0o755): Item => ({ name, content, mode });
export const symlink = (name: string, target: string): Item => ({ name, target, type: '2' });
export const hardLink = (name: string, target: string): Item => ({ name, target, type: '1' });
export const directory = (name: string): Item => ({ name: `${name}/`, type: '5', mode: 0o755 });
export const pax = (records: Readonly<Record<string, string>>): Item => ({
  name: 'pax',
  type: 'x',
  content: Object.entries(records)
    .map(([key, value]) => recordOf(` ${key}=${value}\n`))
    .join(''),
});

function recordOf(text: string): string {
  const length = Buffer.byteLength(text);
  let total = length;
  while (total !== length + String(total).length) total = length + String(total).length;
  return `${total}${text}`;
}

/** An archive in the format ustar. */
export function tarOf(items: readonly Item[]): Buffer {
  return Buffer.concat([...items.map(blocksOf), Buffer.alloc(1024)]);
}

function blocksOf({ name, type = '0', target = '', mode = 0o644, content = '', size }: Item): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(octal(mode, 8), 100);
  header.write(octal(size ?? body.length, 12), 124);
  header.fill(' ', 148, 156);
  header.write(type, 156);
  header.write(target, 157, 100);
  header.write('ustar\0' + '00', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

/** Gives the bytes in pieces of a size. */
export async function* pieces(bytes: Buffer, size = bytes.length): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export function listed(...items: readonly Item[]): Promise<LayerListing | undefined> {
  return readLayer(pieces(gzipSync(tarOf(items))));
}

/** Listings of layers, from the lowest to the highest. */
export function layersOf(...layers: readonly (readonly Item[])[]): Promise<(LayerListing | undefined)[]> {
  return Promise.all(layers.map((items) => listed(...items)));
}
