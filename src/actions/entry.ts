import { createHttp } from '../clients/http/http.ts';
import { describeImage } from '../inputs/describe.ts';
import type { Reading } from '../inputs/inputs.ts';
import { readJob } from '../inputs/job.ts';
import { secretsOf } from '../inputs/masks.ts';
import { Texts } from '../inputs/texts.ts';
import { ActionError, TimeUp } from '../model/errors.ts';
import type { Job } from '../model/job.ts';
import type { ImageRequest, OptionsRequest } from '../model/request.ts';
import { createCleanupRecorder } from '../runtime/cleanup.ts';
import { endProcess } from '../runtime/end.ts';
import { files } from '../runtime/files.ts';
import { STEP_END_MS } from '../runtime/limits.ts';
import { run, until } from '../runtime/process.ts';
import { watchProgress } from '../runtime/progress.ts';
import { runner } from '../runtime/runner.ts';
import { refuseUnwritable } from '../runtime/writable.ts';
import type { Runtime } from '../session/runtime.ts';
import { reportFailure, runStep } from './step.ts';

const STOPPED =
  'No tag is updated after this; the tags updated before are verified. Run the job again to update the rest.';

/** The parts of a request that every entry point needs. */
interface Asked {
  readonly image: ImageRequest;
  readonly options: Pick<OptionsRequest, 'timeout'>;
}

/**
 * Runs the work of an entry point. Masks secrets first, then reads the inputs. Stops if the job is cancelled, its time
 * is up or an error was not caught. Reports a failure and ends the process.
 * @param inputs their names, as in action.yml.
 */
export function enterBy<T>(
  inputs: readonly string[],
  read: (texts: Texts, job: Job) => Promise<Reading<Asked, T>>,
  work: (resolved: T, runtime: Runtime) => Promise<void>,
): Promise<void> {
  const cancel = new AbortController();
  const { signal } = cancel;
  const progress = watchProgress(runner);
  let over = false;
  let lastResort: NodeJS.Timeout | undefined;
  /** Aborts the current work, and after a while ends the process, in case an operation cannot be aborted. */
  const end = (reason: unknown) => {
    cancel.abort(reason);
    if (over) return;
    lastResort ??= setTimeout(() => {
      reportFailure(signal.reason);
      endProcess();
    }, STEP_END_MS);
  };
  const stop = (message: string, Reason = ActionError) =>
    end(new Reason(`${message}, while ${progress.describe()}`, { hint: STOPPED }));
  // a cancelled job gets SIGINT, and SIGTERM 7.5 s later: https://docs.github.com/en/actions/reference/workflow-cancellation-reference
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop(`cancelled by ${name}`));
  const http = createHttp();
  return runStep(async () => {
    try {
      refuseUnwritable(process.env);
      const job = readJob(process.env, files);
      const texts = new Texts(runner.input);
      for (const secret of await secretsOf(texts, job, inputs)) runner.mask(secret);
      const { request, resolved, messages } = await read(texts, job);
      // printed first: the next steps query the machine
      runner.info(describeImage(request.image));
      for (const { level, message } of messages) runner[level](message);
      const { timeout } = request.options;
      if (timeout !== undefined) setTimeout(() => stop(`not done within ${timeout / 1000} s`, TimeUp), timeout).unref();
      await work(resolved, {
        job,
        runner: progress.runner,
        run: until(signal, run),
        http: (message) => http({ signal, ...message }),
        recordCleanup: createCleanupRecorder(runner),
        enter: progress.enter,
        files,
        signal,
      });
    } finally {
      over = true;
      clearTimeout(lastResort);
      await http.close();
    }
  }, end);
}
