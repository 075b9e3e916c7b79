import { describe, expect, test } from '@jest/globals';
import { formatPlatform } from '../../src/model/platform.ts';
import { aHost, CLASSIC, planFor } from './a-plan.ts';

const NAMED = { images: 'ghcr.io/acme/app', tags: '1' };
const platformsOf = async (...given: Parameters<typeof planFor>) =>
  (await planFor(...given)).platforms.map(({ platform }) => formatPlatform(platform));

describe('platforms', () => {
  test.each([
    ['are two by default', { ...NAMED, push: 'true' }, aHost(), ['linux/amd64', 'linux/arm64']],
    [
      'are two if the image is loaded into the containerd image store',
      { ...NAMED, load: 'true' },
      aHost(),
      ['linux/amd64', 'linux/arm64'],
    ],
    [
      'are one if the image is loaded into the classic image store',
      { ...NAMED, load: 'true' },
      CLASSIC,
      ['linux/amd64'],
    ],
    ['are empty for a call', { call: 'check' }, aHost(), []],
  ])('%s', async (_, inputs, host, platforms) => {
    expect(await platformsOf({ ...inputs, platforms: '' }, { host })).toEqual(platforms);
  });

  test('are the platform of the host if the image is loaded into the classic image store', async () => {
    const host = aHost({ engine: { containerdStore: false, architecture: 'aarch64' } });
    expect(await platformsOf({ ...NAMED, load: 'true', platforms: '' }, { host })).toEqual(['linux/arm64']);
  });

  test.each([
    [{ ...NAMED, load: 'true' }, 'linux/amd64, linux/arm64'],
    [{ ...NAMED, load: 'true', push: 'true', platforms: '' }, 'linux/amd64, linux/arm64'],
  ])('are rejected if several are loaded into the classic image store: %o', async (inputs, platforms) => {
    await expect(planFor(inputs, { host: CLASSIC })).rejects.toThrow(
      `load: the engine's classic image store holds one platform under a name, and \`platforms\` asks for ${platforms}`,
    );
  });

  const REMOTE = { driver: 'remote', endpoint: 'tcp://there' };

  test('need no emulators on a remote builder', async () => {
    const { platforms, emulators } = await planFor(REMOTE, { dockerfile: 'FROM busybox\nRUN true\n' });
    expect(platforms.map(({ execution }) => execution)).toEqual(['remote', 'remote']);
    expect(emulators).toEqual([]);
  });

  test.each([
    'FROM --platform=linux/amd64 busybox\n',
    'FROM --platform=$BUILDPLATFORM golang AS build\nFROM --platform=linux/amd64 busybox\nCOPY --from=build / /\n',
  ])('are rejected on a remote builder if the last stage is pinned: %j', async (dockerfile) => {
    await expect(planFor(REMOTE, { dockerfile })).rejects.toThrow('pinned to linux/amd64');
  });

  test.each([
    ['an image', 'FROM --platform=$BUILDPLATFORM golang AS build\nFROM busybox:1\n', ['busybox:1', 'busybox:1']],
    ['an image with the target platform in its name', 'FROM busybox:$TARGETARCH\n', ['busybox:amd64', 'busybox:arm64']],
    ["undefined if its name contains the builder's platform", 'FROM busybox:$BUILDARCH\n', [undefined, undefined]],
    ["an image for the builder's platform", 'FROM --platform=$BUILDPLATFORM busybox\n', ['busybox', 'busybox']],
    ['undefined for an unreadable Dockerfile', { unreadable: 'it comes with a Git context' }, [undefined, undefined]],
  ])('have a base image on a remote builder: %s', async (_, dockerfile, bases) => {
    const { platforms } = await planFor(REMOTE, { dockerfile });
    expect(platforms.map(({ base }) => base?.image)).toEqual(bases);
    const { unreadable } = typeof dockerfile === 'string' ? { unreadable: undefined } : dockerfile;
    expect(platforms.map(({ unread }) => unread)).toEqual([unreadable, unreadable]);
  });
});

