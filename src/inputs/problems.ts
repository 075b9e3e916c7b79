import { ActionError, type Place } from '../model/errors.ts';
import { MAX_LISTED_PROBLEMS } from '../runtime/limits.ts';
import { withoutCredentials } from './addresses.ts';

/** An invalid value and its input. `item` counts from 0, without empty items. */
export interface Problem {
  readonly input: string;
  readonly item?: number;
  /** Where the value comes from, if it is not the step's own: `target app`. */
  readonly origin?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
  /** The line of a file that is the mistake. */
  readonly place?: Place;
  /** Further lines below the message. */
  readonly details?: readonly string[];
}

/** `platforms[1]: unknown architecture "amd46"; did you mean amd64?` */
export function formatProblem({ input, item, origin, message, hint, details = [] }: Problem): string {
  const place = origin === undefined ? placeOf(input, item) : `${placeOf(input, item)} (${origin})`;
  const line = hint === undefined ? `${place}: ${message}` : `${place}: ${message}; ${hint}`;
  return [line, ...details.map((detail) => `  ${detail}`)].join('\n');
}

/** `platforms[1]` */
export function placeOf(input: string, item: number | undefined): string {
  return item === undefined ? input : `${input}[${item}]`;
}

/** Every mistake in the inputs, reported at once. */
export class InputError extends ActionError {
  override readonly name: string = 'InputError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = firstOf(problems, (more) => more).map((line) =>
      typeof line === 'number' ? `and ${line} more` : formatProblem(line),
    );
    super(lines.length === 1 ? `${lines[0]}` : `${problems.length} problems in the inputs:\n${lines.join('\n')}`);
    this.problems = problems;
    this.at(problems.find(({ place }) => place !== undefined)?.place);
  }
}

/** The first of many items, and the number of the others. */
export function firstOf<T, M>(all: readonly T[], summarise: (more: number) => M): readonly (T | M)[] {
  return all.length > MAX_LISTED_PROBLEMS
    ? [...all.slice(0, MAX_LISTED_PROBLEMS), summarise(all.length - MAX_LISTED_PROBLEMS)]
    : all;
}

/** A value as a message shows it: quoted, on one line, shortened if it is long, without credentials in an address. */
export function quote(text: string): string {
  const shown = withoutCredentials(text.slice(0, 1000));
  return JSON.stringify(shown.length > 120 ? `${shown.slice(0, 120)}…` : shown);
}
