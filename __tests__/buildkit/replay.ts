import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildLog, BuildLogRecorder } from '../../src/buildkit/build-log.ts';
import { type BuildEvent, EventReader } from '../../src/buildkit/events.ts';
import { ProgressLines } from '../../src/buildkit/progress-lines.ts';

/** Standard error of `buildx build --progress rawjson` in a real build. */
export function recording(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'recordings', `${name}.txt`));
}

/** Parses the output in chunks, as a process prints it. */
export function eventsOf(bytes: Buffer, size = 997): readonly BuildEvent[] {
  const reader = new EventReader();
  const events: BuildEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)));
  return [...events, ...reader.end()];
}

export function logOf(events: readonly BuildEvent[], onlyPlatform?: string): BuildLog {
  const recorder = new BuildLogRecorder(onlyPlatform);
  for (const event of events) recorder.add(event);
  return recorder.log();
}

/** The lines of a build whose events arrive at once. */
export function printedLines(events: readonly BuildEvent[], ok = true): readonly string[] {
  const lines = new ProgressLines();
  return [...events.flatMap((event) => lines.add(event, 0)), ...lines.end(ok)];
}

/** One line of rawjson. */
export function json(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

export function base64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}
