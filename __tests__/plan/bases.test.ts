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

describe('images to look up', () => {
  test('are looked up once each, for all platforms that they are resolved for', async () => {
    const text = 'FROM --platform=$BUILDPLATFORM golang AS a\nFROM alpine\nCOPY --from=a / /\nCOPY --from=alpine / /';
    expect(await basesOf(text)).toEqual(['golang at 1 for linux/amd64', 'alpine at 2 for linux/amd64, linux/arm64']);
  });

  test('are those of each platform', async () => {
    expect(await basesOf('FROM acme/base:${TARGETARCH}')).toEqual([
      'acme/base:amd64 at 1 for linux/amd64',
      'acme/base:arm64 at 1 for linux/arm64',
    ]);
  });

  test('are named by the environment, if a build argument has no value', async () => {
    const at = job({ TAG: '7' });
    expect(await basesOf('ARG TAG=1\nFROM alpine:$TAG', { 'build-args': 'TAG' }, { at })).toEqual([
      'alpine:7 at 2 for linux/amd64, linux/arm64',
    ]);
  });

  test.each<[string, Given, Circumstances]>([
    ['the engine', {}, {}],
    ['a builder that the run makes', CONTAINER, {}],
    [
      'a builder that the run makes, with a BuildKit of another release',
      { 'buildkit-image': 'moby/buildkit:v0.20.0' },
      { host: CLASSIC },
    ],
  ])('are known with %s', async (_, inputs, more) => {
    expect(await basesOf(SIMPLE, inputs, more)).toEqual(FOUND);
  });

  test.each<[string, Given, Circumstances]>([
    ['a BuildKit of another maker', { 'buildkit-image': 'acme.io/buildkit:1' }, {}],
    ['a daemon with a configuration of its own', { ...CONTAINER, 'buildkitd-flags': '--config=/x.toml' }, {}],
    ['a builder in a cluster', { driver: 'kubernetes' }, {}],
    ['a daemon elsewhere', { driver: 'remote', endpoint: 'tcp://build.lan:1234' }, {}],
    [
      'an existing builder',
      { builder: 'mine' },
      {
        host: aHost({ namedBuilder: { driver: 'docker-container', nodes: [{ endpoint: 'default', platforms: [] }] } }),
      },
    ],
    ['a policy of sources', {}, { at: job({ EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: 'policy.json' }) }],
    ['a call, which builds nothing', { call: 'check' }, {}],
  ])('are not known with %s', async (_, inputs, more) => {
    expect(await basesOf(SIMPLE, inputs, more)).toEqual([]);
  });

  test('are not known of a Dockerfile that cannot be read, or is for another frontend', async () => {
    expect(await basesOf({ unreadable: 'it is elsewhere' })).toEqual([]);
    const planned = await planFor({}, { dockerfile: '# syntax=acme/frontend\nFROM alpine' });
    expect(planned.bases).toEqual([]);
  });

  test.each([
    ['a digest is looked up for a new builder only', `FROM alpine@${DIGEST}`, 1, 0],
    ['a name that is none is not looked up', 'FROM alpine:', 0, 0],
    ['a tag that is none is not looked up', 'FROM alpine:a?b', 0, 0],
  ])('%s', async (_, text, byNew, byEngine) => {
    expect(await basesOf(text, CONTAINER)).toHaveLength(byNew);
    expect(await basesOf(text)).toHaveLength(byEngine);
  });

  test('on loopback are looked up only where the loopback of the builder is that of this step', async () => {
    const text = 'FROM localhost:5000/base';
    const local = { tags: 'localhost:5000/app:1', push: 'true' };
    expect(await basesOf(text)).toHaveLength(1);
    expect(await basesOf(text, { ...CONTAINER, ...local })).toHaveLength(1);
    expect(await basesOf(text, { ...CONTAINER, ...local, 'driver-opts': 'network=bridge' })).toEqual([]);
    expect(await basesOf(text, {}, { host: aHost({ emulators: undefined }) })).toEqual([]);
  });
});
