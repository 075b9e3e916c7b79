import { rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCK_FILE_POLL_MS, STALE_LOCK_FILE_MS } from './limits.ts';

/**
 * Runs `work` while no other process holds the same lock file. Unlike `alone`, this works across containers that share a
 * folder. The holder renews the file, so that only the file of a killed process becomes stale.
 * @throws an error of the file system if the lock file cannot be created; the reason of the signal while it waits.
 */
export async function withLockFile<T>(path: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  while (!(await take(path))) {
    signal?.throwIfAborted();
    if (await isStale(path)) await rm(path, { force: true });
    else await sleep(LOCK_FILE_POLL_MS);
  }
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined); // another process has removed it
  }, STALE_LOCK_FILE_MS / 4);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, '', { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > STALE_LOCK_FILE_MS;
}
