import { createHash } from 'node:crypto';

/** A digest in the form of the OCI image spec: https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
export type Digest = `sha256:${string}`;

const PATTERN = /^sha256:[0-9a-f]{64}$/;

/** True if the text is a complete sha256 digest. Other algorithms are not used by any registry or tool of this project. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && PATTERN.test(text);
}

/** The digest of exactly these bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A short replacement for a text that is too long for a name: the first hexadecimal digits of its SHA-256. */
export function shortHash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** Passes bytes on and throws at their end, unless they have the digest. A reader that ends early proves nothing. */
export async function* hashed(
  bytes: AsyncIterable<Buffer>,
  wanted: Digest,
  mismatch: (found: Digest) => Error,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const piece of bytes) {
    hash.update(piece);
    yield piece;
  }
  const found: Digest = `sha256:${hash.digest('hex')}`;
  if (found !== wanted) throw mismatch(found);
}
