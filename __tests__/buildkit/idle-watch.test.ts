import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { BuildEvent } from '../../src/buildkit/events.ts';
import { type HungSteps, IdleWatch } from '../../src/buildkit/idle-watch.ts';

const TIMEOUTS = { resolve: 100, push: 200, 'cache-import': 100, export: 400 };
const step = (vertex: string, name: string, completed?: number): BuildEvent => ({
  ...{ type: 'step', step: vertex, vertex, name, inputs: [], started: 1, completed, cached: false, error: undefined },
});
const status = (of: string, current: number, completed?: number): BuildEvent => ({
  ...{ type: 'status', step: of, id: 'sha256:1', current, total: 9, at: 1, started: 1, completed },
});
const RESOLVE = 'resolve image config for docker-image://docker.io/library/busybox:latest';

/** Returns the reports after these events and a wait in milliseconds. */
async function reportsAfter(milliseconds: number, ...events: BuildEvent[]): Promise<readonly HungSteps[]> {
  const reports: HungSteps[] = [];
  const watch = new IdleWatch((hung) => reports.push(hung), TIMEOUTS, 100);
  for (const event of events) watch.add(event);
  await wait(milliseconds);
  watch.end();
  return reports;
}

test('reports a step that waits for a registry without progress', async () => {
  expect(await reportsAfter(150, step('a', RESOLVE))).toEqual([
    { message: expect.stringContaining(`in "${RESOLVE}"`), isCache: false },
  ]);
});

test('uses the longest timeout of several steps', async () => {
  const both = [step('a', RESOLVE), step('b', 'pushing layers')];
  expect(await reportsAfter(150, ...both)).toEqual([]);
  expect(await reportsAfter(250, ...both)).toHaveLength(1);
});

test('has no timeout for a RUN or a completed step', async () => {
  expect(await reportsAfter(250, step('a', RESOLVE), step('b', '[2/2] RUN make'))).toEqual([]);
  expect(await reportsAfter(250, step('a', RESOLVE), step('a', RESOLVE, 2))).toEqual([]);
});

test('distinguishes a cache without progress from a registry', async () => {
  const both = [step('a', RESOLVE), step('b', 'importing cache manifest from here')];
  expect(await reportsAfter(150, ...both)).toMatchObject([{ isCache: true }]);
});

const RUN = '[2/2] RUN make';

test.each<[string, BuildEvent[], number]>([
  ['makes no progress', [step('a', RUN), status('a', 0)], 1],
  ['makes no progress during an export', [step('b', 'exporting to image'), step('a', RUN), status('a', 0)], 1],
  ['makes no progress during a RUN', [step('b', '[1/2] RUN make'), step('a', RUN), status('a', 0)], 1],
  ['is downloaded', [step('a', RUN), status('a', 0), status('a', 9, 2)], 0],
  ['belongs to a completed step', [step('a', RUN), status('a', 0), step('a', RUN, 2)], 0],
  ['of a base image makes no progress', [step('a', '[1/2] FROM busybox'), status('a', 0), step('b', RUN)], 0],
])('watches a cached layer that %s', async (_, events, count) => {
  expect(await reportsAfter(150, ...events)).toEqual(
    Array(count).fill({ message: expect.stringContaining(`in "${RUN}"`), isCache: true }),
  );
});

test.each([
  ['restarts the timeout after progress', [0, 1, 2, 3, 4, 5], 0],
  ['does not restart the timeout after a repeated status', [0, 0, 0, 0, 0, 0], 1],
])('%s', async (_, amounts, count) => {
  for (const name of [RESOLVE, RUN]) {
    const reports: HungSteps[] = [];
    const watch = new IdleWatch((hung) => reports.push(hung), TIMEOUTS, 100);
    watch.add(step('a', name));
    for (const current of amounts) {
      watch.add(status('a', current));
      await wait(40);
    }
    watch.end();
    expect(reports).toHaveLength(count);
  }
});
