import { closeSync, existsSync, openSync, readFileSync, readlinkSync, readSync, statSync } from 'node:fs';

/** Reads the machine's files, for functions that decide and do no I/O of their own. */
export const files = {
  exists: existsSync,
  isFile: (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  size: (path: string) => statSync(path).size,
  readText: (path: string) => readFileSync(path, 'utf8'),
  readLink: (path: string) => {
    try {
      return readlinkSync(path);
    } catch {
      return undefined; // not a symlink, or it does not exist
    }
  },
  /**
   * Returns the text of a file, or undefined if the file is missing.
   * @param bytes maximum number of bytes to read from its start.
   */
  readOptional: (path: string, bytes?: number) => {
    if (!files.isFile(path)) return undefined;
    return bytes === undefined ? files.readText(path) : readStart(path, bytes);
  },
};

function readStart(path: string, bytes: number): string {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes; length += read)
      read = readSync(file, buffer, length, bytes - length, null);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}
