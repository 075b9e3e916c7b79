import { closeSync, openSync } from 'node:fs';
import { createContext, Script } from 'node:vm';

/** Work was stopped because it exceeded its time limit. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

const CALL = new Script('work()');

/** File descriptors that Node opens to keep time. */
const DESCRIPTORS = 4;

/**
 * Runs synchronous work that may take for ever, such as a regular expression that backtracks. V8 interrupts it, so the
 * process can handle signals and timers again.
 * @throws TimeLimitError; the error of the system if the process has too many open files.
 */
export function withTimeLimit<T>(milliseconds: number, work: () => T): T {
  requireDescriptors();
  try {
    return CALL.runInContext(createContext({ work }), { timeout: milliseconds }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TimeLimitError(`not done within ${milliseconds / 1000} s`);
  }
}

/** Without free descriptors Node does not throw but aborts the process. */
function requireDescriptors(): void {
  const opened: number[] = [];
  try {
    while (opened.length < DESCRIPTORS) opened.push(openSync('/dev/null', 'r'));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}
