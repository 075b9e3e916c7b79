import type { Http } from '../clients/http/http.ts';
import type { Job } from '../model/job.ts';
import type { RecordCleanup } from '../runtime/cleanup.ts';
import type { files } from '../runtime/files.ts';
import type { Run } from '../runtime/process.ts';
import type { Enter, Progress } from '../runtime/progress.ts';
import type { Runner } from '../runtime/runner.ts';

/** External dependencies of an action, one set per process. */
export interface Runtime {
  readonly job: Job;
  readonly runner: Runner;
  readonly run: Run;
  readonly http: Http;
  /** Records a thing before it is created, so that the post step can remove it. */
  readonly recordCleanup: RecordCleanup;
  /** Reports the start of a phase. */
  readonly enter: Enter;
  readonly phases: Progress['phases'];
  /** Sets the function that composes the job summary if the run fails, with all that is known by now. Empty for no summary. */
  readonly onFailure: (summarize: (error: unknown) => string | Promise<string>) => void;
  readonly files: typeof files;
  /** Aborted when the job is cancelled or its time is up. */
  readonly signal: AbortSignal;
}
