import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { BuildEvent } from '../../src/buildkit/events.ts';
import { type Hang, IdleWatch } from '../../src/buildkit/idle.ts';

const PATIENCE = { resolve: 100, push: 200, 'cache-import': 100, export: 400 };
const step = (vertex: string, name: string, completed?: number): BuildEvent => ({
  ...{ type: 'step', step: vertex, vertex, name, inputs: [], started: 1, completed, cached: false, error: undefined },
});
const status = (of: string, current: number, completed?: number): BuildEvent => ({
  ...{ type: 'status', step: of, id: 'sha256:1', current, total: 9, at: 1, started: 1, completed },
});
const RESOLVE = 'resolve image config for docker-image://docker.io/library/busybox:latest';

/** What was complained of after these events and so many milliseconds. */
async function complaints(milliseconds: number, ...events: BuildEvent[]): Promise<readonly Hang[]> {
  const heard: Hang[] = [];
  const watch = new IdleWatch((hang) => heard.push(hang), PATIENCE, 100);
  for (const event of events) watch.add(event);
  await wait(milliseconds);
  watch.end();
  return heard;
}

test('a registry that hangs is noticed, by the name of the step', async () => {
  expect(await complaints(150, step('a', RESOLVE))).toEqual([
    { message: expect.stringContaining(`from "${RESOLVE}"`), ofCache: false },
  ]);
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

test('a cache that hangs is told from a registry', async () => {
  const both = [step('a', RESOLVE), step('b', 'importing cache manifest from here')];
  expect(await complaints(150, ...both)).toMatchObject([{ ofCache: true }]);
});

const RUN = '[2/2] RUN make';

test.each<[string, BuildEvent[], number]>([
  ['is not coming', [step('a', RUN), status('a', 0)], 1],
  ['is not coming, beside an export', [step('b', 'exporting to image'), step('a', RUN), status('a', 0)], 1],
  ['is not coming, beside work', [step('b', '[1/2] RUN make'), step('a', RUN), status('a', 0)], 1],
  ['is there', [step('a', RUN), status('a', 0), status('a', 9, 2)], 0],
  ['came for a step that has ended', [step('a', RUN), status('a', 0), step('a', RUN, 2)], 0],
  ['of a base image is not coming', [step('a', '[1/2] FROM busybox'), status('a', 0), step('b', RUN)], 0],
])('a cached layer that %s', async (_, events, count) => {
  expect(await complaints(150, ...events)).toEqual(
    Array(count).fill({ message: expect.stringContaining(`from "${RUN}"`), ofCache: true }),
  );
});

test.each([
  ['every sign counts', [0, 1, 2, 3, 4, 5], 0],
  ['what is only repeated is no sign', [0, 0, 0, 0, 0, 0], 1],
])('%s', async (_, amounts, count) => {
  for (const name of [RESOLVE, RUN]) {
    const heard: Hang[] = [];
    const watch = new IdleWatch((hang) => heard.push(hang), PATIENCE, 100);
    watch.add(step('a', name));
    for (const current of amounts) {
      watch.add(status('a', current));
      await wait(40);
    }
    watch.end();
    expect(heard).toHaveLength(count);
  }
});
