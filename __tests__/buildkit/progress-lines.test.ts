import { describe, expect, test } from '@jest/globals';
import { ProgressLines } from '../../src/buildkit/progress-lines.ts';
import { base64, eventsOf, json, printedLines, recording } from './replay.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const step = (name: string, from: number, to?: number, more: object = {}) =>
  json({
    vertexes: [{ digest: name, name, started: at(from), ...(to === undefined ? {} : { completed: at(to) }), ...more }],
  });
const log = (vertex: string, second: number, text: string) =>
  json({ logs: [{ vertex, stream: 1, data: base64(text), timestamp: at(second) }] });
const status = (vertex: string, id: string, current: number, total: number) =>
  json({ statuses: [{ vertex, id, current, total, started: at(0), timestamp: at(1) }] });
const lines = (...parts: Buffer[]) => printedLines(eventsOf(Buffer.concat(parts)));

/** Adds events at times of this process, in seconds. Returns the lines with their times. */
function timed(...parts: readonly (readonly [number, Buffer?])[]): readonly (readonly [number, string])[] {
  const progress = new ProgressLines();
  return parts.flatMap(([second, events]) => {
    const now = second * 1000;
    const printed =
      events === undefined ? progress.tick(now) : eventsOf(events).flatMap((one) => progress.add(one, now));
    return printed.map((line) => [second, line] as const);
  });
}