describe('runs buildx once for each platform', () => {
  const NODES = { nodes: '- platforms: linux/arm64' };
  const RECORDED = { endpoint: 'tcp://a', platforms: [] };

  test.each<[string, Parameters<typeof planFor>[0], Parameters<typeof aHost>[0], boolean]>([
    ['one node: no', { driver: 'docker-container' }, {}, false],
    ['two nodes: yes', NODES, {}, true],
    ['two nodes for one platform: no', { ...NODES, platforms: 'linux/arm64' }, {}, false],
    ['two nodes and a call without a build: no', { ...NODES, call: 'check' }, {}, false],
    ['one endpoint: no', { driver: 'remote', nodes: '- endpoint: tcp://a' }, {}, false],
    ['two endpoints: yes', { driver: 'remote', endpoint: 'tcp://a', nodes: '- endpoint: tcp://b' }, {}, true],
    [
      'an existing builder with one node: no',
      { builder: 'farm' },
      { namedBuilder: { driver: 'remote', nodes: [RECORDED] } },
      false,
    ],
    [
      'an existing builder with two nodes: yes',
      { builder: 'farm' },
      { namedBuilder: { driver: 'remote', nodes: [RECORDED, RECORDED] } },
      true,
    ],
    [
      'the builder of Docker Engine: no',
      { builder: 'default' },
      { namedBuilder: { driver: 'docker', nodes: [] } },
      false,
    ],
  ])('with %s', async (_, inputs, host, separateCalls) => {
    expect((await planFor(inputs, { host: aHost(host) })).separateCalls).toBe(separateCalls);
  });

  test.each(['type=oci,dest=a', 'out\ntype=tar,dest=a'])(
    'rejects an archive, which several calls cannot write: %s',
    async (outputs) => {
      await expect(planFor({ ...NODES, outputs })).rejects.toThrow(
        /^outputs: a builder of several nodes writes no `type=/,
      );
      expect((await planFor({ ...NODES, outputs, platforms: 'linux/arm64' })).separateCalls).toBe(false);
    },
  );
});

describe('labels of the Dockerfile', () => {
  const TITLE = 'org.opencontainers.image.title';
  const labelsFor = async (dockerfile: string, inputs: Parameters<typeof planFor>[0] = {}) => {
    const { build } = (await planFor({ tags: 'acme/app:1', push: 'true', ...inputs }, { dockerfile })).request;
    const labels = Object.fromEntries(build.labels.map(({ name, value }) => [name, value]));
    return { labels, annotated: build.annotations.filter((text) => text.includes(`${TITLE}=`)) };
  };

  test.each<{ readonly title: string; readonly dockerfile: string }>([
    { title: 'of the last stage', dockerfile: `FROM a\nLABEL a=b ${TITLE}="My app"` },
    { title: 'in quotes', dockerfile: `FROM a\nLABEL "${TITLE}"=x` },
    { title: 'in the old form', dockerfile: `FROM a\nLABEL ${TITLE} My app` },
    { title: 'of a stage that it is built on', dockerfile: `FROM a AS base\nLABEL ${TITLE}=x\nFROM base\nRUN true` },
  ])('that describe the project stay, and no annotation contradicts them: $title', async ({ dockerfile }) => {
    const { labels, annotated } = await labelsFor(dockerfile);
    expect([labels[TITLE], annotated]).toEqual([undefined, []]);
    expect(labels['org.opencontainers.image.url']).toBe('https://github.com/acme/app');
  });

  test('give way to labels of the input', async () => {
    const inputs = { labels: `${TITLE}=mine` };
    const { labels, annotated } = await labelsFor(`FROM a\nLABEL ${TITLE}=x`, inputs);
    expect([labels[TITLE], annotated]).toEqual(['mine', [`index:${TITLE}=mine`]]);
  });

  test.each<{ readonly title: string; readonly dockerfile: string }>([
    { title: 'of a stage that is not part of the image', dockerfile: `FROM a AS other\nLABEL ${TITLE}=x\nFROM b` },
    { title: 'of a trigger', dockerfile: `FROM a\nONBUILD LABEL ${TITLE}=x` },
  ])('do not count $title', async ({ dockerfile }) => {
    expect((await labelsFor(dockerfile)).labels[TITLE]).toBe('app');
  });

  test('that state facts of the build are replaced', async () => {
    const { labels } = await labelsFor(
      'FROM a\nLABEL org.opencontainers.image.version=0 org.opencontainers.image.revision=x',
    );
    expect(labels['org.opencontainers.image.version']).toBe('main');
    expect(labels['org.opencontainers.image.revision']).toMatch(/^[0-9a-f]{40}$/);
  });
});
