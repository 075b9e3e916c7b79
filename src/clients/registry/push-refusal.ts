import { ActionError } from '../../model/errors.ts';
import type { Repository } from '../../model/reference.ts';
import { RegistryError, UploadRefused } from './error.ts';
import { type LoginState, loginHint } from './login-hints.ts';

/** The error for a repository that refuses a push. It has the status, the code and the verdict of the answer. */
export function cannotPush(repository: Repository, answer: RegistryError, login: LoginState): UploadRefused {
  const { name, registry } = repository;
  const words = [answer.status, answer.said].filter(Boolean).join(' ');
  const isLogin = answer.status === 401 || answer.status === 403;
  const reason = !isLogin
    ? words
    : {
        missing: `${words}, and the job has no login for ${registry}`,
        rejected: `${registry} rejected the login (${words})`,
        accepted: words,
      }[login];
  const hint = isLogin ? loginHint(registry, 'push', login) : placeHint(registry, answer.status);
  const diagnosis = isLogin || answer.status === 405 ? 'push-denied' : 'name-unknown';
  return new UploadRefused(`Cannot push to ${name}: ${reason}`, { ...answer, hint, diagnosis, cause: answer });
}

/**
 * True if a check of push permissions need not be repeated: with plain buildx the push would fail as well, or this client
 * cannot speak to the registry and could not verify the image. A transient error, and an answer that another server may
 * have given (such as a 404 without an error code), are left to the push.
 */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof RegistryError)) return error instanceof ActionError && !('verdict' in error);
  const { status = 0, code, verdict } = error;
  if (status < 300) return verdict === 'final';
  return status === 404 ? code !== undefined : [401, 403, 405].includes(status);
}

function placeHint(registry: string, status: number | undefined): string {
  return status === 405
    ? `Push to another registry: ${registry} may be a read-only mirror.`
    : `Create the repository or the project at ${registry} first, or correct the name.`;
}
