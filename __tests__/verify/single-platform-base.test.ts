import { describe, expect, test } from '@jest/globals';
import type { Registry } from '../../src/clients/registry/client.ts';
import { RegistryError } from '../../src/clients/registry/error.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { digestOf } from '../../src/model/digest.ts';
import { messageOf } from '../../src/model/errors.ts';
import { OCI_INDEX } from '../../src/model/media-type.ts';
import type { PlatformPlan } from '../../src/model/plan.ts';
import type { Platform } from '../../src/model/platform.ts';
import {
  compatibleBaseNotices,
  type FoundBase,
  findSinglePlatformBases,
  refuseMismatchedBase,
} from '../../src/verify/single-platform-base.ts';

const platform = (name: string) => parsePlatform(name) as Platform;

const planned = (name: string, image?: string): PlatformPlan => ({
  platform: platform(name),
  execution: 'copied',
  reason: 'no RUN',
  foreign: [],
  base: image === undefined ? undefined : { image, line: 3 },
});

test.each<[string, PlatformPlan, string | undefined]>([
  [
    'is rejected if the base image exists only for another architecture',
    planned('linux/arm64', 'acme/tool:1'),
    'app/Dockerfile:3: acme/tool:1 exists for linux/arm/v7 only, so the linux/arm64 image would hold linux/arm/v7 programs',
  ],
  ['is accepted if the base image exists for its platform', planned('linux/arm/v7', 'acme/tool:1'), undefined],
  ['is accepted if the base image exists for another variant', planned('linux/arm/v6', 'acme/tool:1'), undefined],
  ['is accepted if the base image has several platforms', planned('linux/arm64', 'busybox'), undefined],
  ['is accepted if the base image is unknown', planned('linux/arm64'), undefined],
])('an image %s', (_, plan, message) => {
  const refusal = () => {
    try {
      refuseMismatchedBase(
        [planned('linux/arm/v7', 'acme/tool:1'), plan],
        [{ image: 'acme/tool:1', platform: platform('linux/arm/v7') }],
        'app/Dockerfile',
      );
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  expect(refusal()).toBe(message);
});

describe('an image on an index', () => {
  const verdictOf = (name: string, listed: readonly (string | undefined)[]) => {
    const found = [
      { image: 'acme/tool:1', listed: listed.map((each) => (each === undefined ? each : platform(each))) },
    ];
    const images = [planned(name, 'acme/tool:1')];
    try {
      return [
        ...refuseMismatchedBase(images, found, 'Dockerfile'),
        ...compatibleBaseNotices(images, found, 'Dockerfile'),
      ];
    } catch (error) {
      return messageOf(error);
    }
  };

  test('is rejected if BuildKit uses a 32-bit image for arm64', () => {
    expect(verdictOf('linux/arm64', ['linux/amd64', 'linux/arm/v6', 'linux/arm/v7'])).toBe(
      'Dockerfile:3: acme/tool:1 does not exist for linux/arm64, and BuildKit uses its image for linux/arm/v7, so the linux/arm64 image would hold linux/arm/v7 programs',
    );
  });

  test('is accepted with a notice if BuildKit uses a 32-bit image for amd64', () => {
    expect(verdictOf('linux/amd64', ['linux/386', 'linux/arm64'])).toEqual([
      'Dockerfile:3: acme/tool:1 does not exist for linux/amd64, and BuildKit uses its image for linux/386. Every linux/amd64 machine runs its programs, so the linux/amd64 image may hold them.',
    ]);
  });

  test.each<{ title: string; name: string; listed: readonly (string | undefined)[] }>([
    { title: 'its platform', name: 'linux/arm64', listed: ['linux/arm/v7', 'linux/arm64'] },
    { title: 'its platform beside a 32-bit one', name: 'linux/amd64', listed: ['linux/386', 'linux/amd64'] },
    { title: 'an older variant', name: 'linux/arm/v7', listed: ['linux/arm/v6'] },
    { title: 'an image without a platform', name: 'linux/arm64', listed: [undefined] },
    { title: 'no image that BuildKit could use', name: 'linux/arm64', listed: ['linux/s390x'] },
  ])('is accepted if the index has $title', ({ name, listed }) => {
    expect(verdictOf(name, listed)).toEqual([]);
  });
});

test('an amd64 image whose base image exists for 386 only is accepted with a notice', () => {
  const found: readonly FoundBase[] = [{ image: 'acme/wine', platform: platform('linux/386') }];
  const plans = [planned('linux/amd64', 'acme/wine'), planned('linux/386', 'acme/wine')];
  expect(refuseMismatchedBase(plans, found, 'Dockerfile')).toEqual([]);
  expect(compatibleBaseNotices(plans, found, 'Dockerfile')).toEqual([
    'Dockerfile:3: acme/wine exists for linux/386 only. Every linux/amd64 machine runs its programs, so the linux/amd64 image may hold them.',
  ]);
  expect(() => refuseMismatchedBase([planned('linux/arm64', 'acme/wine')], found, 'Dockerfile')).toThrow(
    'linux/386 only',
  );
});

const failure = (verdict: 'transient' | 'final', status?: number, code?: string) =>
  new RegistryError('reading acme/tool:1 failed', { verdict, status, code });

test.each<[string, RegistryError, 'error' | 'warning']>([
  ['an error after a 503', failure('transient', 503), 'error'],
  ['an error after a 429 with a long wait', failure('final', 429), 'error'],
  ['a warning after a 400', failure('final', 400), 'warning'],
  ['an error after a connection reset', failure('transient', undefined, 'ECONNRESET'), 'error'],
  ['an error after a digest mismatch', failure('transient', undefined, 'DIGEST_MISMATCH'), 'error'],
  [
    'a warning if the host name is unknown, as without internet',
    failure('transient', undefined, 'ENOTFOUND'),
    'warning',
  ],
  ['a warning after a connection timeout', failure('transient', undefined, 'UND_ERR_CONNECT_TIMEOUT'), 'warning'],
  ['a warning after an untrusted certificate', failure('final', undefined, 'SELF_SIGNED_CERT_IN_CHAIN'), 'warning'],
])('a failed look-up of a base image is %s', (_, error, expected) => {
  const found: readonly FoundBase[] = [{ image: 'acme/tool:1', error: error }];
  const plans = [planned('linux/amd64', 'acme/tool:1'), planned('linux/arm64', 'acme/tool:1')];
  const message =
    'Dockerfile:3: acme/tool:1 may exist for one platform only. Its platforms are unknown: reading acme/tool:1 failed';
  const refusal = () => refuseMismatchedBase(plans, found, 'Dockerfile');
  if (expected === 'error') expect(refusal).toThrow(message);
  else expect(refusal()).toEqual([message]);
});

describe('the look-up of a base image', () => {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'arm64' }));
  const CONFIG = 'application/vnd.oci.image.config.v1+json';
  const described = { mediaType: CONFIG, digest: digestOf(config), size: config.length };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config: described, layers: [] }));
  const manifest = { digest: digestOf(bytes), mediaType: 'application/vnd.oci.image.manifest.v1+json', bytes };

  /** A client of these hosts: an error is thrown, a host that is not listed has no image. */
  const registry = (hosts: Readonly<Record<string, Error | undefined>>) =>
    ({
      async headManifest({ registry: host }: { readonly registry: string }) {
        if (hosts[host] instanceof Error) throw hosts[host];
        return host in hosts ? manifest : undefined;
      },
      getManifest: async () => manifest,
      getBlob: async () => config,
    }) as unknown as Registry;
  const single = { image: 'busybox', platform: platform('linux/arm64') };

  test.each<[string, Readonly<Record<string, Error | undefined>>, readonly object[]]>([
    ['finds it in a mirror', { 'mirror.io': undefined }, [single]],
    [
      'finds it at Docker Hub if a mirror answers 503',
      { 'mirror.io': failure('transient', 503), 'docker.io': undefined },
      [single],
    ],
    [
      'returns the error of a mirror that answers 503',
      { 'mirror.io': failure('transient', 503) },
      [{ image: 'busybox', error: expect.any(RegistryError) }],
    ],
    ['finds nothing if no registry has it', {}, []],
    [
      'finds nothing if no registry lets the account read it',
      { 'mirror.io': failure('final', 401), 'docker.io': failure('final', 403) },
      [],
    ],
  ])('%s', async (_, hosts, found) => {
    const mirrored = new Map([['docker.io', { mirrors: ['mirror.io'] }]]);
    const clients = (given: typeof hosts) => ({ registry: registry(given), registryWithoutRetry: registry(given) });
    expect(await findSinglePlatformBases([planned('linux/amd64', 'busybox')], clients(hosts), mirrored)).toEqual(found);
  });

  describe('in an index', () => {
    const children = ['linux/amd64', 'linux/arm/v7'].map((name) => ({
      ...{ mediaType: manifest.mediaType, digest: digestOf(Buffer.from(name)), size: 1, platform: platform(name) },
    }));
    const text = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: children }));
    const index = { digest: digestOf(text), mediaType: OCI_INDEX, bytes: text };
    /** The result for an image, and the number of its GETs. */
    const find = async (image: string, names: readonly string[], answer: () => Promise<object> = async () => index) => {
      let reads = 0;
      const getManifest = () => {
        reads += 1;
        return answer();
      };
      const client = { headManifest: async () => index, getManifest } as unknown as Registry;
      const images = names.map((name) => planned(name, image));
      const clients = { registry: client, registryWithoutRetry: client };
      return { found: await findSinglePlatformBases(images, clients, new Map()), reads };
    };
    const listed = ['linux/amd64', 'linux/arm/v7'].map(platform);

    test.each([
      { title: 'reads its platforms for arm64', image: 'acme.io/base', names: ['linux/arm64'], reads: 1 },
      { title: 'reads its platforms for amd64', image: 'acme.io/base', names: ['linux/amd64'], reads: 1 },
      {
        title: 'reads it at Docker Hub for arm64',
        image: 'acme/base',
        names: ['linux/amd64', 'linux/arm64'],
        reads: 1,
      },
      { title: 'does not read it at Docker Hub for amd64', image: 'acme/base', names: ['linux/amd64'], reads: 0 },
      { title: 'does not read an official image', image: 'busybox', names: ['linux/amd64', 'linux/arm64'], reads: 0 },
      { title: 'does not read it for other platforms', image: 'acme.io/base', names: ['linux/s390x'], reads: 0 },
    ])('$title', async ({ image, names, reads }) => {
      expect(await find(image, names)).toEqual({ found: reads === 0 ? [] : [{ image, listed }], reads });
    });

    test('ignores a failed read at Docker Hub only', async () => {
      const refused = () => Promise.reject(failure('transient', 429));
      expect((await find('acme/base', ['linux/arm64'], refused)).found).toEqual([]);
      expect((await find('acme.io/base', ['linux/arm64'], refused)).found).toEqual([
        { image: 'acme.io/base', error: expect.any(RegistryError) },
      ]);
    });
  });

  test('uses the mirrors of its registry if the registry answers 429', async () => {
    const client = registry({ 'acme.io': failure('transient', 429), 'mirror.io': undefined });
    const registries = new Map([['acme.io', { mirrors: ['mirror.io/copies'] }]]);
    const find = (known: typeof registries) =>
      findSinglePlatformBases(
        [planned('linux/arm64', 'acme.io/base')],
        { registry: client, registryWithoutRetry: client },
        known,
      );
    expect(await find(registries)).toEqual([{ image: 'acme.io/base', platform: platform('linux/arm64') }]);
    expect(await find(new Map())).toEqual([{ image: 'acme.io/base', error: expect.any(RegistryError) }]);
  });

  test('leads to an error if BuildKit could read another platform', async () => {
    const text = bytes.toString().replace('"layers"', `"Config":${JSON.stringify(described)},"layers"`);
    const other = { ...manifest, bytes: Buffer.from(text), digest: digestOf(Buffer.from(text)) };
    const ambiguous = { ...registry({ 'docker.io': undefined }), getManifest: async () => other } as Registry;
    const plans = [planned('linux/arm64', 'busybox')];
    const found = await findSinglePlatformBases(
      plans,
      { registry: ambiguous, registryWithoutRetry: ambiguous },
      new Map(),
    );
    expect(() => refuseMismatchedBase(plans, found, 'Dockerfile')).toThrow(
      `Dockerfile:3: busybox: the image manifest ${other.digest} is ambiguous: the key "Config" is written "config"`,
    );
  });

  test.each([
    ['is retried after a 503', failure('transient', 503), 1],
    ['is retried after a refused connection', failure('transient', undefined, 'ECONNREFUSED'), 1],
    ['is not retried if the host name is unknown', failure('transient', undefined, 'ENOTFOUND'), 0],
  ])('%s', async (_, answer, times) => {
    const retrying = registry({});
    let asked = 0;
    const counting = {
      ...retrying,
      headManifest: async () => {
        asked += 1;
        return undefined;
      },
    } as typeof retrying;
    await findSinglePlatformBases(
      [planned('linux/amd64', 'acme.io/base')],
      { registry: counting, registryWithoutRetry: registry({ 'acme.io': answer }) },
      new Map(),
    );
    expect(asked).toBe(times);
  });
});
