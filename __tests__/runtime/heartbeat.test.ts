import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { withHeartbeat } from '../../src/runtime/heartbeat.ts';

const INTERVALS = { first: 30, next: 60_000 };

test('prints a line about work that is silent for long, and returns its result', async () => {
  const lines: string[] = [];
  const work = () => wait(200, 'done');
  expect(await withHeartbeat('waiting', (line) => lines.push(line), work, INTERVALS)).toBe('done');
  expect(lines).toEqual([expect.stringMatching(/^waiting: running for 0\.\d s$/)]);
});

test('is silent about work that has ended, also if it failed', async () => {
  const lines: string[] = [];
  const print = (line: string) => lines.push(line);
  const failing = withHeartbeat('waiting', print, () => Promise.reject(new Error('no')), INTERVALS);
  await expect(failing).rejects.toThrow('no');
  await withHeartbeat('waiting', print, async () => undefined, INTERVALS);
  await wait(100);
  expect(lines).toEqual([]);
});
