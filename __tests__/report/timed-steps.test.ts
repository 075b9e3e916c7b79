import { describe, expect, test } from '@jest/globals';
import { positionOf, secondsOf, timedSteps } from '../../src/report/timed-steps.ts';
import { eventsOf, json, logOf, recording } from '../buildkit/replay.ts';
import { timed } from './a-report.ts';

describe('timedSteps', () => {
  const steps = timedSteps(logOf(eventsOf(recording('push'))), (platform) => platform !== 'linux/amd64');

  test('counts from the first step', () => {
    expect(Math.min(...steps.map(({ start }) => start))).toBe(0);
    expect(steps.find(({ kind }) => kind === 'cache-export')).toMatchObject({ platform: undefined, emulated: false });
    expect(steps.find(({ kind }) => kind === 'cache-export')?.start).toBeCloseTo(2.0692, 3);
  });

  test('marks only a RUN as emulated, and only on an emulated platform', () => {
    expect(
      steps.filter(({ emulated }) => emulated).map(({ command, platform }) => [command.slice(0, 12), platform]),
    ).toEqual([
      ['RUN echo "he', 'linux/arm64'],
      ['RUN echo "he', 'linux/arm/v7'],
      ['RUN uname -m', 'linux/arm/v7'],
      ['RUN uname -m', 'linux/arm64'],
    ]);
    const cross = timedSteps(logOf(eventsOf(recording('link'))), (platform) => platform === 'linux/arm64');
    expect(cross.find(({ command }) => command.startsWith('RUN echo arm64'))).toMatchObject({
      platform: 'linux/arm64',
      emulated: false,
    });
  });

  test('is empty for a build without steps', () => {
    expect(timedSteps(logOf([]), () => true)).toEqual([]);
  });

  test('ends a running step now, if that is known', () => {
    const started = { digest: '1', name: '[linux/arm64 2/3] RUN make', started: '2026-01-01T00:00:00Z' };
    const log = logOf(eventsOf(json({ vertexes: [started] })));
    expect(timedSteps(log, () => true)).toEqual([]);
    expect(timedSteps(log, () => true, Date.parse('2026-01-01T00:01:30Z'))).toEqual([
      timed('RUN make', 0, 90, { platform: 'linux/arm64', index: '2/3', emulated: true }),
    ]);
  });
});

describe('secondsOf', () => {
  test('counts the time of parallel steps once', () => {
    expect(secondsOf([timed('a', 0, 4), timed('b', 2, 6), timed('c', 8, 9)])).toBe(7);
    expect(secondsOf([])).toBe(0);
  });
});

describe('positionOf', () => {
  test('names the stage and the number of an instruction', () => {
    expect(positionOf({ stage: 'build', index: '3/4' })).toBe('build 3/4');
    expect(positionOf({ stage: undefined, index: '3/4' })).toBe('3/4');
    expect(positionOf({ stage: 'internal', index: undefined })).toBe('');
  });
});
