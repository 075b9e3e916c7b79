import { createHash } from 'node:crypto';

const BLOCK = 512;

/** Fields of a header with times, or that depend on times: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html */
const MTIME = { from: 136, to: 148 };
const CHECKSUM = { from: 148, to: 156 };
const SIZE = { from: 124, to: 136 };

/**
 * Computes a digest of the content of a tar archive without its times.
 * @param tar an uncompressed archive in the format ustar, pax or GNU.
 */
export async function tarDigest(tar: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  let rest = Buffer.alloc(0);
  /** Remaining bytes of an entry, with its padding. */
  let left = 0;
  /** Chunks of an extended header. Its records may be times. */
  let records: Buffer[] | undefined;
  for await (const chunk of tar) {
    let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (bytes.length > 0) {
      if (left > 0) {
        const part = bytes.subarray(0, left);
        if (records === undefined) hash.update(part);
        else records.push(part);
        left -= part.length;
        bytes = bytes.subarray(part.length);
        if (left > 0 || records === undefined) continue;
        hash.update(withoutTimes(Buffer.concat(records)));
        records = undefined;
        continue;
      }
      if (bytes.length < BLOCK) break;
      const header = Buffer.from(bytes.subarray(0, BLOCK));
      bytes = bytes.subarray(BLOCK);
      left = Math.ceil(sizeOf(header) / BLOCK) * BLOCK;
      const extended = header.toString('latin1', 156, 157) === 'x';
      if (extended) records = [];
      for (const { from, to } of [MTIME, CHECKSUM, ...(extended ? [SIZE] : [])]) header.fill(0, from, to);
      hash.update(header);
    }
    rest = Buffer.from(bytes);
  }
  return hash.digest('hex');
}

/** The size is in octal digits. A larger one is in base 256, marked by the first bit. */
function sizeOf(header: Buffer): number {
  const field = header.subarray(SIZE.from, SIZE.to);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.readUIntBE(SIZE.to - SIZE.from - 6, 6);
  return Number.parseInt(field.toString('latin1').replace(/[\0 ].*$/s, '') || '0', 8);
}

/** Removes the records of times, such as `30 mtime=1350244992.023960108` and a line feed. */
function withoutTimes(records: Buffer): Buffer {
  const text = records.toString('latin1').replace(/(?<!\0)\0+$/, '');
  return Buffer.from(text.replace(/(?<!\d)\d+ (?:mtime|atime|ctime)=[^\n]*\n/g, ''), 'latin1');
}
