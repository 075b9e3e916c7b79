import { createReadStream } from 'node:fs';
import { MAX_BODY_BYTES } from '../../runtime/limits.ts';
import { HttpError } from './http-error.ts';

/** A body that is too large for memory. */
export interface FileBody {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
}

type Body = string | Uint8Array | FileBody | undefined;

function isFile(body: Body): body is FileBody {
  return typeof body === 'object' && 'path' in body;
}

/** The length of a file, which would be sent in chunks without it. Many registries refuse that. */
export function lengthOf(body: Body): Record<string, string> {
  return isFile(body) ? { 'content-length': String(body.size) } : {};
}

export function sentBody(body: Body) {
  return isFile(body) ? createReadStream(body.path) : body;
}

/** Converts the errors of a stream. */
export async function* reporting(
  stream: AsyncIterable<Buffer>,
  failed: (cause: unknown) => unknown,
): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } catch (cause) {
    throw failed(cause);
  }
}

export async function whole(
  body: AsyncIterable<Buffer>,
  url: string,
  { limit = MAX_BODY_BYTES, onData }: { readonly limit?: number; readonly onData?: (chunk: Buffer) => void },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    if (onData !== undefined) {
      onData(chunk);
      continue;
    }
    size += chunk.length;
    if (size > limit) {
      throw new HttpError(`the answer of ${new URL(url).host} is larger than ${limit} bytes`, { code: 'TOO_LARGE' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
