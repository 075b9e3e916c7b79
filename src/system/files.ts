import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';

/** Reading the machine's files, as the rooms that decide are given it. */
export const files = {
  exists: existsSync,
  isFile: (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  size: (path: string) => statSync(path).size,
  readText: (path: string) => readFileSync(path, 'utf8'),
  readLink: (path: string) => {
    try {
      return readlinkSync(path);
    } catch {
      return undefined; // it is no symlink, or nothing is there
    }
  },
  /** The text of a file that need not be there. */
  readOptional: (path: string) => (files.isFile(path) ? files.readText(path) : undefined),
};
