import { isDebug, debug as print } from '@actions/core';
import { messageOf } from '../model/errors.ts';
import { printable } from './printable.ts';
import { runner } from './runner.ts';

/** True if the job runs with debug logging: https://docs.github.com/en/actions/how-tos/monitor-workflows/enable-debug-logging */
export { isDebug };

/** Prints lines for debug logging, without masked values. They are computed only then. */
export function debug(lines: () => readonly string[]): void {
  if (isDebug()) for (const line of lines()) print(printable(runner.hide(line)));
}

/**
 * Prints how an operation ended, and its time, for debug logging.
 * @param subject names the operation.
 * @param endOf describes its result.
 */
export async function traced<T>(
  subject: () => string,
  work: () => Promise<T>,
  endOf: (result: T) => string,
): Promise<T> {
  if (!isDebug()) return work();
  const started = performance.now();
  const end = (text: string) => debug(() => [`${subject()}: ${text}, ${Math.round(performance.now() - started)} ms`]);
  try {
    const result = await work();
    end(endOf(result));
    return result;
  } catch (error) {
    end(messageOf(error));
    throw error;
  }
}
