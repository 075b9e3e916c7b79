import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { ActionError } from './errors.ts';
import { printableLine } from './printable.ts';
import type { Clock } from './retry.ts';

/** How long to wait before it is asked for again, in milliseconds. */
const PAUSE = 100;

/** How long it is waited for in all, in milliseconds: longer than a large push of somebody else takes. */
const LONGEST = 60 * 60_000;

/** How long the one who has it is asked for a name, in milliseconds. */
const ASKED = 1_000;

/**
 * Does something that no other run on this machine does at the same time under this name. The kernel keeps the lock, as
 * an abstract socket, and drops it with the process: https://man7.org/linux/man-pages/man7/unix.7.html
 * Such sockets belong to a network namespace: a job in a container with a network of its own, as job containers have
 * it, and the jobs beside it on the machine do not see each other's.
 * @param onWait called once, where somebody else has it.
 * @throws ActionError that names who has it, where it is not given up for an hour.
 */
export async function alone<T>(
  name: string,
  { clock, signal, onWait }: { clock: Clock; signal?: AbortSignal; onWait: () => void },
  work: () => Promise<T>,
): Promise<T> {
  const path = `\0multiarch-build-${createHash('sha256').update(name).digest('hex')}`;
  // whoever waits is told who has it
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
    if (clock.now() - began > LONGEST) {
      throw new ActionError(`${name} was held for ${LONGEST / 60_000} minutes by ${await holderOf(path)}`, {
        hint: 'Look what that one is at, and end it if it hangs; then run the job again.',
      });
    }
    await clock.sleep(PAUSE, signal).catch(() => signal?.throwIfAborted());
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
  const socket = connect(path).setTimeout(ASKED, () => socket.destroy());
  const said = await socket.toArray().catch(() => []);
  return printableLine(Buffer.concat(said).toString().slice(0, 200)) || 'somebody who does not say who';
}
