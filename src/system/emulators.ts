import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The kernel's table of interpreters: https://docs.kernel.org/admin-guide/binfmt-misc.html */
const BINFMT = '/proc/sys/fs/binfmt_misc';

/**
 * The QEMU interpreters that work inside any container of this kernel: enabled, and opened at registration (flag F),
 * because a container's file system does not hold them.
 * @returns their names without the prefix, as QEMU calls processors (`aarch64`, `arm`, `s390x`), or `undefined` where
 * the table cannot be read, as in a container that does not mount it.
 */
export async function registeredEmulators(folder: string = BINFMT): Promise<readonly string[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined || !names.includes('register')) return undefined;
  if (!(await readFile(join(folder, 'status'), 'utf8').catch(() => '')).startsWith('enabled')) return [];
  const emulators = names.filter((name) => name.startsWith('qemu-'));
  const entries = await Promise.all(emulators.map((name) => readFile(join(folder, name), 'utf8').catch(() => '')));
  return emulators.filter((_, i) => works(entries[i] ?? '')).map((name) => name.slice('qemu-'.length));
}

function works(entry: string): boolean {
  return /^enabled$/m.test(entry) && /^flags:.*F/m.test(entry);
}
