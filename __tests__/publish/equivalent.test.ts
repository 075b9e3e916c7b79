import { describe, expect, test } from '@jest/globals';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import type { PlatformImage } from '../../src/model/image.ts';
import type { Descriptor } from '../../src/model/oci.ts';
import { differenceOf } from '../../src/publish/equivalent.ts';
import { digest } from '../report/a-report.ts';

const OCI = 'application/vnd.oci.image';
const CREATED = 'org.opencontainers.image.created';
const CONFIG = {
  architecture: 'amd64',
  os: 'linux',
  created: '2024-01-02T03:04:05Z',
  config: {
    Env: ['PATH=/bin', 'MODE=safe'],
    Entrypoint: ['/app'],
    Labels: { [CREATED]: '2024-01-02T03:04:05.000Z', 'org.opencontainers.image.revision': 'c'.repeat(40) },
  },
  history: [{ created: '2024-01-02T03:04:05.123456789Z', created_by: 'COPY app / # buildkit' }],
  rootfs: { type: 'layers', diff_ids: [digest('1'), digest('2')] },
};

interface Platform {
  readonly architecture?: string;
  readonly config?: object | string;
  readonly layers?: readonly Partial<Descriptor>[];
  readonly descriptor?: object;
  readonly own?: Digest;
}

function platform({ architecture = 'amd64', config = CONFIG, layers, descriptor, own }: Platform = {}): PlatformImage {
  const bytes = Buffer.from(typeof config === 'string' ? config : JSON.stringify(config));
  const manifest = {
    config: { mediaType: `${OCI}.config.v1+json`, digest: digestOf(bytes), size: bytes.length, ...descriptor },
    layers: (layers ?? [{}, { digest: digest('b') }]).map((layer) => ({
      mediaType: `${OCI}.layer.v1.tar+gzip`,
      digest: digest('a'),
      size: 7,
      ...layer,
    })),
  };
  const named = { os: 'linux', architecture, variant: undefined };
  const manifestDigest = own ?? digestOf(Buffer.from(JSON.stringify(manifest)));
  return { platform: named, configured: named, digest: manifestDigest, size: 7, manifest, config: bytes };
}

function compare(built: readonly PlatformImage[], other: readonly PlatformImage[]): string | undefined {
  return differenceOf({ platforms: built }, { platforms: other });
}

/** The config with one field set to another value. */
function changed(path: readonly string[], value: unknown): object {
  const copy = structuredClone(CONFIG) as Record<string, unknown>;
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, copy);
  parent[path.at(-1) ?? ''] = value;
  return copy;
}

describe('images are equivalent', () => {
  test('with the same manifests in any order', () => {
    const [amd64, arm64] = [platform(), platform({ architecture: 'arm64' })];
    expect(compare([amd64, arm64], [arm64, amd64])).toBeUndefined();
  });

  test.each<[string, readonly string[], unknown]>([
    ['the time of the image', ['created'], '2026-06-07T08:09:10.1+02:00'],
    ['the time of a step', ['history'], [{ ...CONFIG.history[0], created: '2026-06-07T08:09:10Z' }]],
    ['the label for the time', ['config', 'Labels', CREATED], '2026-06-07T08:09:10.000Z'],
  ])('if they differ only in %s', (_, path, value) => {
    const other = platform({ config: changed(path, value) });
    expect(other.digest).not.toBe(platform().digest);
    expect(compare([platform()], [other])).toBeUndefined();
  });

  test('if their configs have the keys in another order', () => {
    const config = Object.fromEntries(Object.entries(CONFIG).toReversed());
    expect(compare([platform()], [platform({ config })])).toBeUndefined();
  });

  test('if their manifests differ only in annotations', () => {
    expect(compare([platform()], [platform({ own: digest('f') })])).toBeUndefined();
  });
});

