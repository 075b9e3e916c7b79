import { describe, expect, test } from '@jest/globals';
import { base64, eventsOf, json, printedLines, recording } from './replay.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const step = (name: string, from: number, to?: number, more: object = {}) =>
  json({
    vertexes: [{ digest: name, name, started: at(from), ...(to === undefined ? {} : { completed: at(to) }), ...more }],
  });
const log = (vertex: string, second: number, text: string) =>
  json({ logs: [{ vertex, stream: 1, data: base64(text), timestamp: at(second) }] });
const status = (vertex: string, id: string, from: number, now: number, more: object = {}) =>
  json({ statuses: [{ vertex, id, current: 0, started: at(from), timestamp: at(now), ...more }] });
const lines = (...parts: Buffer[]) => printedLines(eventsOf(Buffer.concat(parts)));

describe('ProgressLines', () => {
  test('prints a step, its output and its end', () => {
    expect(lines(step('[2/2] RUN x', 0), log('[2/2] RUN x', 12, 'hello\n\nhalf'), step('[2/2] RUN x', 0, 65))).toEqual([
      '#1 [2/2] RUN x',
      '#1 12.00 hello',
      '#1 12.00',
      '#1 12.00 half',
      '#1 DONE 65.0s',
    ]);
  });

  test.each<[string, object, readonly string[]]>([
    ['from the cache', { cached: true }, ['#1 CACHED']],
    ['failed', { error: 'exit code: 1\nmore' }, ['#1 ERROR: exit code: 1', '#1 more']],
    ['cancelled', { error: 'exit code: 1: context canceled' }, ['#1 CANCELED']],
  ])('prints a step that is %s', (_, more, end) => {
    expect(lines(step('[2/2] RUN x', 0, 1, more))).toEqual(['#1 [2/2] RUN x', ...end]);
  });

  test('prints CACHED after the download of a cached result', () => {
    const name = '[1/2] RUN x';
    const events = [step(name, 0, undefined, { cached: true }), step(name, 1, 2), step(name, 0, 4, { cached: true })];
    expect(lines(...events)).toEqual([`#1 ${name}`, '#1 CACHED', '#1 CACHED']);
  });

  test('prints an end again only if the duration changes', () => {
    const name = '[1/2] FROM x';
    expect(lines(step(name, 0, 1), step(name, 1, 1, { cached: true }), step(name, 5, 7))).toEqual([
      `#1 ${name}`,
      '#1 DONE 1.0s',
      '#1 DONE 3.0s',
    ]);
  });

  test('prints a failed cache export without ERROR', () => {
    const name = 'exporting cache to registry';
    expect(lines(step(name, 0, 1, { error: 'denied\nmore' }))).toEqual([`#1 ${name}`, '#1 not written: denied']);
  });

  test('counts overlapping time once', () => {
    expect(lines(step('x', 0), step('x', 0, 4), step('x', 2, 5)).at(-1)).toBe('#1 DONE 5.0s');
  });

  test('prints the name of a step again after many lines of other steps', () => {
    const other = Array.from({ length: 40 }, (_, number) => log('b', 2, `line ${number}\n`));
    const all = lines(
      step('a', 0),
      step('b', 1),
      log('a', 2, 'near\n'),
      ...other,
      log('a', 3, 'far\n'),
      log('a', 3, 'on\n'),
    );
    expect(all.slice(0, 5)).toEqual(['#1 a', '', '#2 b', '#1 2.000 near', '#2 1.000 line 0']);
    expect(all.slice(-4)).toEqual(['', '#1 a', '#1 3.000 far', '#1 3.000 on']);
  });

  test('prints a long status at intervals and at its end', () => {
    const push = 'pushing layers';
    const of = (now: number, more?: object) => status('x', push, 0, now, { current: now * 1e6, total: 9e6, ...more });
    expect(lines(step('x', 0), of(1), of(2), of(6), of(7), of(8, { completed: at(8) }))).toEqual([
      '#1 x',
      '#1 pushing layers 6.00 MB / 9.00 MB 6.0s',
      '#1 pushing layers 8.00 MB / 9.00 MB 8.0s done',
    ]);
  });

  test('omits short statuses of manifests and layers', () => {
    const done = (id: string, to: number) => status('x', id, 0, to, { completed: at(to) });
    expect(
      lines(step('x', 0), done('exporting manifest sha256:0', 0), done('naming to y', 0), done('writing layer z', 1)),
    ).toEqual(['#1 x', '#1 naming to y 0.0s done', '#1 writing layer z 1.0s done']);
  });

  test('prints a recorded build that failed, to the last line of buildx', () => {
    const all = printedLines(eventsOf(recording('fail')));
    expect(all).toContain('#12 0.207 about to fail');
    expect(all).toContain(
      '#1 WARN: MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 3)',
    );
    expect(all.filter((line) => line.endsWith('CANCELED'))).toHaveLength(2);
    expect(all.slice(-7)).toContain('   5 | >>> RUN echo about to fail && false');
  });

  test.each([
    ['here:main: not found', 'no cache yet'],
    ['unexpected status from HEAD request to x: 403 Forbidden', 'no cache yet, or no permission to read it'],
    ['failed to authorize: failed to fetch oauth token: denied', 'no cache yet, or no permission to read it'],
    ['unexpected status from HEAD request to x: 500 Internal Server Error', /not read: .* 500 /],
  ])('prints a failed cache import without ERROR: %s', (error, expected) => {
    const [, line] = lines(step('importing cache manifest from here', 0, 1, { error }));
    expect(line).toMatch(expected);
    expect(line).not.toMatch(/error:/i);
  });

  test('prints a recorded build from the cache', () => {
    const all = printedLines(eventsOf(recording('cached')));
    expect(all.filter((line) => /^#\d+ CACHED$/.test(line))).toHaveLength(15);
    expect(all).toContain('#14 [linux/amd64 stage-1 3/3] RUN uname -m');
  });

  test('escapes commands for the runner in the output of a build', () => {
    const all = printedLines(eventsOf(recording('link')));
    const output = all.filter((line) => line.startsWith('#11 0.1')).map((line) => line.slice(10));
    expect(output).toEqual(['20%', '# #[group]x', ': :add-mask::y', 'red', 'héllo', 'no newline']);
    expect(all.filter((line) => /##\[/.test(line) || /^\s*::/.test(line))).toEqual([]);
  });
});
