import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Login } from '../model/request.ts';
import { parseConfig, withAuths, withLogins } from './docker-config.ts';
import type { RunFolder } from './folder.ts';

/**
 * Writes a Docker config for this run: the content of the user's config (helpers, earlier logins, proxies), and the logins.
 * Other jobs of the same user, and their logins to the same registry, do not change it.
 * @param unread entries for `auths` that docker does not read from DOCKER_AUTH_CONFIG.
 * @param own the text of the user's config.json. Undefined if it is missing.
 * @param contexts false if the folder gets contexts of its own.
 */
export async function writeLogins(
  logins: readonly Login[],
  unread: Readonly<Record<string, unknown>>,
  folder: Pick<RunFolder, 'docker'>,
  userFolder: string,
  own: string | undefined,
  contexts = true,
): Promise<void> {
  // the Docker CLI warns about a broken config and continues without it
  const config = withLogins(withAuths(parseConfig(own ?? '') ?? {}, unread), logins);
  await writeFile(join(folder.docker, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  // files that docker finds beside its config: certificates of registries and of Docker Engine, and contexts
  await Promise.all(
    ['certs.d', 'cli-plugins', 'ca.pem', 'cert.pem', 'key.pem', ...(contexts ? ['contexts'] : [])].map((name) =>
      symlink(join(userFolder, name), join(folder.docker, name)),
    ),
  );
}
