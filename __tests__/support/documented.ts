import { existsSync, readFileSync } from 'node:fs';

/** How an environment is tested, in the words of docs/compatibility.md. */
export const KINDS: readonly string[] = ['run', 'stand-in', 'documentation', 'not supported'];

/** Test files that run `dist`, or more. */
export const RUNS_DIST = /^(?:integration|e2e|long)\//;

export const readDocument = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const TEST_FILE = /`([\w/-]+\.test\.ts)`(?: \(([^)]+)\))?/g;

/** Test files that a text names, and those that do not exist or lack the title in parentheses behind their name. */
export function namedTests(text: string): { readonly names: readonly string[]; readonly missing: readonly string[] } {
  const named = [...text.matchAll(TEST_FILE)].map(([, name = '', title = '']) => ({ name, title }));
  const isMissing = ({ name, title }: { readonly name: string; readonly title: string }) =>
    !existsSync(new URL(`../${name}`, import.meta.url)) || !readDocument(`__tests__/${name}`).includes(title);
  return {
    names: named.map(({ name }) => name),
    missing: named.filter(isMissing).map(({ name, title }) => `${name}: ${title}`),
  };
}
