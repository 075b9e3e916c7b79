import type { InputName } from './defaults.ts';
import { limitItems, type MOST_ITEMS } from './limits.ts';
import { LISTS, type ListName, parseList } from './list.ts';
import { firstOf, InputError, type Problem, placeOf, Wrong } from './problems.ts';
import { parseBoolean, parseChoice } from './scalars.ts';

/** One input by its name as the step has it, space and all; empty where it is not given. */
export type Input = (name: string) => string;

/** What is worth telling though nothing is wrong enough to stop. */
export interface Remark {
  readonly level: 'notice' | 'warning';
  readonly message: string;
}

/**
 * What later rooms find wrong with a request, from it and from the job's event and files alone.
 * @param fine whether nothing is wrong so far with these inputs: what follows from a wrong one is not told.
 */
export type FindProblems<R, Name extends string> = (
  request: R,
  fine: (...names: readonly Name[]) => boolean,
) => Promise<readonly Problem[]>;

export const findNone = async (): Promise<readonly Problem[]> => [];

/** The inputs of a step, read by name. What is wrong with one is kept, and reading goes on, so that all is told at once. */
export class Inputs<Name extends string = InputName> {
  readonly #input: Input;
  readonly #defaults: Readonly<Record<Name, string>>;
  readonly #problems: Problem[] = [];
  readonly #remarks: Remark[] = [];
  readonly #leftOut = new Set<string>();

  /** @param defaults the table of the action whose inputs these are. */
  constructor(input: Input, defaults: Readonly<Record<Name, string>>) {
    this.#input = input;
    this.#defaults = defaults;
  }

  /** With the space around it; the default where there is nothing else. */
  raw(name: Name): string {
    const text = this.#input(name);
    return text.trim() === '' ? this.#defaults[name] : text;
  }

  text(name: Name): string | undefined {
    const text = this.raw(name).trim();
    return text === '' ? undefined : text;
  }

  /** What `parse` makes of an input; `undefined` where it is empty or wrong. */
  value<T>(name: Name, parse: (text: string) => T | Wrong): T | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : this.accept(name, parse(text));
  }

  flag(name: Name): boolean {
    return this.value(name, parseBoolean) ?? this.#defaults[name] === 'true';
  }

  choice<T extends string>(name: Name, choices: readonly T[]): T {
    return this.value(name, parseChoice(choices)) ?? (this.#defaults[name] as string as T);
  }

  /** What `parse` makes of each item of a list; wrong items are left out. */
  each<T>(name: ListName & Name, parse: (item: string, index: number) => T | Wrong): T[] {
    return this.items(name, parseList(this.raw(name), LISTS[name])).flatMap((item, index) => {
      const value = this.accept(name, parse(item, index), index);
      return value === undefined ? [] : [value];
    });
  }

  /** The items that an input was read as; none, and one more problem, if there are too many. */
  items<T>(name: keyof typeof MOST_ITEMS & Name, read: readonly T[] | Wrong): readonly T[] {
    return this.accept(name, read instanceof Wrong ? read : limitItems(name, read)) ?? [];
  }

  /** A parsed value, or `undefined` and one more problem. */
  accept<T>(name: Name, value: T | Wrong, item?: number): T | undefined {
    if (!(value instanceof Wrong)) return value;
    this.#problems.push({ input: name, item, message: value.message, hint: value.hint });
    return undefined;
  }

  /** Whether nothing is wrong so far with these, and all of them is there. */
  fine(...names: readonly Name[]): boolean {
    const wrong = this.#problems.some(({ input }) => names.some((name) => name === input));
    return !wrong && !names.some((name) => this.#leftOut.has(name));
  }

  /** Goes on without a part of an input: what follows from that is nobody's mistake. */
  leaveOut(name: Name, item: number | undefined, why: string): undefined {
    this.#leftOut.add(name);
    this.remark('notice', `${placeOf(name, item)}: ${why}; left out`);
  }

  /** Lets later rooms have their say, so that it is told with the rest. */
  async ask<R>(find: FindProblems<R, Name>, request: R): Promise<void> {
    this.#problems.push(...(await find(request, (...names) => this.fine(...names))));
  }

  remark(level: Remark['level'], message: string): void {
    this.#remarks.push({ level, message });
  }

  /** @throws InputError with everything that is wrong */
  finish(): readonly Remark[] {
    if (this.#problems.length > 0) throw new InputError(this.#problems);
    return firstOf(this.#remarks, (more) => ({ level: 'warning', message: `${more} more notices and warnings` }));
  }
}
