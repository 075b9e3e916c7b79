import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Clock } from './retry.ts';

/** How long to wait before it is asked for again, in milliseconds. */
const PAUSE = 100;

/**
 * Does something that no other run on this machine does at the same time under this name. The kernel keeps the lock, as
 * an abstract socket, and drops it with the process: https://man7.org/linux/man-pages/man7/unix.7.html
 * @param onWait called once, where somebody else has it.
 */
export async function alone<T>(
  name: string,
  { clock, signal, onWait }: { clock: Clock; signal?: AbortSignal; onWait: () => void },
  work: () => Promise<T>,
): Promise<T> {
  const path = `\0multiarch-build-${createHash('sha256').update(name).digest('hex')}`;
  const server = createServer((visitor) => visitor.destroy());
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
    await clock.sleep(PAUSE, signal).catch(() => signal?.throwIfAborted());
  }
  try {
    return await work();
  } finally {
    server.close();
  }
}
