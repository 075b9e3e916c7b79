import { describe, expect, test } from '@jest/globals';
import type { BuilderPlan } from '../../src/model/plan.ts';
import { aHost, CLASSIC, planFor } from './a-plan.ts';

const PUSHED = { images: 'ghcr.io/acme/app', tags: '1', push: 'true' };

describe('the builder that `driver: auto` selects', () => {
  test.each([
    ['a current version', {}, aHost()],
    ['builder: default', { builder: 'default' }, aHost({ namedBuilder: { driver: 'docker', nodes: [] } })],
    ['driver: docker', { driver: 'docker' }, aHost()],
    [
      '`source-date-epoch` with Docker Engine 29.1 or later',
      { 'source-date-epoch': '0' },
      aHost({ engine: { version: '29.1.0' } }),
    ],
    ['an API version that distinguishes platforms', {}, aHost({ engine: { apiVersion: [1, 49] } })],
  ])('is Docker Engine with %s', async (_, inputs, host) => {
    expect((await planFor({ ...PUSHED, ...inputs }, { host })).builder.kind).toBe('engine');
  });

  test.each([
    ['with the classic image store', {}, CLASSIC, 'engine'],
    ['with an old API', {}, aHost({ engine: { apiVersion: [1, 44] } }), 'engine'],
    ['for one platform', { platforms: 'linux/arm64' }, CLASSIC, 'engine'],
    ['unless it is for several platforms', { platforms: 'linux/amd64,linux/arm64' }, CLASSIC, 'new'],
    ['unless an input sets the builder up', { 'buildkit-image': 'moby/buildkit:master' }, CLASSIC, 'new'],
  ])('is Docker Engine for a call, %s', async (_, inputs, host, kind) => {
    expect((await planFor({ call: 'check', platforms: '', ...inputs }, { host })).builder.kind).toBe(kind);
  });

  test.each([
    ['the classic image store', {}, CLASSIC, 'classic'],
    ['an old API', {}, aHost({ engine: { apiVersion: [1, 48] } }), '1.48'],
    ['driver-opts', { 'driver-opts': 'network=host' }, aHost(), '`driver-opts`'],
    ['buildkitd-flags', { 'buildkitd-flags': '--debug' }, aHost(), '`buildkitd-flags`'],
    ['buildkitd-config', { 'buildkitd-config-inline': 'debug = true' }, aHost(), '`buildkitd-config`'],
    ['buildkit-image', { 'buildkit-image': 'moby/buildkit:master' }, aHost(), '`buildkit-image`'],
    ['keep-builder', { 'keep-builder': 'true' }, aHost(), '`keep-builder`'],
    ['nodes', { nodes: '- name: a' }, aHost(), '`nodes`'],
    ['an s3 cache', { 'cache-from': 'type=s3,bucket=b,region=r' }, aHost(), 's3'],
    ['entitlements', { allow: 'security.insecure' }, aHost(), 'security.insecure'],
    [
      '`source-date-epoch` with Docker Engine before 29.1',
      { 'source-date-epoch': '0' },
      aHost({ engine: { version: '29.0.4' } }),
      '29.0.4',
    ],
    ['push by digest', { push: 'false', 'push-by-digest': 'true' }, aHost(), 'push by digest'],
  ])('is a new docker-container builder for %s', async (_, inputs, host, reason) => {
    const { builder } = await planFor({ ...PUSHED, ...inputs }, { host });
    expect(builder).toMatchObject({ kind: 'new', driver: 'docker-container' });
    expect(builder.reason).toContain(reason);
  });

  test('is one that writes OCI layouts for a linked target', async () => {
    const classic = { ...CLASSIC, localImages: ['base'] };
    const inputs = { platforms: 'linux/amd64', load: 'true', tags: 'a/b:1' };
    expect((await planFor(inputs, { host: classic })).builder.kind).toBe('engine');
    expect((await planFor(inputs, { host: classic, linked: [undefined] })).builder).toMatchObject({
      kind: 'new',
      reason: expect.stringContaining('OCI layout of the target base0'),
    });
    expect((await planFor(inputs, { linked: [undefined] })).builder.kind).toBe('engine');
  });

  test('is an existing builder if `builder` names one', async () => {
    const arm = { os: 'linux', architecture: 'arm', variant: 'v7' };
    const nodes = [
      { endpoint: 'kubernetes:///a', platforms: [arm] },
      { endpoint: 'kubernetes:///b', platforms: [] },
    ];
    const host = aHost({ namedBuilder: { driver: 'kubernetes', nodes } });
    expect((await planFor({ builder: 'farm' }, { host })).builder).toEqual({
      kind: 'existing',
      name: 'farm',
      driver: 'kubernetes',
      reason: '`builder` names it',
      nodes: [
        { platforms: [arm], elsewhere: true },
        { platforms: [], elsewhere: true },
      ],
    });
  });

  test.each([
    [{ builder: 'nobodys' }, aHost(), 'the builder "nobodys" does not exist'],
    [{ driver: 'docker' }, CLASSIC, 'the builder of Docker Engine cannot do this job'],
    [
      { builder: 'default' },
      aHost({ engine: { containerdStore: false }, namedBuilder: { driver: 'docker', nodes: [] } }),
      'cannot do this job',
    ],
  ])('is not available for %o', async (inputs, host, message) => {
    await expect(planFor(inputs, { host })).rejects.toThrow(message);
  });
});

