import { createContext, Script } from 'node:vm';

/** Work was stopped because it exceeded its time limit. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

const CALL = new Script('work()');

/**
 * Runs synchronous work that may take for ever, such as a regular expression that backtracks. V8 interrupts it, so the
 * process can handle signals and timers again.
 * @throws TimeLimitError
 */
export function withTimeLimit<T>(milliseconds: number, work: () => T): T {
  try {
    return CALL.runInContext(createContext({ work }), { timeout: milliseconds }) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new TimeLimitError(`not done within ${milliseconds / 1000} s`);
  }
}
