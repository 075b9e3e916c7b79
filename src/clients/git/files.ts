import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** A regular file that is open for reading. */
export interface OpenFile {
  /** In bytes. */
  readonly size: number;
  /** The bytes from `at`: fewer than `length` at the end of the file. */
  read(at: number, length: number): Buffer;
  close(): void;
}

/** Opens a regular file. Undefined if it is missing or cannot be read. A FIFO or a device never blocks. */
export function openFile(path: string): OpenFile | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = fstatSync(fd);
    if (stats.isFile()) return fileOf(fd, stats.size);
  } catch {
    // closed below
  }
  if (fd !== undefined) closeSync(fd);
  return undefined;
}

function fileOf(fd: number, size: number): OpenFile {
  return {
    size,
    read(at, length) {
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
      return buffer.subarray(0, buffer.length === 0 ? 0 : readSync(fd, buffer, 0, buffer.length, at));
    },
    close: () => closeSync(fd),
  };
}

/** The content of a regular file. Undefined if it is missing or larger than `limit` bytes. */
export function readBounded(path: string, limit: number): Buffer | undefined {
  const file = openFile(path);
  if (file === undefined) return undefined;
  try {
    return file.size > limit ? undefined : file.read(0, file.size);
  } catch {
    return undefined;
  } finally {
    file.close();
  }
}

/** The same as text, without trailing white space. */
export function readText(path: string, limit: number): string | undefined {
  return readBounded(path, limit)?.toString('utf8').trimEnd();
}
