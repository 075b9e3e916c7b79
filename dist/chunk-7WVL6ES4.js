import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/runtime/files.ts
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, readSync, statSync } from "node:fs";
var files = {
  exists: existsSync,
  isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  size: (path) => statSync(path).size,
  readText: (path) => readFileSync(path, "utf8"),
  readLink: (path) => {
    try {
      return readlinkSync(path);
    } catch {
      return void 0;
    }
  },
  /**
   * Returns the text of a file, or undefined if the file is missing.
   * @param bytes maximum number of bytes to read from its start.
   */
  readOptional: (path, bytes) => {
    if (!files.isFile(path)) return void 0;
    return bytes === void 0 ? files.readText(path) : readStart(path, bytes);
  }
};
function readStart(path, bytes) {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(bytes);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes; length += read)
      read = readSync(file, buffer, length, bytes - length, null);
    return buffer.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

export {
  files
};
