/** A Dockerfile that cannot be followed, and why, in a few words: `line 7: unknown instruction FORM`. */
export interface Unreadable {
  readonly unreadable: string;
  /** Set if it is certainly the author's mistake, and not a case that only a frontend can decide. */
  readonly mistake?: Mistake;
}

export interface Mistake {
  /** `unknown instruction "FORM"` */
  readonly message: string;
  readonly hint: string;
  readonly line: number | undefined;
}

/** In characters. */
const LONGEST = 200;

/** The same as an exception inside this folder: its exported functions return an `Unreadable` and never throw this. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
  readonly mistake: Mistake | undefined;

  /** @param hint set where it is surely a mistake. */
  constructor(reason: string, line?: number, hint?: string) {
    // a reason may quote the Dockerfile
    const short = reason.length > LONGEST ? `${reason.slice(0, LONGEST)}…` : reason;
    super(line === undefined ? short : `line ${line}: ${short}`);
    this.mistake = hint === undefined ? undefined : { message: short, hint, line };
  }
}

/** The start of a word of the file, as a message shows it: a file that is not a Dockerfile may hold a secret there. */
export function excerpt(word: string): string {
  return word.length > 20 ? `${word.slice(0, 20)}…` : word;
}

export function isUnreadable(value: object): value is Unreadable {
  return 'unreadable' in value;
}

/**
 * Adds the line to an error.
 * @throws UnreadableError
 */
export function at<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UnreadableError ? new UnreadableError(error.message, line) : error;
  }
}
