import { describe, expect, test } from '@jest/globals';
import { formatPlatform } from '../../src/model/platform.ts';
import { aHost, CLASSIC, planFor } from './a-plan.ts';

const NAMED = { images: 'ghcr.io/acme/app', tags: '1' };
const platformsOf = async (...given: Parameters<typeof planFor>) =>
  (await planFor(...given)).platforms.map(({ platform }) => formatPlatform(platform));

describe('platforms', () => {
  test.each([
    ['two by default', { ...NAMED, push: 'true' }, aHost(), ['linux/amd64', 'linux/arm64']],
    ['load into containerd’s store', { ...NAMED, load: 'true' }, aHost(), ['linux/amd64', 'linux/arm64']],
    ['load into the classic store', { ...NAMED, load: 'true' }, CLASSIC, ['linux/amd64']],
    ['none for a call', { call: 'check' }, aHost(), []],
  ])('%s', async (_, inputs, host, platforms) => {
    expect(await platformsOf({ ...inputs, platforms: '' }, { host })).toEqual(platforms);
  });

  test('the host’s own is loaded into the classic store', async () => {
    const host = aHost({ engine: { containerdStore: false, architecture: 'aarch64' } });
    expect(await platformsOf({ ...NAMED, load: 'true', platforms: '' }, { host })).toEqual(['linux/arm64']);
  });

  test.each([
    [{ ...NAMED, load: 'true' }, 'linux/amd64, linux/arm64'],
    [{ ...NAMED, load: 'true', push: 'true', platforms: '' }, 'linux/amd64, linux/arm64'],
  ])('several cannot be loaded into the classic store: %o', async (inputs, platforms) => {
    await expect(planFor(inputs, { host: CLASSIC })).rejects.toThrow(
      `load: the engine's classic image store holds one platform under a name, and \`platforms\` asks for ${platforms}`,
    );
  });

  const REMOTE = { driver: 'remote', endpoint: 'tcp://there' };

  test("on machines of their own they are the nodes' business", async () => {
    const { platforms, emulators } = await planFor(REMOTE, { dockerfile: 'FROM busybox\nRUN true\n' });
    expect(platforms.map(({ execution }) => execution)).toEqual(['remote', 'remote']);
    expect(emulators).toEqual([]);
  });

  test.each([
    'FROM --platform=linux/amd64 busybox\n',
    'FROM --platform=$BUILDPLATFORM golang AS build\nFROM --platform=linux/amd64 busybox\nCOPY --from=build / /\n',
  ])('there too a last stage that is pinned is refused: %j', async (dockerfile) => {
    await expect(planFor(REMOTE, { dockerfile })).rejects.toThrow('pinned to linux/amd64');
  });

  test.each([
    ['an image', 'FROM --platform=$BUILDPLATFORM golang AS build\nFROM busybox:1\n', ['busybox:1', 'busybox:1']],
    ['what the target decides', 'FROM busybox:$TARGETARCH\n', ['busybox:amd64', 'busybox:arm64']],
    ["what the machine's own platform decides", 'FROM busybox:$BUILDARCH\n', [undefined, undefined]],
    ['an image pinned to that', 'FROM --platform=$BUILDPLATFORM busybox\n', ['busybox', 'busybox']],
    ['nobody knows what', { unreadable: 'it comes with a Git context' }, [undefined, undefined]],
  ])('their base images are known there too: %s', async (_, dockerfile, bases) => {
    const { platforms } = await planFor(REMOTE, { dockerfile });
    expect(platforms.map(({ base }) => base?.image)).toEqual(bases);
    const { unreadable } = typeof dockerfile === 'string' ? { unreadable: undefined } : dockerfile;
    expect(platforms.map(({ unread }) => unread)).toEqual([unreadable, unreadable]);
  });
});

describe('a call of buildx for each platform', () => {
  const NODES = { nodes: '- platforms: linux/arm64' };
  const RECORDED = { endpoint: 'tcp://a', platforms: [] };

  test.each<[string, Parameters<typeof planFor>[0], Parameters<typeof aHost>[0], boolean]>([
    ['a node', { driver: 'docker-container' }, {}, false],
    ['two nodes', NODES, {}, true],
    ['two nodes for one platform', { ...NODES, platforms: 'linux/arm64' }, {}, false],
    ['two nodes and nothing to build', { ...NODES, call: 'check' }, {}, false],
    ['one address', { driver: 'remote', nodes: '- endpoint: tcp://a' }, {}, false],
    ['two addresses', { driver: 'remote', endpoint: 'tcp://a', nodes: '- endpoint: tcp://b' }, {}, true],
    ['a builder of one', { builder: 'farm' }, { namedBuilder: { driver: 'remote', nodes: [RECORDED] } }, false],
    [
      'a builder of two',
      { builder: 'farm' },
      { namedBuilder: { driver: 'remote', nodes: [RECORDED, RECORDED] } },
      true,
    ],
    ["the engine's own", { builder: 'default' }, { namedBuilder: { driver: 'docker', nodes: [] } }, false],
  ])('%s', async (_, inputs, host, apart) => {
    expect((await planFor(inputs, { host: aHost(host) })).apart).toBe(apart);
  });

  test.each(['type=oci,dest=a', 'out\ntype=tar,dest=a'])('which write no archive together: %s', async (outputs) => {
    await expect(planFor({ ...NODES, outputs })).rejects.toThrow(
      /^outputs: a builder of several nodes writes no `type=/,
    );
    expect((await planFor({ ...NODES, outputs, platforms: 'linux/arm64' })).apart).toBe(false);
  });
});
