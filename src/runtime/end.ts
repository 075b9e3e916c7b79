import { existsSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { OUTPUT_FLUSH_MS, SUBPROCESS_POLL_MS } from './limits.ts';

const SHELL = '/bin/sh';

/**
 * Ends the process with `process.exitCode`, after all output is written. Replaces the process with a shell that exits:
 * `process.exit()` joins Node's threads first, and never returns if one of them hangs in a system call or waits for a
 * garbage collection (https://github.com/nodejs/node/issues/54918).
 */
export async function endProcess(): Promise<void> {
  // lets a pending error be reported first
  await nextTurn();
  // writes to a pipe are asynchronous once it is full
  await Promise.race([Promise.all([process.stdout, process.stderr].map(flushed)), wait(OUTPUT_FLUSH_MS)]);
  const code = Number(process.exitCode ?? 0);
  // execve() calls no exit handlers, and these remove credentials
  process.emit('exit', code);
  if (existsSync(SHELL)) process.execve?.(SHELL, ['sh', '-c', `exit ${code}`], {});
  process.exit(code);
}

function flushed(stream: Writable): Promise<void> {
  return new Promise((done) => {
    // a closed reader is not an error of the step
    stream.once('error', () => done());
    stream.write('', () => done());
  });
}

/** Waits until all subprocesses have ended. @returns false if one still runs after `limit` milliseconds. */
export async function subprocessesEnded(limit: number): Promise<boolean> {
  const end = performance.now() + limit;
  while (process.getActiveResourcesInfo().includes('ProcessWrap')) {
    if (performance.now() >= end) return false;
    await wait(SUBPROCESS_POLL_MS);
  }
  return true;
}
