import { Wrong } from '../model/wrong.ts';
import type { MAX_ITEMS } from '../runtime/limits.ts';
import type { Inputs } from './inputs.ts';
import { hintFor, nearest } from './nearest.ts';
import { quote } from './problems.ts';
import type { Yaml } from './yaml.ts';

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
  const yaml = inputs.accept(name, await inputs.yaml(name));
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
