import { expect, test } from '@jest/globals';
import type { CacheOutcome } from '../../src/cache/caches.ts';
import { composeReport } from '../../src/report/compose.ts';
import { eventsOf, json, logOf } from '../buildkit/replay.ts';
import { planFor } from '../plan/a-plan.ts';

const PLACE = 'ghcr.io/acme/app-buildcache';
const AT = '2026-01-01T00:00:00Z';

/** The report's line about the cache after these attempts to read it, each with its error. */
async function said(imports: readonly (string | undefined)[], cache: CacheOutcome | undefined, inputs = {}) {
  return (await reported(imports, cache, { tags: 'ghcr.io/acme/app:1', push: 'true', ...inputs })).cache;
}

async function reported(imports: readonly (string | undefined)[], cache: CacheOutcome | undefined, inputs = {}) {
  const plan = await planFor(inputs);
  const vertexes = imports.map((error, i) => ({
    ...{ digest: String(i), name: `importing cache manifest from ${PLACE}:${i}`, started: AT, completed: AT, error },
  }));
  const facts = {
    builder: '',
    digest: undefined,
    metadata: undefined,
    image: undefined,
    tags: undefined,
    previous: {},
    previousImage: undefined,
    answer: '',
    seconds: 1,
    ...{ phases: [], engine: undefined, source: undefined },
  };
  return composeReport({ plan, log: logOf(eventsOf(json({ vertexes }))), ...facts, cache, notices: [] });
}

const MISSING = `${PLACE}: not found`;

test.each<[(string | undefined)[], CacheOutcome | undefined, object, string | undefined]>([
  [[undefined, MISSING], 'written', {}, `${PLACE}: read, written (the default branch)`],
  [[MISSING, MISSING], 'written', {}, `${PLACE}: nothing to read yet, written (the default branch)`],
  [[undefined], 'current', {}, `${PLACE}: read, has all of this build already`],
  [[undefined], 'failed', {}, `${PLACE}: read, could not be written`],
  [[undefined], 'none', { push: 'false' }, `${PLACE}: read, not written (the image is not pushed)`],
  [[], 'none', { cache: 'inline' }, 'the image itself: nothing to read yet, written (`cache: inline`)'],
  [
    [],
    'written',
    { 'cache-to': 'type=local,dest=x' },
    'the entries of `cache-to`: not read, written (`cache-from` or `cache-to` is set)',
  ],
  [[], 'none', { cache: 'false' }, undefined],
  [[undefined], undefined, {}, undefined],
])('reports the cache after reads with errors %j, export %s, inputs %j', async (imports, outcome, inputs, expected) => {
  expect(await said(imports, outcome, inputs)).toBe(expected);
});

test.each([
  { outputs: 'type=cacheonly', result: { kind: 'built' } },
  { outputs: 'out\ntype=tar,dest=a.tar\ntype=cacheonly', result: { kind: 'written', destinations: ['out', 'a.tar'] } },
])('reports the files of $outputs', async ({ outputs, result }) => {
  expect((await reported([], 'none', { outputs })).result).toEqual(result);
});

test('has the labels and annotations that the build is given', async () => {
  const { labels, annotations } = await reported([], 'none', { version: '1.2', labels: 'a=1', annotations: 'b=2' });
  expect(labels).toContainEqual({ name: 'a', value: '1' });
  expect(labels).toContainEqual({ name: 'org.opencontainers.image.version', value: '1.2' });
  expect(annotations).toContain('b=2');
});
