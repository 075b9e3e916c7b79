import { ActionError } from '../../model/errors.ts';
import type { Repository } from '../../model/reference.ts';
import { RegistryError, UploadRefused } from './error.ts';

/** State of the credentials: missing, rejected by the server, or accepted. */
export type LoginState = 'missing' | 'rejected' | 'accepted';

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
  const hint = isLogin ? LOGIN_HINTS[login](registry) : placeHint(registry, answer.status);
  return new UploadRefused(`Cannot push to ${name}: ${reason}`, { ...answer, hint, cause: answer });
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

const GHCR_RIGHT = 'Give the job "permissions: packages: write"';

const LOGIN_HINTS: Readonly<Record<LoginState, (registry: string) => string>> = {
  missing: (registry) =>
    registry === 'ghcr.io'
      ? `${GHCR_RIGHT}, and log in with \`registry: ghcr.io\`, \`username: \${{ github.actor }}\` and \`password: \${{ github.token }}\`.`
      : `Log in to ${registry} in an earlier step, or set \`registry\`, \`username\` and \`password\`.`,
  rejected: (registry) =>
    `Correct \`username\` and \`password\` for ${registry}. A token may have expired, or may not be allowed to push.`,
  accepted(registry) {
    if (registry === 'ghcr.io') return `${GHCR_RIGHT}, or log in with a token that may push.`;
    if (registry === 'docker.io') {
      return 'Log in with an access token that has the scope "Read & Write", of an account that may push to this repository.';
    }
    return `Log in to ${registry} with an account or a token that may push to this repository.`;
  },
};

function placeHint(registry: string, status: number | undefined): string {
  return status === 405
    ? `Push to another registry: ${registry} may be a read-only mirror.`
    : `Create the repository or the project at ${registry} first, or correct the name.`;
}
