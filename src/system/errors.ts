/** What went wrong, in the four parts its reader needs. Every failure this project raises on purpose is one of these. */
export class ActionError extends Error {
  override readonly name: string = 'ActionError';
  /** What to do about it: one sentence in the imperative. */
  readonly hint: string | undefined;
  /** The last lines a tool said before it failed, without secrets. */
  readonly output: string | undefined;

  constructor(message: string, details: { hint?: string; output?: string; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
    this.output = details.output;
  }
}

/** A child, a library or a registry said nothing for too long, and was given up: it may do better next time. */
export class HungError extends ActionError {
  override readonly name = 'HungError';
  readonly verdict = 'transient';
}

/** The time that was given to a job is up. */
export class TimeUp extends ActionError {
  override readonly name = 'TimeUp';
}

/** The message of whatever was thrown, an Error or not. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const MACHINE_HINTS: Readonly<Record<string, string>> = {
  EMFILE: 'Raise the limit of open files for the runner (`ulimit -n`, or LimitNOFILE of its service).',
  ENFILE: 'The machine has too many open files: run fewer jobs at once on it.',
  EAGAIN: 'Raise the limit of processes for the runner (`ulimit -u`, or TasksMax of its service).',
  ENOMEM: 'Give the runner more memory, or let it do less at once.',
};

/** Advice for an error whose cause is a limit of the machine. Undefined for every other error. */
export function machineHint(error: unknown): string | undefined {
  return MACHINE_HINTS[String((error as NodeJS.ErrnoException | undefined)?.code)];
}
