import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Login } from '../inputs/request.ts';
import type { RunFolder } from './folder.ts';

type Json = Record<string, unknown>;

/** The key of Docker Hub in a docker config, for historic reasons. */
const HUB = 'https://index.docker.io/v1/';

/**
 * Logs in to registries for this run alone: a docker config of its own, with all that the user's has (helpers, earlier
 * logins, proxies) and the credentials given. Nothing is handed to `docker login`, which would put them into the user's
 * credential store where there is one, and would cost a process for each.
 * @param own the text of the user's config.json; `undefined`: there is none.
 */
export async function writeLogins(
  logins: readonly Login[],
  folder: Pick<RunFolder, 'docker'>,
  userFolder: string,
  own: string | undefined,
): Promise<void> {
  const config = withLogins(own === undefined ? {} : parse(own), logins);
  await writeFile(join(folder.docker, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  // what docker finds beside its config: contexts, certificates of registries and of engines
  await Promise.all(
    ['contexts', 'certs.d', 'cli-plugins', 'ca.pem', 'cert.pem', 'key.pem'].map((name) =>
      symlink(join(userFolder, name), join(folder.docker, name)),
    ),
  );
}

/** A docker config with these credentials; a helper that would be asked for the same registry is put out of the way. */
export function withLogins(config: Json, logins: readonly Login[]): Json {
  const auths: Json = { ...(config.auths as Json | undefined) };
  const credHelpers: Json = { ...(config.credHelpers as Json | undefined) };
  for (const { registry, username, password } of logins) {
    const key = registry === 'docker.io' ? HUB : registry;
    auths[key] = { auth: Buffer.from(`${username}:${password}`).toString('base64') };
    if (config.credsStore !== undefined || credHelpers[key] !== undefined) credHelpers[key] = '';
  }
  return { ...config, auths, ...(Object.keys(credHelpers).length === 0 ? {} : { credHelpers }) };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {}; // the docker CLI warns of a broken config and goes on without it
  }
}
