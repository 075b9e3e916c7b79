import { type MAX_ITEMS, MAX_YAML_ALIASES, MAX_YAML_CHARS } from '../runtime/limits.ts';
import type { Inputs } from './inputs.ts';
import { hintFor, nearest } from './nearest.ts';
import { quote, Wrong } from './problems.ts';

/** YAML in which every scalar is the text as written, so that `0123` and `no` are not converted. */
export type Yaml = string | readonly Yaml[] | { readonly [key: string]: Yaml };

/** Reads YAML 1.2 with the failsafe schema. A problem is reported by its position only: the text may hold passwords. */
export async function parseYaml(text: string): Promise<Yaml | Wrong> {
  if (text.trim() === '') return '';
  if (text.length > MAX_YAML_CHARS)
    return new Wrong(`YAML of ${text.length} characters`, `shorten it to ${MAX_YAML_CHARS}`);
  // loaded only if an input has YAML: it is the largest library of this folder
  const { LineCounter, parseDocument } = (await import('yaml')).default;
  const lineCounter = new LineCounter();
  const options = { schema: 'failsafe', resolveKnownTags: false, prettyErrors: false, logLevel: 'error' } as const;
  const document = parseDocument(text, { ...options, lineCounter });
  const place = ([offset]: readonly [number, number]) => {
    const { line, col } = lineCounter.linePos(offset);
    return `at line ${line}, column ${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined) {
    return new Wrong(`not YAML ${place(error.pos)} (${error.code.toLowerCase().replaceAll('_', ' ')})`);
  }
  // a tag such as !!js/function or !!binary asks for another value than the text that is written
  const [warning] = document.warnings;
  if (warning !== undefined) return new Wrong(`a YAML tag or directive ${place(warning.pos)}`, 'write the plain value');
  try {
    return document.toJS({ maxAliasCount: MAX_YAML_ALIASES }) ?? '';
  } catch {
    return new Wrong('aliases that multiply or have no anchor', 'write the values out');
  }
}

/** One entry of a list in YAML: its place in the list, and its values by key. */
export interface Entry<Key extends string> {
  readonly item: number;
  readonly values: Readonly<Partial<Record<Key, Yaml>>>;
}

/** The entries of an input that is a list of maps with these keys. Other entries are left out and reported. */
export async function readEntries<Name extends string, Key extends string>(
  inputs: Inputs<Name>,
  name: Name & keyof typeof MAX_ITEMS,
  keys: readonly Key[],
): Promise<readonly Entry<Key>[]> {
  const yaml = inputs.accept(name, await parseYaml(inputs.raw(name)));
  if (yaml === undefined || yaml === '') return [];
  if (!Array.isArray(yaml)) {
    inputs.accept(name, new Wrong('not a list', 'begin each entry with a dash: - key: value'));
    return [];
  }
  return inputs.items(name, yaml as readonly Yaml[]).flatMap((entry, item) => {
    const values = inputs.accept(name, parseEntry(entry, keys), item);
    return values === undefined ? [] : [{ item, values }];
  });
}

function parseEntry<Key extends string>(entry: Yaml, keys: readonly Key[]): Entry<Key>['values'] | Wrong {
  if (typeof entry === 'string' || Array.isArray(entry)) {
    return new Wrong('not a map', `write it with the keys ${keys.join(', ')}`);
  }
  const unknown = Object.keys(entry).find((key) => !keys.some((known) => known === key));
  if (unknown === undefined) return entry as Entry<Key>['values'];
  // without a space behind its colon `password:x` is a key
  if (unknown.includes(':')) return new Wrong('a key with a colon in it', 'put a space behind the colon');
  // a key that resembles no known one may be a misplaced secret
  const shown = nearest(unknown, keys) === undefined ? '' : ` ${quote(unknown)}`;
  return new Wrong(`unknown key${shown}`, hintFor(unknown, keys));
}
