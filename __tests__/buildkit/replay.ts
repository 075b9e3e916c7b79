import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Display } from '../../src/buildkit/display.ts';
import { type BuildEvent, EventReader } from '../../src/buildkit/events.ts';
import { type BuildLog, Recorder } from '../../src/buildkit/log.ts';

/** What `buildx build --progress rawjson` said on its standard error in a real build. */
export function recording(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'recordings', `${name}.txt`));
}

/** Reads it as it comes from a process: in pieces that end anywhere. */
export function eventsOf(bytes: Buffer, size = 997): readonly BuildEvent[] {
  const reader = new EventReader();
  const events: BuildEvent[] = [];
  for (let at = 0; at < bytes.length; at += size) events.push(...reader.push(bytes.subarray(at, at + size)));
  return [...events, ...reader.end()];
}

export function logOf(events: readonly BuildEvent[], onlyPlatform?: string): BuildLog {
  const recorder = new Recorder(onlyPlatform);
  for (const event of events) recorder.add(event);
  return recorder.log();
}

export function shown(events: readonly BuildEvent[]): readonly string[] {
  const display = new Display();
  return events.flatMap((event) => display.add(event));
}

/** One line of rawjson. */
export function json(value: object): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

export function base64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}
