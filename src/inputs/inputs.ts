import type { MAX_ITEMS } from '../runtime/limits.ts';
import type { InputName } from './defaults.ts';
import { limitItems } from './limits.ts';
import { LISTS, type ListName, parseList } from './list.ts';
import { firstOf, InputError, type Problem, placeOf, Wrong } from './problems.ts';
import { parseBoolean, parseChoice } from './scalars.ts';

/** One input by its name as the step has it, space and all; empty where it is not given. */
export type Input = (name: string) => string;

/** A notice or warning about inputs that are valid. */
export interface Remark {
  readonly level: 'notice' | 'warning';
  readonly message: string;
}

/**
 * Finds later problems of a request, from the request and from the job's event and files alone.
 * @param fine true if these inputs have no problem so far: consequences of an invalid input are not reported.
 */
export type FindProblems<R, Name extends string> = (
  request: R,
  fine: (...names: readonly Name[]) => boolean,
) => Promise<readonly Problem[]>;

export const findNone = async (): Promise<readonly Problem[]> => [];

/**
 * The inputs of a step, read by name. A problem is kept and reading continues, so that all problems are reported at
 * once.
 */
export class Inputs<Name extends string = InputName> {
  readonly #input: Input;
  readonly #defaults: Readonly<Record<Name, string>>;
  readonly #problems: Problem[] = [];
  readonly #remarks: Remark[] = [];
  readonly #leftOut = new Set<string>();

  /** @param defaults the table of the action that has these inputs. */
  constructor(input: Input, defaults: Readonly<Record<Name, string>>) {
    this.#input = input;
    this.#defaults = defaults;
  }

  /** The value with its surrounding space, or the default if the input is blank. */
  raw(name: Name): string {
    const text = this.#input(name);
    return text.trim() === '' ? this.#defaults[name] : text;
  }

  text(name: Name): string | undefined {
    const text = this.raw(name).trim();
    return text === '' ? undefined : text;
  }

  /** An input as parsed by `parse`. Undefined if it is empty or invalid. */
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

  /** The items of a list as parsed by `parse`, without the invalid ones. */
  each<T>(name: ListName & Name, parse: (item: string, index: number) => T | Wrong): T[] {
    return this.items(name, parseList(this.raw(name), LISTS[name])).flatMap((item, index) => {
      const value = this.accept(name, parse(item, index), index);
      return value === undefined ? [] : [value];
    });
  }

  /** The items of an input. If there are too many, returns an empty list and adds a problem. */
  items<T>(name: keyof typeof MAX_ITEMS & Name, read: readonly T[] | Wrong): readonly T[] {
    return this.accept(name, read instanceof Wrong ? read : limitItems(name, read)) ?? [];
  }

  /** A parsed value, or `undefined` and one more problem. */
  accept<T>(name: Name, value: T | Wrong, item?: number): T | undefined {
    if (!(value instanceof Wrong)) return value;
    this.#problems.push({ input: name, item, message: value.message, hint: value.hint });
    return undefined;
  }

  /** True if these inputs have no problem so far and no item was dropped. */
  fine(...names: readonly Name[]): boolean {
    const wrong = this.#problems.some(({ input }) => names.some((name) => name === input));
    return !wrong && !names.some((name) => this.#leftOut.has(name));
  }

  /** Marks a part of an input as dropped, so that its consequences are not reported as problems. */
  leaveOut(name: Name, item: number | undefined, why: string): undefined {
    this.#leftOut.add(name);
    this.remark('notice', `${placeOf(name, item)}: ${why}; left out`);
  }

  /** Adds problems from later checks, so that they are reported with the others. */
  async ask<R>(find: FindProblems<R, Name>, request: R): Promise<void> {
    this.#problems.push(...(await find(request, (...names) => this.fine(...names))));
  }

  remark(level: Remark['level'], message: string): void {
    this.#remarks.push({ level, message });
  }

  /** @throws InputError with every problem */
  finish(): readonly Remark[] {
    if (this.#problems.length > 0) throw new InputError(this.#problems);
    return firstOf(this.#remarks, (more) => ({ level: 'warning', message: `${more} more notices and warnings` }));
  }
}
