import { describe, expect, test } from '@jest/globals';
import { EventReader } from '../../src/buildkit/events.ts';
import { base64, eventsOf, json, recording } from './replay.ts';

const BEGIN = '2026-01-01T00:00:00.000001Z';
const END = '2026-01-01T00:00:01.5Z';
const vertex = { digest: 'sha256:a', name: '[2/2] RUN x', started: BEGIN };

describe('EventReader', () => {
  test.each([1, 7, 4096])('parses a recording in chunks of %i bytes', (size) => {
    const bytes = recording('link');
    expect(eventsOf(bytes, size)).toEqual(eventsOf(bytes, bytes.length));
  });

  test('joins a character and a line from two logs, separately for each stream', () => {
    const log = (stream: number, data: Uint8Array) =>
      json({ logs: [{ vertex: 'sha256:a', stream, data: base64(data) }] });
    const euro = Buffer.from('1 €\n');
    const events = eventsOf(
      Buffer.concat([
        json({ vertexes: [vertex] }),
        log(1, euro.subarray(0, 3)),
        log(2, Buffer.from('error\n')),
        log(1, euro.subarray(3)),
      ]),
    );
    expect(events.flatMap((event) => (event.type === 'output' ? event.line : []))).toEqual(['error', '1 €']);
  });

  test('reports an incomplete line of a step before the end of the step', () => {
    const events = eventsOf(
      json({
        vertexes: [{ ...vertex, completed: END, error: 'exit' }],
        logs: [{ vertex: 'sha256:a', stream: 1, data: base64('no newline'), timestamp: BEGIN }],
      }),
    );
    expect(events).toMatchObject([
      { type: 'step', completed: undefined, error: undefined },
      { type: 'output', line: 'no newline' },
      { type: 'step', completed: Date.parse(END), error: 'exit' },
    ]);
  });

  test('redacts names and errors, and does not change the output of steps', () => {
    const reader = new EventReader((text) => text.replaceAll('hunter2', '***'));
    const named = { ...vertex, name: 'RUN login hunter2', error: 'login hunter2: exit' };
    const log = { vertex: 'sha256:a', stream: 1, data: base64('hunter2\n') };
    expect(reader.push(json({ vertexes: [named], logs: [log] }))).toMatchObject([
      { type: 'step', name: 'RUN login ***' },
      { type: 'output', line: 'hunter2' },
    ]);
    expect(reader.push(json({ vertexes: [{ ...named, completed: END }] }))).toMatchObject([
      { error: 'login ***: exit' },
    ]);
    expect(reader.push(Buffer.from('ERROR: hunter2\n'))).toEqual([{ type: 'text', line: 'ERROR: ***' }]);
  });

  test('reports incomplete lines at the end of the stream', () => {
    const reader = new EventReader();
    reader.push(json({ vertexes: [vertex], logs: [{ vertex: 'sha256:a', stream: 1, data: base64('half') }] }));
    reader.push(Buffer.from('ERROR: x'));
    expect(reader.end()).toMatchObject([
      { type: 'text', line: 'ERROR: x' },
      { type: 'output', step: 'sha256:a', line: 'half' },
    ]);
  });

  test.each(['{', '{"a":1}', '{"vertexes":1}', 'null', '[]', 'plain', '{"vertexes":[}'])(
    'treats %j as text',
    (line) => {
      expect(eventsOf(Buffer.from(`${line}\n`))).toEqual([{ type: 'text', line }]);
    },
  );

  test('accepts JSON with unexpected fields', () => {
    const odd = {
      vertexes: [null, 1, {}],
      logs: [{ data: 1 }],
      statuses: [{}],
      warnings: [{ range: [{}], detail: 'x' }],
    };
    expect(eventsOf(json(odd)).map(({ type }) => type)).toEqual(['step', 'status', 'warning']);
  });

  test('keeps the microseconds of times', () => {
    const at = (started: string) => json({ vertexes: [{ ...vertex, started }] });
    const events = eventsOf(Buffer.concat([at('2026-01-01T00:00:00.000100Z'), at('2026-01-01T00:00:00.000900Z')]));
    const [first, second] = events.flatMap((event) => (event.type === 'step' ? (event.started ?? 0) : []));
    expect((second ?? 0) - (first ?? 0)).toBeCloseTo(0.8, 2);
  });

  test('escapes commands for the runner', () => {
    const bad = '##[group]x';
    const events = eventsOf(
      Buffer.concat([
        json({
          vertexes: [{ ...vertex, name: `[2/2] RUN ${bad}\n::error::y`, completed: END, error: `a\n::error::${bad}` }],
        }),
        json({ statuses: [{ id: bad, vertex: 'sha256:a' }] }),
        json({
          warnings: [{ vertex: 'sha256:a', short: base64(bad), detail: [base64(bad)], sourceInfo: { filename: bad } }],
        }),
        json({ logs: [{ vertex: 'sha256:a', data: base64(`${bad}\n::error::z\n`) }] }),
        Buffer.from(`::error::${bad}\n`),
      ]),
    );
    const all = JSON.stringify(events);
    expect(events).toHaveLength(7);
    expect(all).toContain('# #[group]x');
    expect(all).not.toMatch(/##\[|"::|\\n::/);
  });

  test('ignores the error of a local cache writer that waits for another one', () => {
    const waits = 'rpc error: code = Unavailable desc = ref layer-sha256:1 locked for 2ms (since now): unavailable';
    const lines = [`ERROR: (*service).Write failed: ${waits}`, `ERROR: failed to build: ${waits}`];
    expect(eventsOf(Buffer.from(`${lines.join('\n')}\n`))).toEqual([{ type: 'text', line: lines[1] }]);
  });

  test('parses the warnings of checks', () => {
    const warnings = eventsOf(recording('fail')).filter((event) => event.type === 'warning');
    expect(warnings).toContainEqual(
      expect.objectContaining({
        short: 'MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 3)',
        url: 'https://docs.docker.com/go/dockerfile/rule/maintainer-deprecated/',
        file: 'fail.Dockerfile',
        lines: [3, 3],
      }),
    );
  });
});
