import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { createRunId, haveSameOwner, isOver, type Processes, thisMachine } from '../../src/runtime/run-id.ts';

const here: Processes = {
  host: 'aaaaaa',
  boot: 'bbbb',
  namespace: 'cccc',
  startOf: (pid) => (pid === 42 ? 1000 : undefined),
};
const id = createRunId(here, 42);

test.each<[string, Partial<Processes>, boolean]>([
  ['is not over while its process runs', {}, false],
  ['is over after the end of its process', { startOf: () => undefined }, true],
  ['is over if another process has its id', { startOf: () => 1001 }, true],
  ['is over after a restart of the machine', { boot: 'dddd' }, true],
  ['is not over if it is of another machine', { host: 'eeeeee', startOf: () => undefined }, false],
  ['is not over if it is of another container of this machine', { namespace: 'ffff', startOf: () => undefined }, false],
])('a run %s', (_, change, over) => {
  expect(isOver(id, { ...here, ...change })).toBe(over);
});

test('a run with an invisible process, as in a container, is over only after a restart', () => {
  const hidden = createRunId(here, 0);
  expect(isOver(hidden, here)).toBe(false);
  expect(isOver(hidden, { ...here, boot: 'dddd' })).toBe(true);
});

test.each(['', 'latest', 'bbbb', `${id}-more`, 'multiarch-build'])('%j is not the id of a run that is over', (name) => {
  expect(isOver(name, here)).toBe(false);
});

test('a run of a real process is over after its end', async () => {
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

test('recognises the runs of one owner by all but their random part', () => {
  const [one, other] = ['0123456789abcd-a-b-000001', '0123456789abcd-a-b-000002'];
  expect(haveSameOwner(one, other)).toBe(true);
  for (const foreign of ['0123456789abcd-a-c-000002', '0123456789abce-a-b-000002', '0123456789abcd-a-b-x', 'x']) {
    expect(haveSameOwner(one, foreign)).toBe(false);
  }
});
