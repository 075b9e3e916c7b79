import { rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordCleanup } from '../runtime/cleanup.ts';

/**
 * The run's own folders, below RUNNER_TEMP, readable for this user alone. Credentials are removed when the job is over,
 * however it ends; the post step removes the rest.
 */
export interface RunFolder extends AsyncDisposable {
  readonly path: string;
  /** Used as DOCKER_CONFIG if the job has credentials. */
  readonly docker: string;
  /** BUILDX_CONFIG: the user's own is never written. */
  readonly buildx: string;
  /** Keys and certificates for nodes. */
  readonly tls: string;
}

/** Path of a run's folder. */
export function runFolder(temp: string, id: string): string {
  return join(temp, `multiarch-build-${id}`);
}

export async function makeFolder(temp: string, id: string, recordCleanup: RecordCleanup): Promise<RunFolder> {
  const path = runFolder(temp, id);
  recordCleanup({ kind: 'folder', path });
  await mkdir(path, { recursive: true, mode: 0o700 });
  const [docker, buildx, tls] = [join(path, 'docker'), join(path, 'buildx'), join(path, 'tls')];
  const secret = [docker, tls];
  await Promise.all([...secret, buildx].map((child) => mkdir(child, { mode: 0o700 })));
  // a library call that cannot be cancelled may prevent a regular end of the job
  const forgetNow = () => secret.forEach((child) => void rmSync(child, { recursive: true, force: true }));
  process.once('exit', forgetNow);
  async function forget(): Promise<void> {
    await Promise.all(secret.map((child) => rm(child, { recursive: true, force: true })));
    process.off('exit', forgetNow);
  }
  return { path, docker, buildx, tls, [Symbol.asyncDispose]: forget };
}
