import { existsSync, readFileSync, statSync } from 'node:fs';

/** Reading the machine's files, as the rooms that decide are given it. */
export const files = {
  exists: existsSync,
  isFile: (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  size: (path: string) => statSync(path).size,
  readText: (path: string) => readFileSync(path, 'utf8'),
  /** The text of a file that need not be there. */
  readOptional: (path: string) => (files.isFile(path) ? files.readText(path) : undefined),
};
