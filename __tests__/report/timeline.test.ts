import { describe, expect, test } from '@jest/globals';
import { drawTimeline, platformSeconds, timedSteps } from '../../src/report/timeline.ts';
import { eventsOf, logOf, recording } from '../buildkit/replay.ts';
import { timed } from './a-report.ts';

describe('timedSteps', () => {
  const steps = timedSteps(logOf(eventsOf(recording('push'))), (platform) => platform !== 'linux/amd64');

  test('counts from the first step', () => {
    expect(Math.min(...steps.map(({ start }) => start))).toBe(0);
    expect(steps.find(({ kind }) => kind === 'cache-export')).toMatchObject({ platform: undefined, emulated: false });
    expect(steps.find(({ kind }) => kind === 'cache-export')?.start).toBeCloseTo(2.0692, 3);
  });

  test('marks only a RUN as emulated, and only on an emulated platform', () => {
    expect(steps.filter(({ emulated }) => emulated).map(({ name, platform }) => [name.slice(0, 12), platform])).toEqual(
      [
        ['RUN echo "he', 'linux/arm64'],
        ['RUN echo "he', 'linux/arm/v7'],
        ['RUN uname -m', 'linux/arm/v7'],
        ['RUN uname -m', 'linux/arm64'],
      ],
    );
    const cross = timedSteps(logOf(eventsOf(recording('link'))), (platform) => platform === 'linux/arm64');
    expect(cross.find(({ name }) => name.startsWith('RUN echo arm64'))).toMatchObject({
      platform: 'linux/arm64',
      emulated: false,
    });
  });

  test('is empty for a build without steps', () => {
    expect(timedSteps(logOf([]), () => true)).toEqual([]);
  });
});

describe('platformSeconds', () => {
  test('counts the time of parallel steps once', () => {
    const here = { platform: 'linux/arm64' };
    const steps = [timed('a', 0, 4, here), timed('b', 2, 6, here), timed('c', 8, 9, here), timed('d', 0, 99)];
    expect(platformSeconds(steps, 'linux/arm64')).toBe(7);
    expect(platformSeconds(steps, 'linux/s390x')).toBe(0);
  });
});

describe('drawTimeline', () => {
  test('draws a section for each platform', () => {
    const steps = [
      timed('load build context', 0, 0.5, { kind: 'load' }),
      timed('RUN a (build 2/3)', 0.5, 3.25, { platform: 'linux/amd64' }),
      timed('RUN b', 1, 3605.001, { platform: 'linux/arm64', emulated: true }),
      timed('COPY x', 1, 30, { platform: 'linux/arm64', cached: true, kind: 'copy' }),
    ];
    expect(drawTimeline(steps)).toBe(
      [
        '```mermaid',
        'gantt',
        '  dateFormat HH:mm:ss.SSS',
        '  axisFormat %H:%M:%S',
        '  todayMarker off',
        '  section linux/arm64',
        '  RUN b :crit, 00:00:01.000, 01:00:05.001',
        '  COPY x :done, 00:00:01.000, 00:00:30.000',
        '```',
      ].join('\n'),
    );
    expect(
      drawTimeline(steps.filter(({ name }) => name !== 'RUN b'))
        .split('\n')
        .slice(5, -1),
    ).toEqual([
      '  section all',
      '  load build context :00:00:00.000, 00:00:00.500',
      '  section linux/amd64',
      '  RUN a (build 2/3) :00:00:00.500, 00:00:03.250',
      '  section linux/arm64',
      '  COPY x :done, 00:00:01.000, 00:00:30.000',
    ]);
  });

  test.each([
    'RUN a : b, c; d # e %% f',
    'RUN x\n  section evil',
    'RUN `code` ``` <script>alert(1)</script>',
    'RUN %%{init: {"securityLevel":"loose"}}%%',
    '::::',
    `RUN ${'long '.repeat(100)}`,
  ])('escapes the syntax of Mermaid in a name: %j', (name) => {
    const lines = drawTimeline([timed(name, 0, 5), timed('RUN y', 0, 5)]).split('\n');
    expect(lines).toHaveLength(9);
    expect(lines[6]).toMatch(/^ {2}[^:#;%<>`\n]{1,70} :00:00:00\.000, 00:00:05\.000$/);
  });

  test('keeps an address readable', () => {
    expect(drawTimeline([timed('RUN curl host:80', 0, 5), timed('RUN y', 0, 5)])).toContain('\n  RUN curl host∶80 :00');
  });

  test.each(['title x', 'section x', 'click x', 'gantt', 'excludes monday', '2026-01-01 x'])(
    'does not turn the name %j into a statement',
    (name) => {
      expect(drawTimeline([timed(name, 0, 5, { kind: 'other' }), timed('RUN y', 0, 5)])).toContain(
        `\n  step ${name} :`,
      );
    },
  );

  test.each<[string, Parameters<typeof drawTimeline>[0]]>([
    ['an empty list', []],
    ['one step', [timed('RUN x', 0, 9)]],
    ['less than a second', [timed('RUN x', 0, 0.4), timed('RUN y', 0, 0.5)]],
    ['more than a day', [timed('RUN x', 0, 9e4), timed('RUN y', 0, 9e4)]],
  ])('draws no timeline of %s', (_, steps) => {
    expect(drawTimeline(steps)).toBe('');
  });

  test("stays within Mermaid's limits", () => {
    const steps = Array.from({ length: 3000 }, (_, number) =>
      timed(`RUN ${'x'.repeat(500)} ${number}`, number, number + 60),
    );
    expect(drawTimeline(steps).length).toBeLessThan(50_000);
    expect(drawTimeline(steps).split('\n').length).toBeLessThan(60);
  });
});
