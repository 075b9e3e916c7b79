import { describe, expect, test } from '@jest/globals';
import { engineNeed } from '../../src/plan/engine-need.ts';
import { selectBuilder } from '../../src/plan/selection.ts';
import { type Given, read } from '../inputs/given.ts';
import { aHost, planFor } from './a-plan.ts';

const BASE = { images: 'ghcr.io/acme/app', tags: '1', push: 'true', platforms: 'linux/amd64' };
const REMOTE = { driver: 'remote', endpoint: 'tcp://buildkit:1234' };
const requestOf = async (inputs: Given) => (await read({ ...BASE, ...inputs })).request;

describe('the existing builder that is used', () => {
  const BOTH = { variable: 'var', current: 'cur' };
  interface SelectionRow {
    readonly title: string;
    readonly inputs?: Given;
    readonly selected: Parameters<typeof selectBuilder>[1];
    readonly reason?: string;
  }

  test.each<SelectionRow>([
    {
      title: 'is named by BUILDX_BUILDER rather than by `docker buildx use`',
      selected: BOTH,
      reason: '`BUILDX_BUILDER` names it',
    },
    {
      title: 'is the builder that `docker buildx use` selected',
      selected: { ...BOTH, variable: undefined },
      reason: '`docker buildx use` selected it',
    },
    {
      title: 'is not named by an empty BUILDX_BUILDER',
      selected: { ...BOTH, variable: '' },
      reason: '`docker buildx use` selected it',
    },
    { title: 'is undefined without a selection', selected: { variable: undefined, current: undefined } },
    { title: 'is undefined if `driver` is set', inputs: REMOTE, selected: BOTH },
    { title: 'is undefined if `driver` is docker', inputs: { driver: 'docker' }, selected: BOTH },
    { title: 'is undefined if `endpoint` is set', inputs: { endpoint: 'tcp://a:1' }, selected: BOTH },
    { title: 'is undefined if `driver-opts` is set', inputs: { 'driver-opts': 'network=host' }, selected: BOTH },
    { title: 'is undefined if `keep-builder` is set', inputs: { 'keep-builder': 'true' }, selected: BOTH },
  ])('$title', async ({ inputs = {}, selected, reason }) => {
    expect(selectBuilder((await requestOf(inputs)).setup, selected)?.reason).toBe(reason);
  });

  test('is in the plan', async () => {
    const nodes = [{ endpoint: 'tcp://a:1', platforms: [] }];
    const host = aHost({ selected: BOTH, namedBuilder: { driver: 'cloud', nodes } });
    expect((await planFor(BASE, { host })).builder).toEqual({
      ...{ kind: 'existing', name: 'var', driver: 'cloud', reason: '`BUILDX_BUILDER` names it' },
      nodes: [{ platforms: [], elsewhere: true }],
    });
  });

  test("is not Docker Engine's builder if that does not support the job", async () => {
    const host = aHost({
      engine: { containerdStore: false },
      selected: { variable: 'default', current: undefined },
      namedBuilder: { driver: 'docker', nodes: [] },
    });
    expect((await planFor(BASE, { host })).builder.kind).toBe('new');
  });

  test('must exist if BUILDX_BUILDER names it', async () => {
    const host = aHost({ selected: { variable: 'gone', current: undefined } });
    await expect(planFor(BASE, { host })).rejects.toThrow('BUILDX_BUILDER: the builder "gone" does not exist');
  });
});

describe('Docker Engine', () => {
  const farm = (driver: string, endpoint: string): NonNullable<Parameters<typeof engineNeed>[1]> => ({
    ...{ name: 'farm', by: 'builder', reason: '' },
    recorded: { driver, nodes: [{ endpoint, platforms: [] }] },
  });
  const KUBERNETES = { driver: 'kubernetes' };
  test.each<[string | undefined, Given, ReturnType<typeof farm> | undefined]>([
    ['driver: auto', {}, undefined],
    ['driver: docker', { driver: 'docker' }, undefined],
    ['driver: docker-container', { driver: 'docker-container' }, undefined],
    [undefined, REMOTE, undefined],
    [undefined, KUBERNETES, undefined],
    [undefined, { endpoint: 'tcp://elsewhere:2376' }, undefined],
    ['driver: auto', { endpoint: 'tcp://127.0.0.1:2376' }, undefined],
    ['load', { ...REMOTE, load: 'true' }, undefined],
    ['load', { ...REMOTE, push: 'false', outputs: 'type=docker' }, undefined],
    [undefined, { ...REMOTE, push: 'false', outputs: 'type=docker,dest=app.tar' }, undefined],
    ['smoke-test', { ...KUBERNETES, 'smoke-test': 'true' }, undefined],
    ['qemu: always', { ...REMOTE, qemu: 'always' }, undefined],
    [undefined, {}, farm('remote', 'tcp://a:1')],
    [undefined, {}, { ...farm('', ''), recorded: undefined }],
    [undefined, {}, farm('cloud', 'cloud://acme/farm')],
    ['the builder farm (driver docker-container)', {}, farm('docker-container', 'unix:///var/run/docker.sock')],
  ])('is needed by %s: %j', async (by, inputs, builder) => {
    expect(engineNeed(await requestOf(inputs), builder, ['tcp://elsewhere:2376'])?.by).toBe(by);
  });
});
