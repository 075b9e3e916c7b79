// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { describe, expect, test } from '@jest/globals';
import { formatPlatform } from '../../src/model/platform.ts';
import { type Given, job } from '../inputs/given.ts';
import { aHost, CLASSIC, planFor } from './a-plan.ts';

type Circumstances = NonNullable<Parameters<typeof planFor>[1]>;

/** `alpine at 1 for linux/amd64, linux/arm64` */
async function basesOf(dockerfile: Circumstances['dockerfile'], inputs: Given = {}, more: Circumstances = {}) {
  const { bases } = await planFor(inputs, { dockerfile, ...more });
  return bases.map(
    ({ image, line, platforms }) => `${image} at ${line} for ${platforms.map(formatPlatform).join(', ')}`,
  );
}

const SIMPLE = 'FROM alpine';
const FOUND = ['alpine at 1 for linux/amd64, linux/arm64'];
const DIGEST = `sha256:${'a'.repeat(64)}`;
const CONTAINER = { driver: 'docker-container' };

describe('base images that the plan looks up', () => {
  test('lists each image once, with all platforms that the Dockerfile resolves it for', async () => {
    const text = 'FROM --platform=$BUILDPLATFORM golang AS a\nFROM alpine\nCOPY --from=a / /\nCOPY --from=alpine / /';
    expect(await basesOf(text)).toEqual(['golang at 1 for linux/amd64', 'alpine at 2 for linux/amd64, linux/arm64']);
  });

  test('lists an image for each platform if its name contains the platform', async () => {
    expect(await basesOf('FROM acme/base:${TARGETARCH}')).toEqual([
      'acme/base:amd64 at 1 for linux/amd64',
      'acme/base:arm64 at 1 for linux/arm64',
    ]);
  });

  test('takes a build argument without a value from the environment', async () => {
    const at = job({ TAG: '7' });
    expect(await basesOf('ARG TAG=1\nFROM alpine:$TAG', { 'build-args': 'TAG' }, { at })).toEqual([
      'alpine:7 at 2 for linux/amd64, linux/arm64',
    ]);
    const hidden = job({ INPUT_TAG: '7' });
    expect(
      await basesOf('ARG INPUT_TAG=1\nFROM alpine:$INPUT_TAG', { 'build-args': 'INPUT_TAG' }, { at: hidden }),
    ).toEqual(['alpine:1 at 2 for linux/amd64, linux/arm64']);
  });

  test.each<[string, Given, Circumstances]>([
    ['Docker Engine', {}, {}],
    ['a new builder', CONTAINER, {}],
    [
      'a new builder with another release of BuildKit',
      { 'buildkit-image': 'moby/buildkit:v0.20.0' },
      { host: CLASSIC },
    ],
  ])('lists images for %s', async (_, inputs, more) => {
    expect(await basesOf(SIMPLE, inputs, more)).toEqual(FOUND);
  });

  test.each<[string, Given, Circumstances]>([
    ['a BuildKit image of another publisher', { 'buildkit-image': 'acme.io/buildkit:1' }, {}],
    ['a daemon with its own configuration file', { ...CONTAINER, 'buildkitd-flags': '--config=/x.toml' }, {}],
    ['a builder in a Kubernetes cluster', { driver: 'kubernetes' }, {}],
    ['a daemon on another machine', { driver: 'remote', endpoint: 'tcp://build.lan:1234' }, {}],
    [
      'an existing builder',
      { builder: 'mine' },
      {
        host: aHost({ namedBuilder: { driver: 'docker-container', nodes: [{ endpoint: 'default', platforms: [] }] } }),
      },
    ],
    ['a source policy', {}, { at: job({ EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: 'policy.json' }) }],
    ['a call without a build', { call: 'check' }, {}],
  ])('lists no images for %s', async (_, inputs, more) => {
    expect(await basesOf(SIMPLE, inputs, more)).toEqual([]);
  });

  test('lists no images for an unreadable Dockerfile or for another frontend', async () => {
    expect(await basesOf({ unreadable: 'it is elsewhere' })).toEqual([]);
    const planned = await planFor({}, { dockerfile: '# syntax=acme/frontend\nFROM alpine' });
    expect(planned.bases).toEqual([]);
  });

  test.each([
    ['looks up an image by digest only for a new builder', `FROM alpine@${DIGEST}`, 1, 0],
    ['ignores an invalid image name', 'FROM alpine:', 0, 0],
    ['ignores an invalid tag', 'FROM alpine:a?b', 0, 0],
  ])('%s', async (_, text, byNew, byEngine) => {
    expect(await basesOf(text, CONTAINER)).toHaveLength(byNew);
    expect(await basesOf(text)).toHaveLength(byEngine);
  });

  test('looks up an image on loopback only if the builder shares the network of this step', async () => {
    const text = 'FROM localhost:5000/base';
    const local = { tags: 'localhost:5000/app:1', push: 'true' };
    expect(await basesOf(text)).toHaveLength(1);
    expect(await basesOf(text, { ...CONTAINER, ...local })).toHaveLength(1);
    expect(await basesOf(text, { ...CONTAINER, ...local, 'driver-opts': 'network=bridge' })).toEqual([]);
    expect(await basesOf(text, {}, { host: aHost({ emulators: undefined }) })).toEqual([]);
  });
});
