import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../system/undo.ts';

/**
 * The run's own folders, below RUNNER_TEMP, for nobody else to read. Credentials are taken away when the job is over,
 * however it ends; the rest waits for the post step.
 */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  /** DOCKER_CONFIG, where credentials were given. */
  readonly docker: string;
  /** BUILDX_CONFIG: the user's own is never written. */
  readonly buildx: string;
  /** Keys and certificates for nodes. */
  readonly tls: string;
}

/** Where a run's folder is. */
export function runFolder(temp: string, id: string): string {
  return join(temp, `multiarch-build-${id}`);
}

export async function makeFolder(temp: string, id: string, ledger: Ledger): Promise<RunFolder> {
  const path = runFolder(temp, id);
  ledger({ kind: 'folder', path });
  await mkdir(path, { recursive: true, mode: 0o700 });
  const [docker, buildx, tls] = [join(path, 'docker'), join(path, 'buildx'), join(path, 'tls')];
  const secret = [docker, tls];
  await Promise.all([...secret, buildx].map((child) => mkdir(child, { mode: 0o700 })));
  // a library that cannot be stopped may keep the job from ending in order
  const forgetNow = () => secret.forEach((child) => void rmSync(child, { recursive: true, force: true }));
  process.once('exit', forgetNow);
  async function forget(): Promise<void> {
    await Promise.all(secret.map((child) => rm(child, { recursive: true, force: true })));
    process.off('exit', forgetNow);
  }
  return { path, docker, buildx, tls, [Symbol.asyncDispose]: forget };
}
