import { describe, expect, test } from '@jest/globals';
import type { PhaseTime, TimedStep } from '../../src/model/report.ts';
import { drawTimeline } from '../../src/report/timeline.ts';
import { timed } from './a-report.ts';

const ALL = ['linux/amd64', 'linux/arm64'];

function draw(steps: readonly TimedStep[], phases: readonly PhaseTime[] = []) {
  const drawn = drawTimeline(steps, phases, ALL);
  const lines = drawn?.picture.split('\n') ?? [];
  return { title: drawn?.title, head: lines.slice(0, 7), lines: lines.slice(7, -1) };
}

/** 6 stages of 10 instructions each. */
function manySteps(platforms: readonly string[]): readonly TimedStep[] {
  return platforms.flatMap((platform) =>
    Array.from({ length: 60 }, (_, i) => {
      const where = { platform, stage: `stage${Math.floor(i / 10)}`, index: `${(i % 10) + 1}/10` };
      return timed(`RUN step ${i}`, i, i + 1, { ...where, emulated: platform === 'linux/arm64' });
    }),
  );
}

describe('drawTimeline', () => {
  test('draws a bar for each step, in the order of the platforms', () => {
    const { title, head, lines } = draw([
      timed('load build context', 0, 5, { kind: 'load' }),
      timed('RUN b', 1, 65.001, { platform: 'linux/arm64', emulated: true }),
      timed('COPY x', 1, 30, { platform: 'linux/arm64', cached: true, kind: 'copy' }),
      timed('RUN a', 0.5, 33.25, { platform: 'linux/amd64' }),
    ]);
    expect(title).toBe('Timeline: a bar for each step; orange is emulated; green is from the cache');
    expect(head[0]).toBe('```mermaid');
    expect(head[1]).toMatch(/^%%\{init: \{"theme":"base",.*"displayMode":"compact".*\}%%$/);
    expect(head.slice(2)).toEqual([
      'gantt',
      '  dateFormat HH:mm:ss.SSS',
      '  axisFormat %M:%S',
      '  tickInterval 10second',
      '  todayMarker off',
    ]);
    expect(lines).toEqual([
      '  section linux/amd64',
      '  RUN a :00:00:00.500, 00:00:33.250',
      '  section linux/arm64',
      '  RUN b :crit, 00:00:01.000, 00:01:05.001',
      '  COPY x :done, 00:00:01.000, 00:00:30.000',
      '  section all',
      '  load bu… :00:00:00.000, 00:00:05.000',
    ]);
  });

  test('shows the phases after the build with any clock of the builder', () => {
    const phases: PhaseTime[] = [
      { phase: 'planning', start: 0, end: 1 },
      { phase: 'setting up', start: 1, end: 3 },
      { phase: 'building', start: 3, end: 45 },
      { phase: 'verifying the image', start: 45, end: 50 },
      { phase: 'running the smoke test', start: 50, end: 60 },
      { phase: 'publishing', start: 60, end: 65 },
      { phase: 'finishing', start: 65, end: 80 },
    ];
    const steps = [
      timed('RUN a', 0, 30, { platform: 'linux/amd64' }),
      timed('exporting to image', 30, 40, { kind: 'export' }),
      timed('exporting cache to registry', 40, 75, { kind: 'cache-export' }),
    ];
    expect(draw(steps, phases).lines.slice(2)).toEqual([
      '  section after',
      '  export :00:00:30.000, 00:00:40.000',
      '  cache export :00:00:40.000, 00:01:15.000',
      '  verifi… :00:00:40.000, 00:00:45.000',
      '  smoke tests :00:00:45.000, 00:00:55.000',
      '  publish :00:00:55.000, 00:01:00.000',
    ]);
  });

  test('draws a bar for each stage if there are many steps', () => {
    const { title, lines } = draw(manySteps(ALL));
    expect(title).toBe('Timeline: a bar for each stage of a platform; orange is emulated');
    expect(lines.slice(0, 3)).toEqual([
      '  section linux/amd64',
      '  stage stage0 :00:00:00.000, 00:00:10.000',
      '  stage stage1 :00:00:10.000, 00:00:20.000',
    ]);
    expect(lines).toContain('  stage stage5 :crit, 00:00:50.000, 00:01:00.000');
    expect(lines).toHaveLength(14);
  });

  test('says that bars are left out', () => {
    const { title, lines } = draw(manySteps(Array.from({ length: 20 }, (_, i) => `linux/p${i}`)));
    expect(title).toBe('Timeline: a bar for each stage of a platform, the 40 longest of 120');
    expect(lines.filter((line) => line.includes(' :'))).toHaveLength(40);
  });

  test.each([
    [7_200, '%H:%M', '15minute'],
    [600, '%M:%S', '1minute'],
    [5, '%M:%S', '1second'],
  ])('chooses an axis for %d seconds', (end, format, interval) => {
    const { head } = draw([timed('RUN a', 0, end), timed('RUN b', 0, end)]);
    expect(head.slice(4, 6)).toEqual([`  axisFormat ${format}`, `  tickInterval ${interval}`]);
  });

  test('shortens a label to the width of its bar', () => {
    const long = 'RUN apt-get update and install';
    const { lines } = draw([timed(long, 0, 100), timed(long, 0, 10), timed(long, 0, 1)]);
    expect(lines.slice(1).map((line) => line.split(' :')[0])).toEqual([`  ${long}`, '  RUN apt-ge…', '  \u200b']);
  });

  test.each([
    'RUN a : b, c; d # e %% f',
    'RUN x\n  section evil',
    'RUN `code` ``` <script>alert(1)</script>',
    'RUN %%{init: {"securityLevel":"loose"}}%%',
    '::::',
    `RUN ${'long '.repeat(100)}`,
  ])('escapes the syntax of Mermaid in a name: %j', (name) => {
    const { lines } = draw([timed(name, 0, 5), timed('RUN y', 0, 5)]);
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^ {2}[^:#;%<>`\n]{1,70} :00:00:00\.000, 00:00:05\.000$/);
  });

  test('keeps an address readable', () => {
    expect(draw([timed('RUN curl host:80', 0, 5), timed('RUN y', 0, 5)]).lines[1]).toMatch(/^ {2}RUN curl host∶80 :00/);
  });

  test.each(['title x', 'section x', 'click x', 'gantt', 'excludes monday', '2026-01-01 x'])(
    'does not turn the name %j into a statement',
    (name) => {
      const named = draw([timed(name, 0, 5, { kind: 'other' }), timed('RUN y', 0, 5)]);
      expect(named.lines[1]).toMatch(new RegExp(`^ {2}step ${name} :`));
      const stages = draw(manySteps(ALL).map((step) => ({ ...step, stage: name })));
      expect(stages.lines[1]).toMatch(new RegExp(`^ {2}stage ${name} :`));
    },
  );

  test.each<[string, readonly TimedStep[]]>([
    ['an empty list', []],
    ['one step', [timed('RUN x', 0, 9)]],
    ['results alone', [timed('a', 0, 9, { kind: 'export' }), timed('b', 0, 9, { kind: 'cache-export' })]],
    ['less than a second', [timed('RUN x', 0, 0.4), timed('RUN y', 0, 0.5)]],
    ['more than a day', [timed('RUN x', 0, 9e4), timed('RUN y', 0, 9e4)]],
  ])('draws no timeline of %s', (_, steps) => {
    expect(drawTimeline(steps, [], ALL)).toBeUndefined();
  });

  test("stays within Mermaid's limits", () => {
    const steps = Array.from({ length: 3000 }, (_, number) =>
      timed(`RUN ${'x'.repeat(500)} ${number}`, number, number + 60, { stage: `s${number}`.repeat(50), index: '1/2' }),
    );
    const { picture = '' } = drawTimeline(steps, [], ALL) ?? {};
    expect(picture.length).toBeLessThan(50_000);
    expect(picture.split('\n').length).toBeLessThan(60);
  });
});
