import type { Digest } from '../../model/digest.ts';
import { formatDigested, type Repository } from '../../model/reference.ts';
import { UPLOAD_IDLE_MS, UPLOAD_TOTAL_MS } from '../../runtime/limits.ts';
import type { FileBody, HttpResponse } from '../http/http.ts';
import { parseChallenge } from './challenge.ts';
import { refused, UploadRefused, unreadable } from './error.ts';
import { cannotPush, isRefusal } from './push-refusal.ts';
import type { Transport } from './transport.ts';

/**
 * Uploads a blob in one piece, as BuildKit and containerd do: not every registry takes several.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#post-then-put
 */
export async function uploadBlob(
  send: Transport,
  repository: Repository,
  digest: Digest,
  file: FileBody,
): Promise<void> {
  const what = `uploading ${formatDigested(repository, digest)}`;
  const { registry } = repository;
  const opened = await send(what, { method: 'POST', repository, path: 'blobs/uploads/' });
  const { location } = opened.headers;
  if (opened.status > 299) throw refused(what, registry, opened, { access: 'push' });
  if (location === undefined) throw unreadable(what, registry, opened, 'an upload');
  const stored = await send(what, {
    method: 'PUT',
    repository,
    path: 'blobs/uploads/',
    // the parameters that the registry put there stay as they are
    location: `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`,
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
    idle: UPLOAD_IDLE_MS,
    timeout: UPLOAD_TOTAL_MS,
  });
  if (stored.status < 200 || stored.status > 299) throw refused(what, registry, stored, { access: 'push' });
}

/** The error for a registry that does not open an upload. */
export function refusedUpload(
  what: string,
  repository: Repository,
  answer: HttpResponse,
  known: boolean,
): UploadRefused {
  const error = refused(what, repository.registry, answer, { access: 'push' });
  if (!isRefusal(error)) return new UploadRefused(error.message, error);
  // a token was given for the login, while a password is refused by the registry itself
  const isPassword = parseChallenge(answer.headers['www-authenticate'])?.scheme === 'basic' && answer.status === 401;
  return cannotPush(repository, error, !known ? 'missing' : isPassword ? 'rejected' : 'accepted');
}
