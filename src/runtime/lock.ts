import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { ActionError } from '../model/errors.ts';
import { LOCK_HOLDER_ANSWER_MS, PUSH_LOCK_MS, PUSH_LOCK_POLL_MS } from './limits.ts';
import { printableLine } from './printable.ts';
import type { Clock } from './retry.ts';

/**
 * Runs `work` while no other run on this machine holds the lock of this name. The kernel keeps the lock as an abstract
 * socket, and drops it when the process ends: https://man7.org/linux/man-pages/man7/unix.7.html
 * Such sockets belong to a network namespace. So a job in a container with its own network, as job containers have it,
 * does not see the locks of other jobs on the machine.
 * @param onWait called once if another run holds the lock.
 * @throws ActionError with the holder's name if the lock is not released within an hour.
 */
export async function alone<T>(
  name: string,
  { clock, signal, onWait }: { clock: Clock; signal?: AbortSignal; onWait: () => void },
  work: () => Promise<T>,
): Promise<T> {
  const path = `\0multiarch-build-${createHash('sha256').update(name).digest('hex')}`;
  // a waiting run connects to read the holder's name
  const server = createServer((visitor) => visitor.on('error', () => {}).end(describeSelf(process.env)));
  const began = clock.now();
  for (let waited = false; ; waited = true) {
    signal?.throwIfAborted();
    server.listen(path);
    const taken = await once(server, 'listening').then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error,
    );
    if (taken === undefined) break;
    if (taken.code !== 'EADDRINUSE') throw taken;
    if (!waited) onWait();
    if (clock.now() - began > PUSH_LOCK_MS) {
      throw new ActionError(`${name} was held for ${PUSH_LOCK_MS / 60_000} minutes by ${await holderOf(path)}`, {
        hint: 'Check that process, and end it if it hangs. Then run the job again.',
      });
    }
    await clock.sleep(PUSH_LOCK_POLL_MS, signal).catch(() => signal?.throwIfAborted());
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}

/** `process 123, the job build of example/hello` */
function describeSelf({ GITHUB_JOB, GITHUB_REPOSITORY }: NodeJS.ProcessEnv): string {
  const job = GITHUB_JOB && GITHUB_REPOSITORY ? `, the job ${GITHUB_JOB} of ${GITHUB_REPOSITORY}` : '';
  return `process ${process.pid}${job}`;
}

async function holderOf(path: string): Promise<string> {
  const socket = connect(path).setTimeout(LOCK_HOLDER_ANSWER_MS, () => socket.destroy());
  const said = await socket.toArray().catch(() => []);
  return printableLine(Buffer.concat(said).toString().slice(0, 200)) || 'an unknown process';
}
