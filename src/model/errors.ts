import type { Diagnosis } from './diagnosis.ts';

/** Place in a file of the checkout, for an annotation. Lines start at 1. */
export interface Place {
  readonly title?: string;
  readonly file: string;
  readonly startLine: number;
  readonly endLine?: number;
}

/** A failure with its message, hint, output and cause. Every error that this project throws on purpose is one of these. */
export class ActionError extends Error {
  override readonly name: string = 'ActionError';
  /** The fix: one sentence in the imperative. */
  readonly hint: string | undefined;
  /** The last lines that a tool printed before it failed, without secrets. */
  readonly output: string | undefined;
  /** The known cause, with a section in docs/troubleshooting.md. An error that wraps another one has that of its cause. */
  readonly diagnosis: Diagnosis | undefined;
  #place: Place | undefined;

  constructor(
    message: string,
    details: { hint?: string; output?: string; diagnosis?: Diagnosis; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
    this.output = details.output;
    const { cause } = details;
    this.diagnosis = details.diagnosis ?? (cause instanceof ActionError ? cause.diagnosis : undefined);
  }

  /** The line that causes it, if it is in the checkout. */
  get place(): Place | undefined {
    return this.#place;
  }

  at(place: Place | undefined): this {
    this.#place = place;
    return this;
  }
}

/** A subprocess, a library or a registry was silent for too long. Another attempt may succeed. */
export class HungError extends ActionError {
  override readonly name = 'HungError';
  readonly verdict = 'transient';
}

/** The job was cancelled. */
export class Cancelled extends ActionError {
  override readonly name = 'Cancelled';
}

/** The job's timeout has expired. */
export class TimeUp extends ActionError {
  override readonly name = 'TimeUp';
}

/** The message of a thrown value, an Error or not. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const MACHINE_HINTS: Readonly<Record<string, string>> = {
  EMFILE: 'Raise the limit of open files for the runner (`ulimit -n`, or LimitNOFILE of its service).',
  ENFILE: 'The machine has too many open files: run fewer jobs at once on it.',
  EAGAIN: 'Raise the limit of processes for the runner (`ulimit -u`, or TasksMax of its service).',
  ENOMEM: 'Give the runner more memory, or let it do less at once.',
};

/** Hint for an error caused by a limit of the machine. Undefined for every other error. */
export function machineHint(error: unknown): string | undefined {
  return MACHINE_HINTS[String((error as NodeJS.ErrnoException | undefined)?.code)];
}
