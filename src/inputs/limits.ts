import { Wrong } from '../model/wrong.ts';
import { MAX_ITEMS, MAX_RULE_CHARS } from '../runtime/limits.ts';

/** The items of an input. @returns a problem if there are too many. */
export function limitItems<T>(name: keyof typeof MAX_ITEMS, items: readonly T[]): readonly T[] | Wrong {
  const most = MAX_ITEMS[name];
  return items.length > most ? new Wrong(`${items.length} items`, `write at most ${most}`) : items;
}

export function limitRule(text: string): string | Wrong {
  return text.length > MAX_RULE_CHARS
    ? new Wrong(`${text.length} characters`, `shorten it to at most ${MAX_RULE_CHARS}`)
    : text;
}
