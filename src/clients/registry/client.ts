import * as v from 'valibot';
import { type Digest, digestOf, isDigest } from '../../model/digest.ts';
import { readJson } from '../../model/json.ts';
import { MANIFEST_TYPES } from '../../model/media-type.ts';
import { formatDigested, formatTagged, type Repository } from '../../model/reference.ts';
import { poll, type RetryPolicy, retry } from '../../runtime/retry.ts';
import type { Http } from '../http/http.ts';
import { type BlobClient, createBlobs } from './blobs.ts';
import type { Credentials } from './credentials.ts';
import { isMissing, lagging, mismatched, RegistryError, refused, unreadable } from './error.ts';
import { headerType, manifestType } from './media-type.ts';
import { cannotPush } from './push-refusal.ts';
import { createTransport } from './transport.ts';
import { refusedUpload } from './upload.ts';

/** A manifest or index, byte for byte: only these bytes have the digest. */
export interface RawManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Metadata of a manifest, from a HEAD. */
export interface ManifestHead {
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes of the manifest itself. */
  readonly size: number;
}

interface ReadOptions {
  /** True if it was written a moment ago: a 404 is tried again, because not every server may know it yet. */
  readonly justWritten?: boolean;
  /**
   * Digests that a tag held before it was updated a moment ago. A server that answers with one of them, or with 404, lags
   * behind. It is asked again for the whole retry budget, and its last answer is returned.
   */
  readonly outdated?: readonly Digest[];
}

/**
 * Reads and writes manifests by the distribution API: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
 * All content is hashed; bytes that do not match are never returned. Transient errors are tried again. Permanent errors, and
 * those that persist, are thrown as a RegistryError. A reference is a tag or a digest.
 */
export interface Registry extends BlobClient {
  /** Undefined if the manifest does not exist. */
  getManifest(repository: Repository, reference: string, options?: ReadOptions): Promise<RawManifest | undefined>;
  /** Metadata from a HEAD. Verifies the digest of a tag, not its content. Docker Hub counts GETs as pulls, but not HEADs. */
  headManifest(repository: Repository, reference: string, options?: ReadOptions): Promise<ManifestHead | undefined>;
  /**
   * Asks once for a manifest.
   * @throws RegistryError with the answer, also if there is no such manifest.
   */
  readManifest(repository: Repository, reference: string): Promise<RawManifest>;
  /** Resolves once the reference holds exactly this manifest. If it does already, a refused write is not a failure. */
  putManifest(
    repository: Repository,
    reference: string,
    manifest: Omit<RawManifest, 'digest' | 'bytes'> & { readonly bytes: Uint8Array },
  ): Promise<Digest>;
  /**
   * Asks once whether the registry takes a push: opens an upload, and cancels it. The token is requested for pull and push,
   * with which some registries create the repository.
   * @throws UploadRefused with the answer if it does not.
   */
  checkPush(repository: Repository): Promise<void>;
  /**
   * Asks once whether a repository has tags. False if it does not exist.
   * @throws RegistryError if the registry does not answer the question.
   */
  hasTags(repository: Repository): Promise<boolean>;
  /**
   * Size of a blob in bytes, without reading it. Undefined if it is missing.
   * @param expected a HEAD with another size is checked by a GET: some registries answer a HEAD of a blob with 401, 404, 405
   * or another length.
   */
  blobSize(
    repository: Repository,
    expected: { readonly digest: Digest; readonly size: number },
    options?: ReadOptions,
  ): Promise<number | undefined>;
}

// Without these types a registry converts an index, or answers 404.
const ACCEPT = MANIFEST_TYPES.join(', ');

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags */
const TAG_LIST = v.object({ tags: v.nullish(v.array(v.string())) });

/** Answers of registries and proxies that do not support HEAD. */
const NO_HEAD = new Set([400, 404, 405, 501]);