describe('images are not equivalent if they differ in', () => {
  test.each<[string, readonly string[], unknown]>([
    ['config.Env', ['config', 'Env'], ['PATH=/bin', 'MODE=unsafe']],
    ['config.Entrypoint', ['config', 'Entrypoint'], ['/bin/sh', '-c', 'evil']],
    ['config.User', ['config', 'User'], 'root'],
    ['config.Labels.stage', ['config', 'Labels', 'stage'], 'test'],
    [
      'config.Labels.org.opencontainers.image.revision',
      ['config', 'Labels', 'org.opencontainers.image.revision'],
      'd'.repeat(40),
    ],
    [`config.Labels.${CREATED}`, ['config', 'Labels', CREATED], 'yesterday'],
    [`config.Labels.${CREATED}`, ['config', 'Labels', CREATED], undefined],
    ['created', ['created'], 1_700_000_000],
    ['history', ['history'], [{ ...CONFIG.history[0], created_by: 'RUN evil' }]],
    ['history', ['history'], []],
    ['rootfs.diff_ids', ['rootfs', 'diff_ids'], [digest('1'), digest('3')]],
    // Go reads the key as `config`
    ['Config', ['Config'], { Entrypoint: ['evil'] }],
    ['config.entrypoint', ['config', 'entrypoint'], ['evil']],
  ])("the config's field %s", (name, path, value) => {
    expect(compare([platform()], [platform({ config: changed(path, value) })])).toBe(
      `the config's field ${name} of linux/amd64`,
    );
  });

  test('a key that occurs twice in the config', () => {
    const text = JSON.stringify(CONFIG);
    const config = text.replace('"config":{', '"config":{"User":"root"},"config":{');
    expect(JSON.parse(config)).toEqual(CONFIG);
    expect(compare([platform()], [platform({ config })])).toBe("the config's field config of linux/amd64");
  });

  test.each<[string, Platform]>([
    ['layer 2', { layers: [{}, { digest: digest('c') }] }],
    ['layer 1', { layers: [{ digest: digest('b') }, {}] }],
    ['layer 2', { layers: [{}, { digest: digest('b'), mediaType: 'application/vnd.in-toto+json' }] }],
    ['layer 1', { layers: [{ urls: ['https://elsewhere.example/'] } as object, { digest: digest('b') }] }],
    ['the number of layers (2 and 1)', { layers: [{}] }],
    ['the number of layers (2 and 3)', { layers: [{}, { digest: digest('b') }, {}] }],
    ["the config's descriptor", { descriptor: { data: 'e30=' } }],
    ["the config's descriptor", { descriptor: { mediaType: 'application/json' } }],
  ])('%s', (difference, more) => {
    expect(compare([platform()], [platform({ ...more, own: digest('f') })])).toBe(`${difference} of linux/amd64`);
  });

  test('one of several platforms', () => {
    const [amd64, arm64] = [platform(), platform({ architecture: 'arm64' })];
    const other = platform({ architecture: 'arm64', layers: [{}, { digest: digest('c') }] });
    expect(compare([amd64, arm64], [other, amd64])).toBe('layer 2 of linux/arm64');
  });

  test.each<[string, readonly string[]]>([
    ['linux/amd64', ['amd64']],
    ['linux/amd64, linux/arm64, linux/s390x', ['amd64', 'arm64', 's390x']],
    ['linux/amd64, linux/amd64', ['amd64', 'amd64']],
  ])('the platforms: %s', (names, architectures) => {
    const built = ['amd64', 'arm64'].map((architecture) => platform({ architecture }));
    const other = architectures.map((architecture) => platform({ architecture }));
    expect(compare(built, other)).toBe(`the platforms (built: linux/amd64, linux/arm64; found: ${names})`);
  });
});

test('the name of a field is shortened and contains no workflow command', () => {
  const name = `x\n::error::${'y'.repeat(1_000)}`;
  const difference = compare([platform()], [platform({ config: { ...CONFIG, [name]: 1 } })]) ?? '';
  expect(difference).not.toContain('\n');
  expect(difference.length).toBeLessThan(200);
});
