import { expect, test } from '@jest/globals';
import { watchProgress } from '../../src/runtime/progress.ts';
import type { Runner } from '../../src/runtime/runner.ts';

test('records the phases, and prints a group for those with a title', () => {
  const groups: string[] = [];
  const progress = watchProgress({ group: (title: string) => groups.push(title) } as unknown as Runner);
  progress.enter('building');
  progress.enter('publishing');
  expect(progress.isPublishing()).toBe(true);
  progress.enter('finishing');
  expect(progress.isPublishing()).toBe(true);
  expect(groups).toEqual(['Build', 'Publication']);
  const phases = progress.phases();
  expect(phases.map(({ phase }) => phase)).toEqual(['planning', 'building', 'publishing', 'finishing']);
  expect(phases[0]?.start).toBe(0);
  expect(phases.slice(1).map(({ start }) => start)).toEqual(phases.slice(0, -1).map(({ end }) => end));
  expect(progress.phases().at(-1)?.end).toBeGreaterThan(phases.at(-1)?.end ?? 0);
});
