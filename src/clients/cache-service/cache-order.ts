/** The request to the client of the runner's cache service, sent as JSON on its standard input. */
export type CacheOrder =
  /** Keys are prefixes, best first. */
  | { readonly action: 'restore'; readonly folder: string; readonly keys: readonly string[] }
  | { readonly action: 'save'; readonly folder: string; readonly key: string };

/** Prefix of the one line with which the client answers. */
export const ANSWER = 'answer ';