describe('a new builder', () => {
  const made = async (...given: Parameters<typeof planFor>) =>
    (await planFor(...given)).builder as BuilderPlan & { kind: 'new' };

  test('has a name of this run, unless `keep-builder` is set', async () => {
    expect(await made({ driver: 'docker-container' })).toMatchObject({
      name: 'multiarch-build-0123456789',
      keep: false,
    });
    expect(await made({ 'keep-builder': 'true' })).toMatchObject({ name: 'multiarch-build', keep: true });
  });

  const optionsOf = ({ nodes }: BuilderPlan & { kind: 'new' }) =>
    nodes.map(({ driverOpts }) => driverOpts.filter((option) => !option.startsWith('image=')));

  test.each([
    ['a registry on loopback', { ...PUSHED, images: 'localhost:5000/app' }, aHost(), ['network=host']],
    ['a mirror on loopback', PUSHED, aHost({ engine: { mirrors: ['http://127.0.0.1:5000/'] } }), ['network=host']],
    ['registries on other hosts', PUSHED, aHost({ engine: { mirrors: ['https://mirror.acme.io'] } }), []],
    [
      "the user's network",
      { ...PUSHED, images: 'localhost:5000/app', 'driver-opts': 'network=mine' },
      aHost(),
      ['network=mine'],
    ],
  ])('uses the host network only to reach loopback: %s', async (_, inputs, host, options) => {
    expect(optionsOf(await made({ driver: 'docker-container', ...inputs }, { host }))).toEqual([options]);
  });

  test('has its own options on each node, and the requested BuildKit image', async () => {
    const { nodes } = await made({
      'buildkit-image': 'moby/buildkit:master',
      'driver-opts': 'env.A=1',
      nodes: '- name: second\n  endpoint: tcp://there\n  platforms: linux/arm64\n  driver-opts: image=own',
    });
    expect(nodes).toMatchObject([
      { name: undefined, endpoint: undefined, driverOpts: ['image=moby/buildkit:master', 'env.A=1'], platforms: [] },
      { name: 'second', endpoint: 'tcp://there', driverOpts: ['image=own'], platforms: [{ architecture: 'arm64' }] },
    ]);
  });

  test('has the nodes with endpoints in the given order if its driver is remote', async () => {
    const nodes = '- endpoint: tcp://one\n- endpoint: tcp://two';
    const endpointsOf = async (endpoint: string) =>
      (await made({ driver: 'remote', nodes, endpoint })).nodes.map((node) => node.endpoint);
    expect(await endpointsOf('')).toEqual(['tcp://one', 'tcp://two']);
    expect(await endpointsOf('tcp://zero')).toEqual(['tcp://zero', 'tcp://one', 'tcp://two']);
  });

  test.each([
    ['containers', {}, [false, false, true]],
    ['remote daemons', { driver: 'remote', endpoint: 'tcp://zero' }, [true, true, true]],
    ['pods', { driver: 'kubernetes' }, [true, true, true]],
  ])('knows which nodes are on other machines: %s', async (_, inputs, elsewhere) => {
    const nodes = '- endpoint: unix:///here\n- endpoint: ssh://there';
    const builder = await made({ nodes, ...inputs }, { host: aHost({ elsewhere: ['ssh://there'] }) });
    expect(builder.nodes.map((node) => node.elsewhere)).toEqual(elsewhere);
  });

  test('is reused with its options if an earlier job kept it', async () => {
    const nodes = ['unix:///here', 'ssh://there'].map((endpoint) => ({ endpoint, platforms: [] }));
    const host = aHost({ namedBuilder: { driver: 'docker-container', nodes }, elsewhere: ['ssh://there'] });
    const plan = await planFor({ 'keep-builder': 'true' }, { host });
    expect(plan.builder).toMatchObject({
      kind: 'existing',
      name: 'multiarch-build',
      nodes: [{ elsewhere: false }, { elsewhere: true }],
    });
    expect(plan.separateCalls).toBe(true);
  });

  test('permits the requested entitlements', async () => {
    const { nodes } = await made({
      driver: 'docker-container',
      allow: 'security.insecure, device=vendor/a, buildx.local.delete',
      network: 'host',
    });
    expect(nodes.map(({ entitlements }) => entitlements)).toEqual([['security.insecure', 'device', 'network.host']]);
  });

  test('is not configured if its driver is remote', async () => {
    const builder = await made({ driver: 'remote', endpoint: 'tcp://there', ...PUSHED, images: 'localhost:5000/app' });
    expect(optionsOf(builder)).toEqual([[]]);
    expect(builder).toMatchObject({ driver: 'remote', config: undefined });
  });
});
