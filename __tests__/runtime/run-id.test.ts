import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { createRunId, isOver, type Processes, thisMachine } from '../../src/runtime/run-id.ts';

const here: Processes = {
  host: 'aaaaaa',
  boot: 'bbbb',
  namespace: 'cccc',
  startOf: (pid) => (pid === 42 ? 1000 : undefined),
};
const id = createRunId(here, 42);

test.each<[string, Partial<Processes>, boolean]>([
  ['its owner lives', {}, false],
  ['its owner is gone', { startOf: () => undefined }, true],
  ['another process has its number', { startOf: () => 1001 }, true],
  ['the machine was started anew', { boot: 'dddd' }, true],
  ['another machine', { host: 'eeeeee', startOf: () => undefined }, false],
  ['another container of this machine', { namespace: 'ffff', startOf: () => undefined }, false],
])('%s', (_, change, over) => {
  expect(isOver(id, { ...here, ...change })).toBe(over);
});

test('an owner that is not visible, as in a container', () => {
  const hidden = createRunId(here, 0);
  expect(isOver(hidden, here)).toBe(false);
  expect(isOver(hidden, { ...here, boot: 'dddd' })).toBe(true);
});

test.each(['', 'latest', 'bbbb', `${id}-more`, 'multiarch-build'])('%j is not a run, and is kept', (name) => {
  expect(isOver(name, here)).toBe(false);
});

test('a real process: alive until it ends', async () => {
  const child = spawn('sleep', ['60']);
  const own = createRunId(thisMachine(), child.pid ?? 0);
  expect(isOver(own, thisMachine())).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isOver(own, thisMachine())).toBe(true);
});

test('a run id is valid in the name of a builder and in a tag', () => {
  expect(createRunId(thisMachine(), process.pid)).toMatch(/^[a-z0-9-]{1,50}$/);
});
