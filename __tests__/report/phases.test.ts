import { expect, test } from '@jest/globals';
import type { PhaseTime } from '../../src/model/report.ts';
import { describePhases } from '../../src/report/phases.ts';
import { timed } from './a-report.ts';

const phases: readonly PhaseTime[] = [
  { phase: 'planning', start: 0, end: 1 },
  { phase: 'setting up', start: 1, end: 3 },
  { phase: 'building', start: 3, end: 43 },
  { phase: 'verifying the image', start: 43, end: 44 },
  { phase: 'publishing', start: 44, end: 46 },
  { phase: 'finishing', start: 46, end: 76 },
];
const steps = [
  timed('RUN a', 0, 30),
  timed('exporting to image', 30, 34, { kind: 'export' }),
  timed('pushing layers', 33, 35, { kind: 'push' }),
];
const cache = (start: number, end: number) =>
  timed('exporting cache to registry', start, end, { kind: 'cache-export' });

test('names the duration of each phase that ran', () => {
  expect(describePhases({ phases, steps: [...steps, cache(35, 70)] })).toBe(
    'set-up 3.0 s · build 35 s · export 5.0 s · verification 1.0 s · publish 2.0 s · cache export 35 s',
  );
});

test('does not count a cache twice that was written before buildx ended', () => {
  expect(describePhases({ phases: phases.slice(0, 3), steps: [...steps, cache(35, 39)] })).toBe(
    'set-up 3.0 s · build 31 s · export 5.0 s · cache export 4.0 s',
  );
});

test('is empty for a run without phases', () => {
  expect(describePhases({ phases: [], steps: [] })).toBe('');
});
