import { describe, expect, test } from '@jest/globals';
import type { BuilderPlan } from '../../src/model/plan.ts';
import { aHost, CLASSIC, planFor } from './a-plan.ts';

const PUSHED = { images: 'ghcr.io/acme/app', tags: '1', push: 'true' };

describe('who builds, by `driver: auto`', () => {
  test.each([
    ['an engine of today', {}, aHost()],
    ['builder: default', { builder: 'default' }, aHost({ namedBuilder: { driver: 'docker', nodes: [] } })],
    ['driver: docker', { driver: 'docker' }, aHost()],
    ['times from Engine 29.1 on', { 'source-date-epoch': '0' }, aHost({ engine: { version: '29.1.0' } })],
    ['the API that tells platforms', {}, aHost({ engine: { apiVersion: [1, 49] } })],
  ])('the engine: %s', async (_, inputs, host) => {
    expect((await planFor({ ...PUSHED, ...inputs }, { host })).builder.kind).toBe('engine');
  });

  test.each([
    ['whatever the store', {}, CLASSIC, 'engine'],
    ['whatever the API', {}, aHost({ engine: { apiVersion: [1, 44] } }), 'engine'],
    ['for one platform', { platforms: 'linux/arm64' }, CLASSIC, 'engine'],
    ['but for several', { platforms: 'linux/amd64,linux/arm64' }, CLASSIC, 'new'],
    ['but with settings', { 'buildkit-image': 'moby/buildkit:master' }, CLASSIC, 'new'],
  ])('the engine for a call, %s', async (_, inputs, host, kind) => {
    expect((await planFor({ call: 'check', platforms: '', ...inputs }, { host })).builder.kind).toBe(kind);
  });

  test.each([
    ['the classic store', {}, CLASSIC, 'classic'],
    ['an old API', {}, aHost({ engine: { apiVersion: [1, 48] } }), '1.48'],
    ['driver-opts', { 'driver-opts': 'network=host' }, aHost(), '`driver-opts`'],
    ['buildkitd-flags', { 'buildkitd-flags': '--debug' }, aHost(), '`buildkitd-flags`'],
    ['buildkitd-config', { 'buildkitd-config-inline': 'debug = true' }, aHost(), '`buildkitd-config`'],
    ['buildkit-image', { 'buildkit-image': 'moby/buildkit:master' }, aHost(), '`buildkit-image`'],
    ['keep-builder', { 'keep-builder': 'true' }, aHost(), '`keep-builder`'],
    ['nodes', { nodes: '- name: a' }, aHost(), '`nodes`'],
    ['an s3 cache', { 'cache-from': 'type=s3,bucket=b,region=r' }, aHost(), 's3'],
    ['privileges', { allow: 'security.insecure' }, aHost(), 'security.insecure'],
    ['times before Engine 29.1', { 'source-date-epoch': '0' }, aHost({ engine: { version: '29.0.4' } }), '29.0.4'],
    ['parts', { push: 'false', 'push-by-digest': 'true' }, aHost(), 'push by digest'],
  ])('a container: %s', async (_, inputs, host, reason) => {
    const { builder } = await planFor({ ...PUSHED, ...inputs }, { host });
    expect(builder).toMatchObject({ kind: 'new', driver: 'docker-container' });
    expect(builder.reason).toContain(reason);
  });

  test('a builder that exists', async () => {
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
    [{ builder: 'nobodys' }, aHost(), 'there is no builder "nobodys"'],
    [{ driver: 'docker' }, CLASSIC, 'the builder of Docker Engine cannot do this job'],
    [
      { builder: 'default' },
      aHost({ engine: { containerdStore: false }, namedBuilder: { driver: 'docker', nodes: [] } }),
      'cannot do this job',
    ],
  ])('refuses %o', async (inputs, host, message) => {
    await expect(planFor(inputs, { host })).rejects.toThrow(message);
  });
});

describe('a builder that is made', () => {
  const made = async (...given: Parameters<typeof planFor>) =>
    (await planFor(...given)).builder as BuilderPlan & { kind: 'new' };

  test('is of this run, unless it is kept', async () => {
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
    ['registries elsewhere', PUSHED, aHost({ engine: { mirrors: ['https://mirror.acme.io'] } }), []],
    [
      'a network of the user',
      { ...PUSHED, images: 'localhost:5000/app', 'driver-opts': 'network=mine' },
      aHost(),
      ['network=mine'],
    ],
  ])("has the host's network to reach loopback: %s", async (_, inputs, host, options) => {
    expect(optionsOf(await made({ driver: 'docker-container', ...inputs }, { host }))).toEqual([options]);
  });

  test('each node has its own options, and the image that was asked for', async () => {
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

  test('a remote one has the nodes that have addresses, in their order', async () => {
    const nodes = '- endpoint: tcp://one\n- endpoint: tcp://two';
    const endpointsOf = async (endpoint: string) =>
      (await made({ driver: 'remote', nodes, endpoint })).nodes.map((node) => node.endpoint);
    expect(await endpointsOf('')).toEqual(['tcp://one', 'tcp://two']);
    expect(await endpointsOf('tcp://zero')).toEqual(['tcp://zero', 'tcp://one', 'tcp://two']);
  });

  test.each([
    ['containers', {}, [false, false, true]],
    ['daemons of somebody else', { driver: 'remote', endpoint: 'tcp://zero' }, [true, true, true]],
    ['pods', { driver: 'kubernetes' }, [true, true, true]],
  ])('nodes may be on other machines: %s', async (_, inputs, elsewhere) => {
    const nodes = '- endpoint: unix:///here\n- endpoint: ssh://there';
    const builder = await made({ nodes, ...inputs }, { host: aHost({ elsewhere: ['ssh://there'] }) });
    expect(builder.nodes.map((node) => node.elsewhere)).toEqual(elsewhere);
  });

  test('a builder from an earlier job keeps its options', async () => {
    const nodes = ['unix:///here', 'ssh://there'].map((endpoint) => ({ endpoint, platforms: [] }));
    const host = aHost({ namedBuilder: { driver: 'docker-container', nodes }, elsewhere: ['ssh://there'] });
    const plan = await planFor({ 'keep-builder': 'true' }, { host });
    expect(plan.builder).toMatchObject({
      kind: 'existing',
      name: 'multiarch-build',
      nodes: [{ elsewhere: false }, { elsewhere: true }],
    });
    expect(plan.apart).toBe(true);
  });

  test('permits the requested entitlements', async () => {
    const { nodes } = await made({
      driver: 'docker-container',
      allow: 'security.insecure, device=vendor/a, buildx.local.delete',
      network: 'host',
    });
    expect(nodes.map(({ entitlements }) => entitlements)).toEqual([['security.insecure', 'device', 'network.host']]);
  });

  test('a remote one is left as it is', async () => {
    const builder = await made({ driver: 'remote', endpoint: 'tcp://there', ...PUSHED, images: 'localhost:5000/app' });
    expect(optionsOf(builder)).toEqual([[]]);
    expect(builder).toMatchObject({ driver: 'remote', config: undefined });
  });
});
