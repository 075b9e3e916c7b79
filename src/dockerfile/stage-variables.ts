import { expand, type Variables } from './expand.ts';
import type { BuildOptions } from './graph.ts';
import type { Work } from './limits.ts';
import type { Step } from './read.ts';

/** The variables of a stage, as far as the Dockerfile sets them; those of an image are not known. */
export class StageVariables {
  readonly #values: Map<string, string>;
  readonly #given: ReadonlyMap<string, string>;
  readonly #globals: ReadonlyMap<string, string>;
  readonly #escapeCharacter: string;
  readonly #work: Work;

  /** @param inherited those of the stage that this one is built on. */
  constructor(
    options: BuildOptions,
    globals: ReadonlyMap<string, string>,
    escapeCharacter: string,
    work: Work,
    inherited: StageVariables | undefined,
  ) {
    this.#values = new Map(inherited === undefined ? [] : inherited.#values);
    work.spend(this.#values.size);
    this.#given = new Map(options.buildArgs.map(({ name, value }) => [name, value]));
    this.#globals = globals;
    this.#escapeCharacter = escapeCharacter;
    this.#work = work;
  }

  add({ kind, variables }: Step): void {
    this.#work.spend(1);
    if (kind === 'ENV') {
      // all words of an ENV are expanded before it sets any of them
      const set = variables.map(({ name, value = '' }) => [this.expand(name), this.expand(value)] as const);
      for (const [name, value] of set) if (name !== undefined) this.#set(name, value);
      return;
    }
    for (const { name, value } of variables) {
      const given = this.#given.get(name);
      if (given !== undefined) this.#set(name, given);
      else if (value !== undefined) this.#set(name, this.expand(value));
      else if (this.#globals.has(name)) this.#set(name, this.#globals.get(name));
    }
  }

  #set(name: string, value: string | undefined): void {
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
  }

  /** The same for a word whose unknown variables are taken to be unset. */
  expandUnset(word: string): string {
    return expand(word, this.#values, this.#escapeCharacter, this.#work);
  }

  /** @returns `undefined` where a variable is not known. */
  expand(word: string): string | undefined {
    const known = new KnownVariables(this.#values);
    const text = expand(word, known, this.#escapeCharacter, this.#work);
    return known.missed ? undefined : text;
  }
}

/** Detects that it is asked for a value that it does not have. */
class KnownVariables implements Variables {
  missed = false;
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  get(name: string): string | undefined {
    this.missed ||= !this.#values.has(name);
    return this.#values.get(name);
  }

  has(name: string): boolean {
    this.missed ||= !this.#values.has(name);
    return this.#values.has(name);
  }
}
