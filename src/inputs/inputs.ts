import { Wrong } from '../model/wrong.ts';
import type { MAX_ITEMS } from '../runtime/limits.ts';
import type { InputName } from './defaults.ts';
import { limitItems } from './limits.ts';
import { LISTS, type ListName, parseList } from './list.ts';
import { firstOf, InputError, type Problem, placeOf } from './problems.ts';
import { parseBoolean, parseChoice } from './scalars.ts';
import { type Input, Texts } from './texts.ts';
import { parseYaml, type Yaml } from './yaml.ts';

/** A fact about inputs that are valid. An expected state is a log line (`info`), and no annotation. */
export interface Message {
  readonly level: 'info' | 'notice' | 'warning';
  readonly message: string;
}

/** A request as its inputs say it. It may be used once `inputs.finish` has returned. */
export interface Reading<R, Name extends string> {
  readonly request: R;
  /** Collects the problems of later checks, too. */
  readonly inputs: Inputs<Name>;
}

/**
 * The inputs of a step, read by name. A problem is kept and reading continues, so that all problems are reported at
 * once.
 */
export class Inputs<Name extends string = InputName> {
  readonly #texts: Texts;
  readonly #defaults: Readonly<Record<Name, string>>;
  readonly #problems: Problem[] = [];
  readonly #alone: Problem[] = [];
  readonly #messages: Message[] = [];
  readonly #leftOut = new Set<string>();
  /** Places of the valid items of each list. */
  readonly #places = new Map<string, readonly number[]>();

  /** @param defaults the table of the action that has these inputs. */
  constructor(input: Input | Texts, defaults: Readonly<Record<Name, string>>) {
    this.#texts = Texts.of(input);
    this.#defaults = defaults;
  }

  /** The value with its surrounding space, or the default if the input is blank. */
  raw(name: Name): string {
    return this.#isBlank(name) ? this.#defaults[name] : this.#texts.text(name);
  }

  yaml(name: Name): Promise<Yaml | Wrong> {
    return this.#isBlank(name) ? parseYaml(this.#defaults[name]) : this.#texts.yaml(name);
  }

  #isBlank(name: Name): boolean {
    return this.#texts.text(name).trim() === '';
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
    const list = this.#isBlank(name) ? parseList(this.#defaults[name], LISTS[name]) : this.#texts.list(name);
    return this.parseItems(name, this.items(name, list), parse);
  }

  /** These items as parsed by `parse`, without the invalid ones. */
  parseItems<I, T>(name: Name, items: readonly I[], parse: (item: I, index: number) => T | undefined | Wrong): T[] {
    const values = items.map((item, index) => this.accept(name, parse(item, index), index));
    this.#places.set(
      name,
      values.flatMap((value, index) => (value === undefined ? [] : [index])),
    );
    return values.filter((value) => value !== undefined);
  }

  /** The items of an input. If there are too many, returns an empty list and adds a problem. */
  items<T>(name: keyof typeof MAX_ITEMS & Name, read: readonly T[] | Wrong): readonly T[] {
    return this.accept(name, read instanceof Wrong ? read : limitItems(name, read)) ?? [];
  }

  /** A parsed value, or `undefined` and one more problem. */
  accept<T>(name: Name, value: T | Wrong, item?: number): T | undefined {
    if (!(value instanceof Wrong)) return value;
    const origin = this.#texts.origin.of(name, item);
    this.#problems.push({ input: name, item, origin, message: value.message, hint: value.hint });
    return undefined;
  }

  /** True if the step itself has this item, and not a target of a bake file. */
  isOwn(name: Name, item: number): boolean {
    return this.#texts.origin.of(name, item) === undefined;
  }

  /** Adds the problems of an input or of one item. Equal ones are reported once. */
  reject(name: Name, problems: readonly Wrong[], item?: number): void {
    const distinct = new Map(problems.map((wrong) => [`${wrong.message}; ${wrong.hint}`, wrong]));
    for (const wrong of distinct.values()) this.accept(name, wrong, item);
  }

  /** True if these inputs are known, have no problem so far, and no item was dropped. */
  fine(...names: readonly Name[]): boolean {
    const wrong = this.#problems.some(({ input }) => names.some((name) => name === input));
    const isLess = (name: Name) => this.#leftOut.has(name) || !this.#texts.origin.isKnown(name);
    return !wrong && !names.some(isLess);
  }

  /** Marks a part of an input as dropped, so that its consequences are not reported as problems. */
  leaveOut(name: Name, item: number | undefined, why: string): undefined {
    this.#leftOut.add(name);
    this.report('info', `${placeOf(name, item)}: ${why}; left out`);
  }

  /** Marks an input as unknown, so that its lack is not reported as a problem. */
  doubt(name: string): void {
    this.#leftOut.add(name);
  }

  /**
   * Adds the problems that later checks found, so that they are reported with the others.
   * @param problems an item is counted among the valid items of its input.
   * @param alone problems that an invalid input may cause. They are reported if there are no others.
   */
  add(problems: readonly Problem[], alone: readonly Problem[] = []): void {
    this.#problems.push(...problems.map((problem) => this.#placed(problem)));
    this.#alone.push(...alone);
  }

  /** Takes over the problems and messages of the inputs of something else. @param origin for messages. */
  take(other: Inputs<Name>, origin: string): void {
    this.#problems.push(...other.#problems.map((problem) => ({ ...problem, origin })));
    for (const { level, message } of other.#messages) this.report(level, `${origin}: ${message}`);
  }

  #placed(problem: Problem): Problem {
    const { input } = problem;
    const item = problem.item === undefined ? undefined : (this.#places.get(input)?.[problem.item] ?? problem.item);
    const origin = problem.origin ?? this.#texts.origin.of(input, item);
    return { ...problem, ...(item === undefined ? {} : { item }), ...(origin === undefined ? {} : { origin }) };
  }

  report(level: Message['level'], message: string): void {
    this.#messages.push({ level, message });
  }

  /** @throws InputError with every problem */
  finish(): readonly Message[] {
    const problems = this.#problems.length > 0 ? this.#problems : this.#alone;
    if (problems.length > 0) throw new InputError(problems);
    return firstOf(this.#messages, (more) => ({ level: 'warning', message: `${more} more notices and warnings` }));
  }
}
