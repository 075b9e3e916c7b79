import { setTimeout as wait } from 'node:timers/promises';
import { HungError } from '../model/errors.ts';
import { printFailure } from '../report/failure.ts';
import { writeSummary } from '../report/write-summary.ts';
import { endProcess, subprocessesEnded } from '../runtime/end.ts';
import { LAST_CACHE_WRITE_MS, STEP_END_MS, SUMMARY_WRITE_MS } from '../runtime/limits.ts';
import { runner } from '../runtime/runner.ts';

/**
 * Runs the work of an entry point, prints its failure, and ends the process. Timers, servers, connections and system calls
 * that the work leaves behind do not keep it.
 * @param stop stops the work and its subprocesses: after an error that nothing caught, and if subprocesses outlive the
 * work. Without it, such an error ends the step at once.
 * @param summarize the job summary of a failure. Empty without one.
 */
export async function runStep(
  work: () => Promise<void>,
  stop?: (reason: unknown) => void,
  summarize?: SummarizeFailure,
): Promise<void> {
  const uncaught = Promise.withResolvers<never>();
  let reported = Promise.resolve();
  // unhandled rejections arrive here too
  process.on('uncaughtException', (error) => {
    if (!process.exitCode) reported = reportFailure(error, summarize);
    if (stop === undefined) uncaught.reject(error);
    else stop(error);
  });
  let limit = LAST_CACHE_WRITE_MS;
  try {
    await Promise.race([work(), uncaught.promise]);
  } catch (error) {
    await reportFailure(error, summarize);
    if (error instanceof HungError) limit = 0;
  }
  if (!(await subprocessesEnded(limit))) {
    stop?.(new Error('the step is over'));
    await subprocessesEnded(STEP_END_MS);
  }
  await reported;
  await endProcess();
}

export type SummarizeFailure = (error: unknown) => string | Promise<string>;

/** Reports the first failure of the step: the others follow from it. Never rejects. */
export async function reportFailure(error: unknown, summarize: SummarizeFailure = () => ''): Promise<void> {
  if (process.exitCode) return;
  printFailure(error, runner);
  const written = writeSummary(() => summarize(error), runner);
  await Promise.race([written, wait(SUMMARY_WRITE_MS, undefined, { ref: false })]);
}
