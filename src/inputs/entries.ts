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
  /** True if it has other keys too, which were reported. A key that seems missing may be one of them. */
  readonly hasUnknownKeys: boolean;
}

/** The entries of an input that is a list of maps with these keys. Reports entries of another form and unknown keys. */
export async function readEntries<Name extends string, Key extends string>(
  inputs: Inputs<Name>,
  name: Name & keyof typeof MAX_ITEMS,
  keys: readonly Key[],
): Promise<readonly Entry<Key>[]> {
  const yaml = inputs.accept(name, await inputs.yaml(name));
  if (yaml === undefined || yaml === '') return [];
  if (!Array.isArray(yaml)) {
    inputs.accept(name, new Wrong('must be a list', 'begin each entry with a dash: - key: value'));
    return [];
  }
  return inputs.items(name, yaml as readonly Yaml[]).flatMap((entry, item) => {
    if (typeof entry === 'string' || Array.isArray(entry)) {
      inputs.reject(name, [new Wrong('must be a map', `write it with the keys ${keys.join(', ')}`)], item);
      return [];
    }
    const unknown = Object.keys(entry).filter((key) => !keys.some((known) => known === key));
    const problems = unknown.map((key) => unknownKey(key, keys));
    inputs.reject(name, problems, item);
    return [{ item, values: entry as Entry<Key>['values'], hasUnknownKeys: unknown.length > 0 }];
  });
}

function unknownKey(key: string, keys: readonly string[]): Wrong {
  // without a space behind its colon `password:x` is a key
  if (key.includes(':')) return new Wrong('a key with a colon in it', 'put a space behind the colon');
  // a key that resembles no known one may be a misplaced secret
  const shown = nearest(key, keys) === undefined ? '' : ` ${quote(key)}`;
  return new Wrong(`unknown key${shown}`, hintFor(key, keys));
}
