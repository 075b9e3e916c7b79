import { type Digest, digestOf, hashed } from '../../model/digest.ts';
import { formatDigested, type Repository } from '../../model/reference.ts';
import { classify, type RetryPolicy, retry } from '../../runtime/retry.ts';
import type { FileBody, HttpResponse } from '../http/http.ts';
import { lagging, mismatched, RegistryError, refused, unanswered, unlessMissing, unreadable } from './error.ts';
import { headerType } from './media-type.ts';
import type { Transport } from './transport.ts';
import { uploadBlob } from './upload.ts';

/** Reads and writes blobs: configs, layers and cache entries. */
export interface BlobClient {
  /**
   * Reads a config or another small blob that a manifest names. A missing blob may arrive late, so it is requested again.
   * Fails if it has more than `maxBytes`, or is still missing at the end.
   */
  getBlob(repository: Repository, digest: Digest, maxBytes: number): Promise<Buffer>;
  /**
   * Reads a blob of any size in pieces, which are hashed: after the last one it throws if they have another digest. Asks
   * once.
   * @throws RegistryError
   */
  streamBlob(repository: Repository, digest: Digest): AsyncIterable<Buffer>;
  /** Uploads a file, unless the repository holds the blob already. */
  putBlob(repository: Repository, digest: Digest, file: FileBody): Promise<void>;
}

interface Blobs extends BlobClient {
  /** Size in bytes. @throws RegistryError if the blob is missing. */
  sizeOf(repository: Repository, digest: Digest, expected: number): Promise<number>;
}

/** The part of the client that reads and writes blobs. */
export function createBlobs(send: Transport, policy: RetryPolicy): Blobs {
  /** Registries whose HEAD of a blob returned less than a GET. They are asked by GET from then on. */
  const withoutHead = new Set<string>();

  async function sizeOf(repository: Repository, digest: Digest, expected: number): Promise<number> {
    const { registry } = repository;
    const what = `reading ${formatDigested(repository, digest)}`;
    const path = `blobs/${digest}`;
    const ask = (method: 'HEAD' | 'GET', headers = {}) =>
      send(what, { method, repository, path, headers, headersOnly: true });
    const head = withoutHead.has(registry) ? undefined : await ask('HEAD').catch(unlessUnintelligible);
    if (head?.status === 200 && lengthOf(head) === expected) return expected;
    if (head !== undefined && classify(head) === 'transient') throw refused(what, registry, head, { access: 'pull' });
    const got = await ask('GET', { range: 'bytes=0-0' });
    if (![200, 206, 416].includes(got.status)) throw refused(what, registry, got, { access: 'pull' });
    // an answer without a length shows only that the blob exists
    const size = lengthOf(got) ?? expected;
    if (size === expected) withoutHead.add(registry);
    return size;
  }

  async function* streamBlob(repository: Repository, digest: Digest): AsyncGenerator<Buffer> {
    const what = `reading ${formatDigested(repository, digest)}`;
    const response = await send(what, { method: 'GET', repository, path: `blobs/${digest}`, streamed: true });
    if (response.status !== 200 || response.stream === undefined)
      throw refused(what, repository.registry, response, { access: 'pull' });
    try {
      yield* hashed(response.stream, digest, (found) => mismatched(what, digest, found));
    } catch (cause) {
      throw unanswered(what, cause);
    }
  }

  return {
    sizeOf,
    streamBlob,

    putBlob: (repository, digest, file) =>
      retry(async () => {
        const there = await sizeOf(repository, digest, file.size).catch(unlessMissing);
        if (there !== file.size) await uploadBlob(send, repository, digest, file);
      }, policy),

    getBlob(repository, digest, maxBytes) {
      const what = `reading ${formatDigested(repository, digest)}`;
      return retry(async () => {
        const response = await send(what, { method: 'GET', repository, path: `blobs/${digest}`, limit: maxBytes });
        if (response.status !== 200) throw lagging(refused(what, repository.registry, response, { access: 'pull' }));
        const found = digestOf(response.body);
        if (found === digest) return response.body;
        if (headerType(response.headers) !== 'text/html') throw mismatched(what, digest, found);
        throw unreadable(what, repository.registry, response, 'a blob');
      }, policy);
    },
  };
}

/** Size of a whole blob in bytes, if the answer may hold a part of it: https://www.rfc-editor.org/rfc/rfc9110#section-14.4 */
function lengthOf({ status, headers }: HttpResponse): number | undefined {
  const text = status === 200 ? headers['content-length'] : headers['content-range']?.replace(/^.*\//, '');
  return /^\d+$/.test(text ?? '') ? Number(text) : undefined;
}

/** Ignores an answer that is not HTTP, as after a HEAD that was answered with a body. */
function unlessUnintelligible(error: unknown): undefined {
  if (!(error instanceof RegistryError) || !error.code?.startsWith('HPE_')) throw error;
}
