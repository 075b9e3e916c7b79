import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Endpoint } from '../clients/docker/endpoint.ts';

/** Name of the Docker context for a Docker Engine with TLS. */
export const CONTEXT = 'multiarch-build-engine';

/**
 * Writes a Docker context for Docker Engine with TLS: `buildx create` rejects certificates from the environment. The files
 * are readable for the user alone, and are removed with the folder.
 * https://github.com/docker/cli/blob/master/cli/context/store/store.go
 * @param folder DOCKER_CONFIG of this run alone.
 * @param userFolder the user's DOCKER_CONFIG. Its contexts stay available.
 */
export async function writeContext(
  folder: string,
  userFolder: string,
  { host, certificates }: Endpoint & { readonly certificates: string },
): Promise<void> {
  const id = createHash('sha256').update(CONTEXT).digest('hex');
  const [meta, tls] = [join(folder, 'contexts/meta', id), join(folder, 'contexts/tls', id, 'docker')];
  await Promise.all([meta, tls].map((path) => mkdir(path, { recursive: true, mode: 0o700 })));
  await Promise.all(
    ['meta', 'tls'].map((kind) => linkAll(join(userFolder, 'contexts', kind), join(folder, 'contexts', kind))),
  );
  const description = {
    Name: CONTEXT,
    Metadata: {},
    Endpoints: { docker: { Host: host, SkipTLSVerify: false } },
  };
  await writeFile(join(meta, 'meta.json'), JSON.stringify(description), { mode: 0o600 });
  for (const name of ['ca.pem', 'cert.pem', 'key.pem']) {
    const pem = await readFile(join(certificates, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error; // Docker Engine's certificate may be signed by a public authority
    });
    if (pem !== undefined) await writeFile(join(tls, name), pem, { mode: 0o600 });
  }
}

async function linkAll(from: string, to: string): Promise<void> {
  const names = await readdir(from).catch(() => []); // most users have no contexts
  await Promise.all(names.map((name) => symlink(join(from, name), join(to, name))));
}
