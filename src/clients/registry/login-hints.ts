import type { Access } from '../../runtime/words.ts';

/** State of the credentials: missing, rejected by the server, or accepted. */
export type LoginState = 'missing' | 'rejected' | 'accepted';

/** The fix for a registry that denies a pull or a push. */
export function loginHint(registry: string, access: Access, login: LoginState): string {
  if (login === 'rejected') {
    return `Correct \`username\` and \`password\` for ${registry}. A token may have expired, or may not be allowed to ${access}.`;
  }
  return access === 'push' ? pushHint(registry, login) : pullHint(registry, login);
}

const GHCR_RIGHT = 'Give the job "permissions: packages: write"';

function pushHint(registry: string, login: LoginState): string {
  if (registry === 'ghcr.io') {
    return login === 'missing'
      ? `${GHCR_RIGHT}, and log in with \`registry: ghcr.io\`, \`username: \${{ github.actor }}\` and \`password: \${{ github.token }}\`.`
      : `${GHCR_RIGHT}, or log in with a token that may push.`;
  }
  if (login === 'missing')
    return `Log in to ${registry} in an earlier step, or set \`registry\`, \`username\` and \`password\`.`;
  if (registry === 'docker.io') {
    return 'Log in with an access token that has the scope "Read & Write", of an account that may push to this repository.';
  }
  return `Log in to ${registry} with an account or a token that may push to this repository.`;
}

function pullHint(registry: string, login: LoginState): string {
  if (registry === 'ghcr.io') {
    return 'Log in to ghcr.io, and give the job "permissions: packages: read". For a package of another repository, add this repository under "Manage Actions access" in the settings of the package.';
  }
  const account = registry === 'docker.io' ? 'an access token of an account' : 'an account or a token';
  return login === 'missing'
    ? `Log in to ${registry} with ${account} that may pull this image (\`registry\`, \`username\`, \`password\`), or correct its name.`
    : `Log in to ${registry} with ${account} that may pull this image, or correct its name.`;
}
