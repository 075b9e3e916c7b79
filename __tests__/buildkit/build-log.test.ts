import { describe, expect, test } from '@jest/globals';
import { busySeconds, cachedPercent } from '../../src/buildkit/build-log.ts';
import { eventsOf, json, logOf, recording } from './replay.ts';

describe('busySeconds', () => {
  test.each<[readonly (readonly [number, number])[], number]>([
    [[], 0],
    [[[0, 1500]], 1.5],
    [
      [
        [0, 1000],
        [2000, 3000],
      ],
      2,
    ],
    [
      [
        [0, 2000],
        [1000, 3000],
      ],
      3,
    ],
    [
      [
        [0, 5000],
        [1000, 2000],
      ],
      5,
    ],
    [
      [
        [2000, 3000],
        [0, 1000],
        [500, 2500],
      ],
      3,
    ],
  ])('%j', (intervals, seconds) => {
    expect(busySeconds(intervals.map(([from, to]) => ({ from, to })))).toBe(seconds);
  });
});

describe('cachedPercent', () => {
  test.each([
    ['cached', undefined, 100],
    ['cached', 'linux/arm/v7', 100],
    ['push', undefined, 20],
    ['push', 'linux/arm64', 20],
    ['link', undefined, 0],
    ['nobase', undefined, undefined],
    ['cached', 'linux/riscv64', undefined],
  ])('of the recording %s for %s is %s', (name, platform, share) => {
    expect(cachedPercent(logOf(eventsOf(recording(name))), platform)).toBe(share);
  });

  test('is 100 only if all instructions are cached', () => {
    const step = (number: number, cached: boolean) => ({
      digest: `sha256:${number}`,
      name: `[${number}/300] RUN ${number}`,
      started: '2026-01-01T00:00:00Z',
      completed: '2026-01-01T00:00:01Z',
      cached,
    });
    const vertexes = Array.from({ length: 299 }, (_, number) => step(number, number > 0));
    expect(cachedPercent(logOf(eventsOf(json({ vertexes }))))).toBe(99);
  });

  test.each([
    [
      'is downloaded',
      [
        ['0', '9', true],
        ['1', '3', false],
      ],
      100,
    ],
    [
      'was then executed',
      [
        ['0', '1', true],
        ['2', '3', false],
      ],
      0,
    ],
    [
      'is still downloading',
      [
        ['0', undefined, true],
        ['1', '3', false],
      ],
      0,
    ],
  ] as const)('counts a cached result that %s', (_, spans, share) => {
    const vertexes = spans.map(([from, to, cached]) => ({
      digest: 'sha256:1',
      name: '[1/1] RUN x',
      started: `2026-01-01T00:00:0${from}Z`,
      ...(to !== undefined && { completed: `2026-01-01T00:00:0${to}Z` }),
      cached,
    }));
    expect(cachedPercent(logOf(eventsOf(json({ vertexes }))))).toBe(share);
  });

  test('counts a cached result with layers that are downloaded during the export', () => {
    const vertex = (from: number, to: number, cached: boolean) => ({
      ...{ digest: 'sha256:1', name: '[1/1] RUN x', cached },
      ...{ started: `2026-01-01T00:00:0${from}Z`, completed: `2026-01-01T00:00:0${to}Z` },
    });
    const statuses = [{ vertex: 'sha256:1', id: 'sha256:2', started: '2026-01-01T00:00:03Z' }];
    const lines = [{ vertexes: [vertex(0, 1, true)] }, { vertexes: [vertex(2, 5, false)], statuses }];
    expect(cachedPercent(logOf(eventsOf(Buffer.concat(lines.map(json)))))).toBe(100);
  });
});

describe('BuildLogRecorder', () => {
  test('merges the vertices of COPY --link and of FROM into one step', () => {
    const { steps } = logOf(eventsOf(recording('link')));
    const copies = steps.filter(({ kind }) => kind === 'copy');
    expect(copies.map(({ name }) => name)).toEqual([
      '[linux/amd64 stage-1 2/3] COPY --link --from=build /out /out',
      '[linux/arm64 stage-1 2/3] COPY --link --from=build /out /out',
    ]);
    expect(copies.every(({ intervals }) => intervals.length === 3)).toBe(true);
    expect(steps.filter(({ kind }) => kind === 'from')).toHaveLength(2);
  });

  test('records the platform and the target of a cross-compiling step', () => {
    const { steps } = logOf(eventsOf(recording('link')));
    expect(steps.find(({ command }) => command === 'RUN echo arm64 > /out')).toMatchObject({
      platform: 'linux/amd64',
      target: 'linux/arm64',
      running: false,
    });
  });

  test('adds the platform to the steps of a single-platform build', () => {
    const { steps } = logOf(eventsOf(recording('execfmt')), 'linux/arm64');
    expect(steps.find(({ kind }) => kind === 'run')).toMatchObject({
      target: 'linux/arm64',
      output: ['exec /bin/sh: exec format error'],
    });
  });

  test('records each warning once, and the last lines of buildx', () => {
    const log = logOf(eventsOf(recording('fail')));
    expect(log.warnings).toHaveLength(2);
    expect(log.text.at(-1)).toMatch(/^ERROR: failed to build/);
    expect(log.lastLine).toBe(log.text.at(-1));
  });

  test('omits steps that did not start', () => {
    const names = logOf(eventsOf(recording('execfmt'))).steps.map(({ name }) => name);
    expect(names).not.toContain('[stage-1 3/3] RUN uname -m');
  });

  test('records running steps and the last line', () => {
    const bytes = recording('push');
    const half = bytes.subarray(0, bytes.indexOf('bGluZSAy'));
    const log = logOf(eventsOf(half));
    expect(log.lastLine).toBe('line 1');
    expect(log.steps.filter(({ running }) => running).map(({ kind }) => kind)).toEqual(['run', 'run', 'run']);
  });
});
