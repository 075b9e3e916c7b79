import { HungError } from '../model/errors.ts';
import { printFailure } from '../report/failure.ts';
import { endProcess, subprocessesEnded } from '../runtime/end.ts';
import { LAST_CACHE_WRITE_MS, STEP_END_MS } from '../runtime/limits.ts';
import { runner } from '../runtime/runner.ts';

/**
 * Runs the work of an entry point, prints its failure, and ends the process. Timers, servers, connections and system calls
 * that the work leaves behind do not keep it.
 * @param stop stops the work and its subprocesses: after an error that nothing caught, and if subprocesses outlive the
 * work. Without it, such an error ends the step at once.
 */
export async function runStep(work: () => Promise<void>, stop?: (reason: unknown) => void): Promise<void> {
  const uncaught = Promise.withResolvers<never>();
  // unhandled rejections arrive here too
  process.on('uncaughtException', (error) => {
    reportFailure(error);
    if (stop === undefined) uncaught.reject(error);
    else stop(error);
  });
  let limit = LAST_CACHE_WRITE_MS;
  try {
    await Promise.race([work(), uncaught.promise]);
  } catch (error) {
    reportFailure(error);
    if (error instanceof HungError) limit = 0;
  }
  if (!(await subprocessesEnded(limit))) {
    stop?.(new Error('the step is over'));
    await subprocessesEnded(STEP_END_MS);
  }
  await endProcess();
}

/** Reports the first failure of the step: the others follow from it. */
export function reportFailure(error: unknown): void {
  if (!process.exitCode) printFailure(error, runner);
}
