import { createHttp } from '../clients/http/http.ts';
import { describeImage } from '../inputs/describe.ts';
import type { Message } from '../inputs/inputs.ts';
import { readJob } from '../inputs/job.ts';
import { secretsOf } from '../inputs/masks.ts';
import { Texts } from '../inputs/texts.ts';
import { Cancelled, TimeUp } from '../model/errors.ts';
import type { Job } from '../model/job.ts';
import type { ImageRequest, OptionsRequest } from '../model/request.ts';
import { createCleanupRecorder, type RecordCleanup } from '../runtime/cleanup.ts';
import { endProcess } from '../runtime/end.ts';
import { files } from '../runtime/files.ts';
import { STEP_END_MS } from '../runtime/limits.ts';
import { type Run, run, until } from '../runtime/process.ts';
import { watchProgress } from '../runtime/progress.ts';
import { runner } from '../runtime/runner.ts';
import { refuseUnwritable } from '../runtime/writable.ts';
import type { Runtime } from '../session/runtime.ts';
import { reportFailure, runStep, type SummarizeFailure } from './step.ts';

const STOPPED = {
  before: 'No tag was updated. Run the job again to publish the image.',
  publishing:
    'No tag is updated after this; the tags updated before are verified. Run the job again to update the rest.',
} as const;

/** The parts of a request that every entry point needs. */
interface Asked {
  readonly image: ImageRequest;
  readonly options: Pick<OptionsRequest, 'timeout' | 'summary'>;
}

/** The beginning of an entry point. Its calls follow one another. */
export interface Entry {
  /** Describes the job, and masks the secrets in its inputs. @param inputs their names, as in action.yml. */
  open(inputs: readonly string[]): Promise<{ readonly texts: Texts; readonly job: Job }>;
  /** Runs processes that end if the job is cancelled. */
  readonly run: Run;
  readonly recordCleanup: RecordCleanup;
  /** Prints what was read, and starts the time limit. */
  begin(job: Job, request: Asked, messages: readonly Message[]): Runtime;
}

/**
 * Runs the work of an entry point. Stops it if the job is cancelled, its time is up or an error was not caught. Reports a
 * failure and ends the process.
 */
export function runEntryPoint(work: (entry: Entry) => Promise<void>): Promise<void> {
  const cancel = new AbortController();
  const { signal } = cancel;
  const progress = watchProgress(runner);
  let summarizeFailure: SummarizeFailure = () => '';
  let over = false;
  let lastResort: NodeJS.Timeout | undefined;
  /** Aborts the current work, and after a while ends the process, in case an operation cannot be aborted. */
  const end = (reason: unknown) => {
    cancel.abort(reason);
    if (over) return;
    lastResort ??= setTimeout(() => {
      reportFailure(signal.reason, summarizeFailure).then(endProcess);
    }, STEP_END_MS);
  };
  const stop = (message: string, Reason: typeof Cancelled | typeof TimeUp) =>
    end(
      new Reason(`${message}, while ${progress.describe()}`, {
        hint: STOPPED[progress.isPublishing() ? 'publishing' : 'before'],
      }),
    );
  // a cancelled job gets SIGINT, and SIGTERM 7.5 s later: https://docs.github.com/en/actions/reference/workflow-cancellation-reference
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => stop(`cancelled by ${name}`, Cancelled));
  const http = createHttp();
  const recordCleanup = createCleanupRecorder(runner);
  const entry: Entry = {
    run: until(signal, run),
    recordCleanup,
    async open(inputs) {
      refuseUnwritable(process.env);
      const job = readJob(process.env, files);
      const texts = new Texts(runner.input);
      for (const secret of await secretsOf(texts, job, inputs)) runner.mask(secret);
      return { texts, job };
    },
    begin(job, request, messages) {
      // printed first: the next steps query the machine
      runner.info(describeImage(request.image));
      for (const { level, message } of messages) runner[level](message);
      const { timeout } = request.options;
      if (timeout !== undefined) setTimeout(() => stop(`not done within ${timeout / 1000} s`, TimeUp), timeout).unref();
      return {
        job,
        runner: progress.runner,
        run: entry.run,
        http: (message) => http({ signal, ...message }),
        recordCleanup,
        enter: progress.enter,
        phases: progress.phases,
        onFailure: (summarize) => {
          if (request.options.summary) summarizeFailure = summarize;
        },
        files,
        signal,
      };
    },
  };
  return runStep(
    async () => {
      try {
        await work(entry);
      } finally {
        over = true;
        clearTimeout(lastResort);
        await http.close();
      }
    },
    end,
    (error) => summarizeFailure(error),
  );
}
