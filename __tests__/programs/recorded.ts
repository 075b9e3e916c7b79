import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { NEEDS_WHOLE_FILE, readFormat } from '../../src/programs/executable.ts';
import type { Format, Program } from '../../src/programs/format.ts';
import { HEAD_BYTES } from '../../src/programs/limits.ts';

const RECORDINGS: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('recordings.json', import.meta.url), 'utf8'),
);

/** A program that Go or Debian built, with zeros behind its headers. Made by script/record-programs.mjs. */
export function recorded(name: string): Buffer {
  const recording = RECORDINGS[name];
  if (recording === undefined) throw new Error(`no recording ${name}: ${Object.keys(RECORDINGS).join(', ')}`);
  return gunzipSync(Buffer.from(recording, 'base64'));
}

/** The format of a file, read as a layer is read. */
export function formatOf(bytes: Buffer): Format | undefined {
  const format = readFormat(bytes.subarray(0, HEAD_BYTES), bytes.length);
  if (format !== NEEDS_WHOLE_FILE) return format;
  return readFormat(bytes, bytes.length) as Format | undefined;
}

export function programOf(name: string): Program {
  return formatOf(recorded(name)) as Program;
}