describe('ProgressLines', () => {
  test('puts platform, stage and number of the step in front of each line of output', () => {
    const name = '[linux/arm64 build 2/2] RUN x';
    expect(lines(step(name, 0), log(name, 12, 'hello\n\nhalf'), step(name, 0, 65))).toEqual([
      '[linux/arm64 build 2/2] hello',
      '[linux/arm64 build 2/2]',
      '[linux/arm64 build 2/2] half',
      '[build 2/2] RUN x: linux/arm64 1 min 5 s',
    ]);
  });

  test('names the platform of a single-platform build', () => {
    const progress = new ProgressLines('linux/amd64');
    const events = eventsOf(Buffer.concat([step('[2/2] RUN x', 0), log('[2/2] RUN x', 1, 'hello\n')]));
    expect(events.flatMap((event) => progress.add(event, 0))).toEqual(['[linux/amd64 2/2] hello']);
  });

  test('prints the end of an instruction once, when the last platform that runs it has ended', () => {
    const [a, b] = ['[linux/amd64 1/2] RUN x', '[linux/arm64 1/2] RUN x'];
    expect(timed([0, step(a, 0)], [0, step(b, 0)], [1, step(a, 0, 1)], [2, step(b, 0, 2)])).toEqual([
      [2, '[1/2] RUN x: linux/amd64 1.0 s, linux/arm64 2.0 s'],
    ]);
  });

  test('waits 10 s for other platforms', () => {
    const [a, b] = ['[linux/amd64 1/2] RUN x', '[linux/arm64 1/2] RUN x'];
    expect(timed([0, step(a, 0)], [0, step(b, 0)], [1, step(a, 0, 1)], [10.9], [11], [14, step(b, 0, 14)])).toEqual([
      [11, '[1/2] RUN x: linux/amd64 1.0 s'],
      [14, '[1/2] RUN x: linux/arm64 14 s'],
    ]);
  });

  test('shows both platforms of an instruction that cross-compiles', () => {
    expect(lines(step('[linux/amd64->arm64 build 1/2] RUN x', 0, 1))).toEqual([
      '[build 1/2] RUN x: linux/amd64->linux/arm64 1.0 s',
    ]);
  });

  test('counts the steps from the cache, for each platform', () => {
    const cached = (name: string) => step(name, 0, 1, { cached: true });
    expect(
      lines(
        cached('[linux/amd64 1/3] FROM x'),
        cached('[linux/amd64 2/3] RUN x'),
        cached('[linux/amd64 3/3] RUN y'),
        cached('[linux/arm64 2/3] RUN x'),
        step('exporting to image', 1, 2),
      ),
    ).toEqual(['linux/amd64: 2 steps from cache', 'linux/arm64: 1 step from cache', 'exporting to image: 1.0 s']);
  });

  test('counts a cached result with layers that are downloaded', () => {
    const name = '[linux/amd64 1/2] RUN x';
    const events = [step(name, 0, undefined, { cached: true }), step(name, 1, 2), step(name, 0, 4, { cached: true })];
    expect(lines(...events)).toEqual(['linux/amd64: 1 step from cache']);
  });

  test('prints an end again only if the step took a second longer', () => {
    const name = '[1/2] RUN x';
    expect(lines(step(name, 0, 1), step(name, 1, 1), step(name, 5, 7))).toEqual([
      '[1/2] RUN x: 1.0 s',
      '[1/2] RUN x: 3.0 s',
    ]);
  });

  test('counts overlapping time once', () => {
    expect(lines(step('[1/2] RUN x', 0), step('[1/2] RUN x', 0, 4), step('[1/2] RUN x', 2, 5)).at(-1)).toBe(
      '[1/2] RUN x: 5.0 s',
    );
  });

  test.each<[string, object, string]>([
    ['failed', { error: 'exit code: 1\nmore' }, '[2/2] RUN x: failed after 1.0 s'],
    ['was stopped', { error: 'exit code: 1: context canceled' }, '[2/2] RUN x: stopped'],
  ])('says that a step %s, without its error', (_, more, end) => {
    expect(lines(step('[2/2] RUN x', 0, 1, more))).toEqual([end]);
  });

  test('prints steps of BuildKit that took a second, with the bytes that they transferred', () => {
    expect(
      lines(
        step('[internal] load .dockerignore', 0, 0.9),
        step('[internal] load build context', 0),
        status('[internal] load build context', 'transferring context:', 5e6, 0),
        step('[internal] load build context', 0, 2),
        step('[linux/arm64 1/2] FROM docker.io/library/golang:1@sha256:'.concat('0'.repeat(64)), 0, 3),
      ),
    ).toEqual(['load build context: 2.0 s (5.00 MB)', '[1/2] FROM docker.io/library/golang:1: linux/arm64 3.0 s']);
  });

  test('prints one line for all caches', () => {
    const read = (ref: string, error?: string) =>
      step(`importing cache manifest from here:${ref}`, 0, 1, error === undefined ? {} : { error });
    const start = (ref: string) => step(`importing cache manifest from here:${ref}`, 0);
    expect(
      lines(
        ...['a', 'b', 'c', 'd', 'e'].map(start),
        read('a'),
        read('b', 'here:b: not found'),
        read('c', 'unexpected status from HEAD request to x: 403 Forbidden'),
        read('d', 'failed to authorize: failed to fetch oauth token: denied'),
        read('e', 'unexpected status from HEAD request to x: 500 Internal Server Error'),
      ),
    ).toEqual([
      'cache read: here:a; does not exist yet: here:b; does not exist yet, or may not be read: here:c, here:d; ' +
        'was not read (unexpected status from HEAD request to x: 500 Internal Server Error): here:e',
    ]);
  });

  test('says why a cache was not written, without the word error', () => {
    const name = 'exporting cache to registry';
    expect(lines(step(name, 0, 1, { error: 'denied\nmore' }))).toEqual([`${name}: not written (denied)`]);
  });

  test('prints a line about a silent step after 15 s, and then every minute, with bytes', () => {
    const name = 'exporting cache to registry';
    const bytes = status(name, 'sha256:0', 5e6, 9e6);
    expect(
      timed([0, step(name, 0)], [14.9], [15], [16, bytes], [74.9], [75], [134]).map(([now, line]) => [now, line]),
    ).toEqual([
      [15, `${name}: running for 15 s`],
      [75, `${name}: running for 1 min 15 s (5.00 MB of 9.00 MB)`],
    ]);
  });

  test('prints no such line about a step that prints or has ended', () => {
    const name = '[linux/arm64 1/2] RUN x';
    const all = timed([0, step(name, 0)], [10, log(name, 1, 'hello\n')], [24], [25, step(name, 0, 25)], [100]);
    expect(all.map(([, line]) => line)).toEqual(['[linux/arm64 1/2] hello', '[1/2] RUN x: linux/arm64 25 s']);
  });

  test('prints lines of buildx, but not its final error: the error of the step says it', () => {
    const text = (line: string) => Buffer.from(`${line}\n`);
    const events = eventsOf(Buffer.concat([text('WARNING: x'), step('[1/2] RUN x', 0, 1), text('ERROR: failed')]));
    expect(printedLines(events, false)).toEqual(['WARNING: x', '[1/2] RUN x: 1.0 s']);
    expect(printedLines(events, true)).toContain('ERROR: failed');
  });

  test('prints a recorded build that failed', () => {
    expect(printedLines(eventsOf(recording('fail')), false)).toEqual([
      '[linux/amd64 2/3] before',
      '[linux/arm64 2/3] before',
      '[linux/arm/v7 2/3] before',
      '[2/3] RUN echo before: linux/amd64 0.2 s, linux/arm64 0.2 s, linux/arm/v7 0.3 s',
      '[linux/amd64 3/3] about to fail',
      '[linux/arm64 3/3] about to fail',
      '[linux/arm/v7 3/3] about to fail',
      '[3/3] RUN echo about to fail && false: linux/amd64 failed after 0.2 s, linux/arm64 stopped, linux/arm/v7 stopped',
    ]);
  });

  test('prints a recorded build from the cache in four lines', () => {
    expect(printedLines(eventsOf(recording('cached')))).toEqual([
      'linux/amd64: 5 steps from cache',
      'linux/arm/v7: 5 steps from cache',
      'linux/arm64: 5 steps from cache',
      'exporting to image: 0.1 s',
    ]);
  });

  test('prints fewer than 500 lines for six platforms of 60 steps that print a line each', () => {
    const platforms = ['amd64', 'arm64', 'arm/v7', 'ppc64le', 's390x', 'riscv64'].map((name) => `linux/${name}`);
    const events = Array.from({ length: 60 }, (_, i) => {
      const names = platforms.map(
        (platform) => `[${platform} stage-${Math.floor(i / 10)} ${(i % 10) + 1}/10] RUN ${i}`,
      );
      return [
        ...names.map((name) => step(name, i)),
        ...names.map((name) => log(name, i, `compiling ${i}\n`)),
        ...names.map((name) => step(name, i, i + 1)),
      ];
    });
    const all = lines(...events.flat());
    expect(all.length).toBeGreaterThanOrEqual(420);
    expect(all.length).toBeLessThan(500);
  });

  test('escapes commands for the runner in the output of a build', () => {
    const all = printedLines(eventsOf(recording('link')));
    const mark = '[linux/amd64 stage-1 3/3] ';
    const output = all.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
    expect(output).toEqual(['20%', '# #[group]x', ': :add-mask::y', 'red', 'héllo', 'no newline']);
    expect(all.filter((line) => /##\[/.test(line) || /^\s*::/.test(line))).toEqual([]);
  });
});
