import { expect, test } from '@jest/globals';
import { buildArguments } from '../../src/buildkit/arguments.ts';
import { invocationsOf } from '../../src/buildkit/invocations.ts';
import type { Plan } from '../../src/model/plan.ts';
import { openStore } from '../../src/store/open.ts';
import { planFor } from '../plan/a-plan.ts';

const PUSHED = { images: 'ghcr.io/acme/app', tags: '1', push: 'true' };
const NODES = { nodes: '- platforms: linux/arm64' };

/** The store of a plan. Only its exports are used. */
const storeOf = (plan: Plan) => openStore(plan, true, { id: 'id', folder: { path: '/run' } } as never);

async function invocationsFor(inputs: Parameters<typeof planFor>[0]) {
  const plan = await planFor(inputs);
  return invocationsOf(plan, storeOf(plan), '/run');
}

test('builds all platforms with one execution of buildx', async () => {
  const plan = await planFor({ ...PUSHED, driver: 'docker-container' });
  const store = storeOf(plan);
  const exportTo = store?.exportTo();
  expect(exportTo).toBeDefined();
  expect(invocationsOf(plan, store, '/run')).toEqual([{ plan, exportTo, metadataFile: '/run/metadata.json' }]);
});

test('builds each platform separately for several nodes, and pushes to the same repositories', async () => {
  const invocations = await invocationsFor({ ...PUSHED, ...NODES, annotations: 'index:a=1', 'build-args': 'A=1' });
  const attributes = { name: 'ghcr.io/acme/app', push: 'true', 'push-by-digest': 'true' };
  const exportTo = { type: 'image', attributes };
  expect(invocations.map(({ exportTo: to }) => to)).toEqual([exportTo, exportTo]);
  expect(invocations.map(({ metadataFile }) => metadataFile)).toEqual(['/run/metadata-0.json', '/run/metadata-1.json']);
  const [, second] = invocations.map(({ plan, metadataFile }) =>
    buildArguments(plan, { builder: 'b', exports: [], cacheFrom: [], cacheTo: [], metadataFile, exportOnly: false }),
  );
  const described = /^--(?:label|annotation)=(?:index:)?org\.opencontainers\./;
  expect(second?.slice(2, -3).filter((argument) => !described.test(argument))).toEqual([
    '--builder=b',
    '--platform=linux/arm64',
    '--build-arg=A=1',
    '--build-arg=BUILDKIT_MULTI_PLATFORM=1',
    '--annotation=index:a=1',
  ]);
});

test('exports to separate layouts, because buildx does not lock a layout against another buildx', async () => {
  expect((await invocationsFor(NODES)).map(({ exportTo }) => exportTo)).toEqual([
    { type: 'oci', attributes: { dest: '/run/image-0', tar: 'false' } },
    { type: 'oci', attributes: { dest: '/run/image-1', tar: 'false' } },
  ]);
});

test('writes a cache for each platform, and each entry of `cache-to`', async () => {
  const written = async (inputs: Parameters<typeof planFor>[0]) =>
    (await invocationsFor({ ...PUSHED, ...NODES, ...inputs })).map(({ plan }) => plan.cache.to);
  expect(await written({})).toEqual([
    [expect.stringMatching(/:main__linux-amd64,/)],
    [expect.stringMatching(/:main__linux-arm64,/)],
  ]);
  expect(await written({ 'cache-to': 'acme/app:cache' })).toEqual([
    ['type=registry,ref=acme/app:cache,ignore-error=true'],
    ['type=registry,ref=acme/app:cache,ignore-error=true'],
  ]);
});
