import type { Wrong } from '../model/wrong.ts';
import { LISTS, type ListName, parseList } from './list.ts';
import { parseYaml, type Yaml } from './yaml.ts';

/** Where values come from that the step does not have itself. */
export interface Origin {
  /** The place of a value, or of an item of a list: `target app`. Undefined if the step has it. */
  readonly of: (name: string, item: number | undefined) => string | undefined;
  /** False if the value comes from a place that cannot be read. */
  readonly isKnown: (name: string) => boolean;
}

const STEP: Origin = { of: () => undefined, isKnown: () => true };

/** One input by its name as the step has it, space and all; empty where it is not given. */
export type Input = (name: string) => string;

/** The inputs of a step as it has them. Each is read once and parsed once, for the masks and for the request. */
export class Texts {
  readonly #input: Input;
  readonly #made = new Map<string, unknown>();
  readonly origin: Origin;

  constructor(input: Input, origin: Origin = STEP) {
    this.#input = input;
    this.origin = origin;
  }

  static of(source: Input | Texts): Texts {
    return source instanceof Texts ? source : new Texts(source);
  }

  text(name: string): string {
    return this.once(`text of ${name}`, () => this.#input(name));
  }

  list(name: ListName): readonly string[] | Wrong {
    return this.once(`list of ${name}`, () => parseList(this.text(name), LISTS[name]));
  }

  yaml(name: string): Promise<Yaml | Wrong> {
    return this.once(`YAML of ${name}`, () => parseYaml(this.text(name)));
  }

  /** A value that is made from these inputs when it is first needed. */
  once<T>(what: string, make: () => T): T {
    if (!this.#made.has(what)) this.#made.set(what, make());
    return this.#made.get(what) as T;
  }
}
