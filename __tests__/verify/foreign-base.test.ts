import { describe, expect, test } from '@jest/globals';
import type { Registry } from '../../src/clients/registry/client.ts';
import { RegistryError } from '../../src/clients/registry/error.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { digestOf } from '../../src/model/digest.ts';
import { messageOf } from '../../src/model/errors.ts';
import type { PlatformPlan } from '../../src/model/plan.ts';
import type { Platform } from '../../src/model/platform.ts';
import { type FoundBase, findLoneBases, refuseForeignBase } from '../../src/verify/foreign-base.ts';

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
    'on a base of another processor',
    planned('linux/arm64', 'acme/tool:1'),
    'app/Dockerfile:3: acme/tool:1 exists for linux/arm/v7 only, so the linux/arm64 image would hold linux/arm/v7 programs',
  ],
  ['on a base of its own', planned('linux/arm/v7', 'acme/tool:1'), undefined],
  ['on a base of another variant', planned('linux/arm/v6', 'acme/tool:1'), undefined],
  ['on a base with several platforms', planned('linux/arm64', 'busybox'), undefined],
  ['on nothing that is known', planned('linux/arm64'), undefined],
])('built %s', (_, plan, message) => {
  const refusal = () => {
    try {
      refuseForeignBase(
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

const trouble = (verdict: 'transient' | 'final', status?: number, code?: string) =>
  new RegistryError('reading acme/tool:1 failed', { verdict, status, code });

test.each<[string, RegistryError, 'refused' | 'told']>([
  ['a registry in trouble', trouble('transient', 503), 'refused'],
  ['one that refuses for long', trouble('final', 429), 'refused'],
  ['one that does not understand', trouble('final', 400), 'told'],
  ['a connection that was lost', trouble('transient', undefined, 'ECONNRESET'), 'refused'],
  ['bytes that are not its own', trouble('transient', undefined, 'DIGEST_MISMATCH'), 'refused'],
  ['no name of it, as without internet', trouble('transient', undefined, 'ENOTFOUND'), 'told'],
  ['nobody there', trouble('transient', undefined, 'UND_ERR_CONNECT_TIMEOUT'), 'told'],
  ['nobody to be trusted there', trouble('final', undefined, 'SELF_SIGNED_CERT_IN_CHAIN'), 'told'],
])('a base that could not be looked at: %s', (_, error, expected) => {
  const found: readonly FoundBase[] = [{ image: 'acme/tool:1', trouble: error }];
  const plans = [planned('linux/amd64', 'acme/tool:1'), planned('linux/arm64', 'acme/tool:1')];
  const doubt =
    'Dockerfile:3: acme/tool:1 may be for one platform only, which could not be found out: reading acme/tool:1 failed';
  const refusal = () => refuseForeignBase(plans, found, 'Dockerfile');
  if (expected === 'refused') expect(refusal).toThrow(doubt);
  else expect(refusal()).toEqual([doubt]);
});

describe('looking at a base', () => {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'arm64' }));
  const CONFIG = 'application/vnd.oci.image.config.v1+json';
  const described = { mediaType: CONFIG, digest: digestOf(config), size: config.length };
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, config: described, layers: [] }));
  const manifest = { digest: digestOf(bytes), mediaType: 'application/vnd.oci.image.manifest.v1+json', bytes };

  /** Registries of which each does so. */
  const registry = (hosts: Readonly<Record<string, Error | undefined>>) =>
    ({
      async headManifest({ registry: host }: { readonly registry: string }) {
        if (hosts[host] instanceof Error) throw hosts[host];
        return host in hosts ? manifest : undefined;
      },
      getManifest: async () => manifest,
      getBlob: async () => config,
    }) as unknown as Registry;
  const lone = { image: 'busybox', platform: platform('linux/arm64') };

  test.each<[string, Readonly<Record<string, Error | undefined>>, readonly object[]]>([
    ['that the mirror has', { 'mirror.io': undefined }, [lone]],
    [
      'that Docker Hub has, beside a mirror in trouble',
      { 'mirror.io': trouble('transient', 503), 'docker.io': undefined },
      [lone],
    ],
    [
      'that a mirror in trouble may have',
      { 'mirror.io': trouble('transient', 503) },
      [{ image: 'busybox', trouble: expect.any(RegistryError) }],
    ],
    ['that nobody has', {}, []],
    ['that nobody shows', { 'mirror.io': trouble('final', 401), 'docker.io': trouble('final', 403) }, []],
  ])('%s', async (_, hosts, found) => {
    const mirrored = new Map([['docker.io', { mirrors: ['mirror.io'] }]]);
    const lookers = (given: typeof hosts) => ({ registry: registry(given), impatient: registry(given) });
    expect(await findLoneBases([planned('linux/amd64', 'busybox')], lookers(hosts), mirrored)).toEqual(found);
  });

  test('is looked up in the mirrors of its own registry while that is over its limit', async () => {
    const client = registry({ 'acme.io': trouble('transient', 429), 'mirror.io': undefined });
    const registries = new Map([['acme.io', { mirrors: ['mirror.io/copies'] }]]);
    const find = (known: typeof registries) =>
      findLoneBases([planned('linux/arm64', 'acme.io/base')], { registry: client, impatient: client }, known);
    expect(await find(registries)).toEqual([{ image: 'acme.io/base', platform: platform('linux/arm64') }]);
    expect(await find(new Map())).toEqual([{ image: 'acme.io/base', trouble: expect.any(RegistryError) }]);
  });

  test('that BuildKit could read as another platform is refused', async () => {
    const text = bytes.toString().replace('"layers"', `"Config":${JSON.stringify(described)},"layers"`);
    const other = { ...manifest, bytes: Buffer.from(text), digest: digestOf(Buffer.from(text)) };
    const ambiguous = { ...registry({ 'docker.io': undefined }), getManifest: async () => other } as Registry;
    const plans = [planned('linux/arm64', 'busybox')];
    const found = await findLoneBases(plans, { registry: ambiguous, impatient: ambiguous }, new Map());
    expect(() => refuseForeignBase(plans, found, 'Dockerfile')).toThrow(
      `Dockerfile:3: busybox: the image manifest ${other.digest} is ambiguous: the key "Config" is written "config"`,
    );
  });

  test.each([
    ['a registry in trouble is asked patiently', trouble('transient', 503), 1],
    ['one that does not answer just now as well', trouble('transient', undefined, 'ECONNREFUSED'), 1],
    ['one that is out of reach is not', trouble('transient', undefined, 'ENOTFOUND'), 0],
  ])('%s', async (_, answer, times) => {
    const patient = registry({});
    let asked = 0;
    const counting = {
      ...patient,
      headManifest: async () => {
        asked += 1;
        return undefined;
      },
    } as typeof patient;
    await findLoneBases(
      [planned('linux/amd64', 'acme.io/base')],
      { registry: counting, impatient: registry({ 'acme.io': answer }) },
      new Map(),
    );
    expect(asked).toBe(times);
  });
});
