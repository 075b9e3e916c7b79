import { Wrong } from './problems.ts';

/** Maximum number of items of each input, far above the needs of a workflow, so that no check takes long. */
export const MOST_ITEMS = {
  images: 100,
  tags: 1_000,
  flavor: 100,
  platforms: 100,
  'build-args': 1_000,
  'build-contexts': 100,
  labels: 1_000,
  annotations: 1_000,
  secrets: 1_000,
  'secret-envs': 1_000,
  'secret-files': 1_000,
  ssh: 100,
  'add-hosts': 1_000,
  ulimit: 100,
  allow: 100,
  'no-cache-filters': 1_000,
  attests: 100,
  outputs: 100,
  'driver-opts': 100,
  'cache-from': 100,
  'cache-to': 100,
  nodes: 100,
  'registry-auth': 100,
  runners: 100,
  digests: 1_000,
} as const;

/** The most tags in all repositories together. */
export const MOST_REFERENCES = 1_000;

/** Length of a rule in `tags` or `flavor` and of `version`, in characters. */
const LONGEST_RULE = 4_096;

/** The items of an input. @returns a problem if there are too many. */
export function limitItems<T>(name: keyof typeof MOST_ITEMS, items: readonly T[]): readonly T[] | Wrong {
  const most = MOST_ITEMS[name];
  return items.length > most ? new Wrong(`${items.length} items`, `write at most ${most}`) : items;
}

export function limitRule(text: string): string | Wrong {
  return text.length > LONGEST_RULE
    ? new Wrong(`${text.length} characters`, `shorten it to at most ${LONGEST_RULE}`)
    : text;
}
