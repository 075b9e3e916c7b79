/** What the client of the runner's cache service is asked to do; it stands on its standard input, in JSON. */
export type CacheOrder =
  /** Keys are beginnings of keys, best first. */
  | { readonly action: 'restore'; readonly folder: string; readonly keys: readonly string[] }
  | { readonly action: 'save'; readonly folder: string; readonly key: string };

/** Stands before the one line with which the client answers. */
export const ANSWER = 'answer ';
