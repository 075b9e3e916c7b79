import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { BuildEvent } from '../../src/build/events.ts';
import { IdleWatch } from '../../src/build/idle.ts';

const PATIENCE = { resolve: 100, push: 200 };
const step = (vertex: string, name: string, completed?: number): BuildEvent => ({
  ...{ type: 'step', step: vertex, vertex, name, inputs: [], started: 1, completed, cached: false, error: undefined },
});
const RESOLVE = 'resolve image config for docker-image://docker.io/library/busybox:latest';

/** What was complained of after these events and so many milliseconds. */
async function complaints(milliseconds: number, ...events: BuildEvent[]): Promise<readonly string[]> {
  const heard: string[] = [];
  const watch = new IdleWatch((message) => heard.push(message), PATIENCE);
  for (const event of events) watch.add(event);
  await wait(milliseconds);
  watch.end();
  return heard;
}

test('a registry that hangs is noticed, by the name of the step', async () => {
  expect(await complaints(150, step('a', RESOLVE))).toEqual([expect.stringContaining(`from "${RESOLVE}"`)]);
});

test('of several steps the most patient counts', async () => {
  const both = [step('a', RESOLVE), step('b', 'pushing layers')];
  expect(await complaints(150, ...both)).toEqual([]);
  expect(await complaints(250, ...both)).toHaveLength(1);
});

test('a RUN may be silent for as long as it likes, and so may what is done', async () => {
  expect(await complaints(250, step('a', RESOLVE), step('b', '[2/2] RUN make'))).toEqual([]);
  expect(await complaints(250, step('a', RESOLVE), step('a', RESOLVE, 2))).toEqual([]);
});

test('every sign counts', async () => {
  const heard: string[] = [];
  const watch = new IdleWatch((message) => heard.push(message), PATIENCE);
  watch.add(step('a', RESOLVE));
  for (let i = 0; i < 4; i += 1) {
    await wait(50);
    watch.add({
      type: 'status',
      step: 'a',
      id: 'sha256:1',
      current: i,
      total: 9,
      at: 1,
      started: 1,
      completed: undefined,
    });
  }
  watch.end();
  expect(heard).toEqual([]);
});