/** Path of an opened upload, below its repository. */
const UPLOAD = /^blobs\/uploads?\/[\w=~-][\w.=~-]*(?:\?[^#]*)?$/;

export function createRegistry({
  http,
  credentials,
  insecureRegistries,
  retry: policy,
}: {
  readonly http: Http;
  readonly credentials: Credentials;
  /** True if Docker Engine uses this registry without TLS or without verifying it. Always true on loopback. */
  readonly insecureRegistries: (registry: string) => boolean;
  readonly retry: RetryPolicy;
}): Registry {
  const { clock, signal } = policy;
  const send = createTransport({ http, credentials, insecureRegistries, clock, signal });

  const { sizeOf, ...blobs } = createBlobs(send, policy);

  async function read(method: 'GET' | 'HEAD', repository: Repository, reference: string) {
    const what = `reading ${nameOf(repository, reference)}`;
    const path = `manifests/${reference}`;
    const response = await send(what, { method, repository, path, headers: { accept: ACCEPT } });
    const mayGet = method === 'HEAD' && NO_HEAD.has(response.status);
    if (response.status !== 200 && !mayGet) throw refused(what, repository.registry, response, { access: 'pull' });
    return response;
  }

  async function get(repository: Repository, reference: string): Promise<RawManifest> {
    const response = await read('GET', repository, reference);
    const { body, headers } = response;
    const what = `reading ${nameOf(repository, reference)}`;
    const mediaType = manifestType(response);
    if (mediaType === undefined) throw unreadable(what, repository.registry, response, 'a manifest');
    const digest = digestOf(body);
    const wanted = isDigest(reference) ? reference : headers['docker-content-digest'];
    if (isDigest(wanted) && wanted !== digest) throw mismatched(what, wanted, digest);
    return { digest, mediaType, bytes: body };
  }

  async function head(repository: Repository, reference: string): Promise<ManifestHead> {
    const { status, headers } = await read('HEAD', repository, reference);
    const digest = headers['docker-content-digest'];
    const size = Number(headers['content-length'] ?? Number.NaN);
    const mediaType = headerType(headers);
    if (status !== 200 || !isDigest(digest) || Number.isNaN(size) || !MANIFEST_TYPES.includes(mediaType)) {
      const { bytes, ...whole } = await get(repository, reference);
      return { ...whole, size: bytes.length };
    }
    if (isDigest(reference) && reference !== digest) {
      throw mismatched(`reading ${nameOf(repository, reference)}`, reference, digest);
    }
    return { digest, mediaType, size };
  }

  /** Repeats an attempt to read while that may help. Undefined if the object does not exist. */
  async function lookUp<T>(attempt: () => Promise<T>, justWritten: boolean): Promise<T | undefined> {
    try {
      return await retry(
        () => attempt().catch((error) => Promise.reject(justWritten ? lagging(error) : error)),
        policy,
      );
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function settled<T extends { readonly digest: Digest }>(
    name: string,
    attempt: () => Promise<T>,
    { justWritten = false, outdated }: ReadOptions = {},
  ): Promise<T | undefined> {
    if (outdated === undefined) return lookUp(attempt, justWritten);
    return poll(
      () => lookUp(attempt, false),
      policy,
      (found) =>
        found === undefined || outdated.includes(found.digest)
          ? `${name} was just updated, and the registry still answers ${found?.digest ?? 'that the tag does not exist'}`
          : undefined,
    );
  }

  async function put(repository: Repository, reference: string, mediaType: string, bytes: Uint8Array): Promise<void> {
    const what = `writing ${nameOf(repository, reference)}`;
    const headers = { 'content-type': mediaType };
    const response = await send(what, {
      method: 'PUT',
      repository,
      path: `manifests/${reference}`,
      headers,
      body: bytes,
    });
    if (response.status < 200 || response.status > 299)
      throw refused(what, repository.registry, response, { access: 'push' });
    if (headerType(response.headers) === 'text/html') {
      throw unreadable(what, repository.registry, response, 'a confirmation');
    }
    const stored = response.headers['docker-content-digest'];
    const digest = digestOf(bytes);
    if (isDigest(stored) && stored !== digest) throw mismatched(what, digest, stored);
  }

  return {
    ...blobs,

    getManifest: (repository, reference, options) =>
      settled(nameOf(repository, reference), () => get(repository, reference), options),
    headManifest: (repository, reference, options) =>
      settled(nameOf(repository, reference), () => head(repository, reference), options),

    readManifest: get,

    async hasTags(repository) {
      const what = `listing the tags of ${repository.name}`;
      const response = await send(what, { method: 'GET', repository, path: 'tags/list?n=1' });
      if (response.status === 404) return false;
      if (response.status !== 200) throw refused(what, repository.registry, response, { access: 'pull' });
      const list = readJson(TAG_LIST, response.body.toString());
      if (list === undefined) throw unreadable(what, repository.registry, response, 'a list of tags');
      return (list.tags ?? []).length > 0;
    },

    blobSize: (repository, { digest, size }, options) =>
      lookUp(() => sizeOf(repository, digest, size), options?.justWritten ?? false),

    putManifest(repository, reference, { mediaType, bytes }) {
      const digest = digestOf(bytes);
      return retry(async () => {
        try {
          await put(repository, reference, mediaType, bytes);
        } catch (error) {
          if (!mayHold(error)) throw error;
          const there = await head(repository, reference).catch(() => undefined);
          if (there?.digest !== digest) throw error;
        }
        return digest;
      }, policy);
    },

    async checkPush(repository) {
      const what = `opening an upload to ${repository.name}`;
      const { registry, path: name } = repository;
      const known = (await credentials(registry, { path: name, access: 'pull,push' })) !== undefined;
      const opened = await send(what, { method: 'POST', repository, path: 'blobs/uploads/' }).catch((error) => {
        const isLogin = error instanceof RegistryError && (error.status === 401 || error.status === 403);
        throw isLogin ? cannotPush(repository, error, known ? 'rejected' : 'missing') : error;
      });
      if (headerType(opened.headers) === 'text/html' && opened.status < 300) {
        throw unreadable(what, repository.registry, opened, 'an upload');
      }
      if (opened.status > 299) throw refusedUpload(what, repository, opened, known);
      const [, path = ''] = opened.headers.location?.split(`/v2/${repository.path}/`) ?? [];
      // the registry would remove an open upload later; credentials must not go to any other address
      if (UPLOAD.test(path)) await send(what, { method: 'DELETE', repository, path }).catch(() => undefined);
    },
  };
}

function nameOf(repository: Repository, reference: string): string {
  return isDigest(reference) ? formatDigested(repository, reference) : formatTagged({ repository, tag: reference });
}

/** True if a failed write may have succeeded, or is not needed: its answer was lost, or the tag cannot be written twice. */
function mayHold(error: unknown): boolean {
  if (!(error instanceof RegistryError)) return false;
  const { status, verdict } = error;
  return status === undefined || status >= 500 || (verdict === 'final' && status !== 401 && status !== 413);
}
