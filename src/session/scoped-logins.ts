import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseScopedLogin, type ScopedLogin } from '../clients/registry/scoped-logins.ts';

/** Finds the logins for single repositories or actions in buildx's folder. docker/login-action writes them for `scope`. */
export async function findScopedLogins(buildx: string): Promise<readonly ScopedLogin[]> {
  const root = join(buildx, 'config');
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.name === 'config.json' && !entry.isDirectory())
    .map(({ parentPath }) => parseScopedLogin(relative(root, parentPath), parentPath));
}

/**
 * Links the scoped logins from another folder of buildx. Only the files are links, because buildx does not follow links to
 * folders.
 */
export async function linkScopedLogins(logins: readonly ScopedLogin[], from: string, to: string): Promise<void> {
  for (const { folder } of logins) {
    const copy = join(to, relative(from, folder));
    await mkdir(copy, { recursive: true, mode: 0o700 });
    await symlink(join(folder, 'config.json'), join(copy, 'config.json'));
  }
}
