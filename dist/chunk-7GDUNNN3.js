import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/runtime/lines.ts
var LINE_FEED = 10;
var LineSplitter = class {
  #rest = [];
  /** The lines that this piece of the stream completes, without their line feeds. */
  push(chunk) {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end < 0) {
      if (chunk.length > 0) this.#rest.push(Uint8Array.from(chunk));
      return [];
    }
    const whole = Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = end + 1 < chunk.length ? [Uint8Array.from(chunk.subarray(end + 1))] : [];
    return whole.toString().split("\n");
  }
  /** The last line, where the stream ended without a line feed. */
  end() {
    if (this.#rest.length === 0) return [];
    const line = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    return [line];
  }
};

export {
  LineSplitter
};
