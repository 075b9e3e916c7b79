const LINE_FEED = 0x0a;

/** Cuts a stream of bytes into lines. A character whose bytes come in two pieces stays whole. */
export class LineSplitter {
  #rest: Uint8Array[] = [];

  /** The lines that this piece of the stream completes, without their line feeds. */
  push(chunk: Uint8Array): readonly string[] {
    const end = chunk.lastIndexOf(LINE_FEED);
    if (end < 0) {
      if (chunk.length > 0) this.#rest.push(Uint8Array.from(chunk));
      return [];
    }
    const whole = Buffer.concat([...this.#rest, chunk.subarray(0, end)]);
    this.#rest = end + 1 < chunk.length ? [Uint8Array.from(chunk.subarray(end + 1))] : [];
    return whole.toString().split('\n');
  }

  /** The last line, where the stream ended without a line feed. */
  end(): readonly string[] {
    if (this.#rest.length === 0) return [];
    const line = Buffer.concat(this.#rest).toString();
    this.#rest = [];
    return [line];
  }
}
