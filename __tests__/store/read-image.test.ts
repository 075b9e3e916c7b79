import { describe, expect, test } from '@jest/globals';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import { parseConfigPlatform, parseIndex, parseManifest } from '../../src/model/oci.ts';
import { readImage } from '../../src/store/read-image.ts';

const OCI = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
};
const DOCKER = {
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
};

/** Content by its digest. */
function store() {
  const blobs = new Map<Digest, { mediaType: string; bytes: Buffer }>();
  const get = (digest: Digest) => {
    const found = blobs.get(digest);
    if (found === undefined) throw new Error(`no ${digest}`);
    return found;
  };
  return {
    put(value: object | string, mediaType: string): { digest: Digest; size: number; mediaType: string } {
      const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
      const digest = digestOf(bytes);
      blobs.set(digest, { mediaType, bytes });
      return { digest, size: bytes.length, mediaType };
    },
    content: { manifest: async (digest: Digest) => get(digest), config: async (digest: Digest) => get(digest).bytes },
  };
}

function putImage({ put }: ReturnType<typeof store>, types: typeof OCI, config: object, more: object = {}) {
  const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
  const layer = { digest: digestOf(Buffer.from('layer')), size: 1000, mediaType };
  const described = put({ rootfs: { type: 'layers', diff_ids: ['a', 'b'] }, ...config }, types.config);
  return put({ schemaVersion: 2, config: described, layers: [layer, layer], ...more }, types.manifest);
}

describe.each([
  ['OCI', OCI],
  ["Docker's", DOCKER],
])('with %s media types', (_, types) => {
  test('an index of images and attestations', async () => {
    const all = store();
    const amd64 = putImage(all, types, { os: 'linux', architecture: 'amd64' });
    const arm = putImage(all, types, { os: 'linux', architecture: 'arm', variant: 'v7' });
    const attestation = putImage(all, types, { os: 'unknown', architecture: 'unknown' });
    const manifests = [
      { ...amd64, platform: { os: 'linux', architecture: 'amd64' } },
      { ...arm, platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
      {
        ...attestation,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.type': 'attestation-manifest',
          'vnd.docker.reference.digest': arm.digest,
        },
      },
    ];
    const index = all.put({ schemaVersion: 2, manifests }, types.index);
    const image = await readImage(index.digest, all.content);
    expect(image).toMatchObject({
      digest: index.digest,
      mediaType: types.index,
      platforms: [
        { digest: amd64.digest, platform: { architecture: 'amd64' }, configured: { architecture: 'amd64' } },
        { digest: arm.digest, platform: { architecture: 'arm', variant: 'v7' }, configured: { variant: 'v7' } },
      ],
      attestations: [{ digest: attestation.digest, of: arm.digest }],
    });
    expect(image.platforms.every(({ size }) => size > 2000 && size < 2200)).toBe(true);
  });

  test('a lone manifest is what its config says', async () => {
    const all = store();
    const lone = putImage(all, types, { os: 'linux', architecture: 'arm64', variant: 'v8' });
    expect(await readImage(lone.digest, all.content)).toMatchObject({
      digest: lone.digest,
      platforms: [{ digest: lone.digest, platform: { os: 'linux', architecture: 'arm64', variant: undefined } }],
      attestations: [],
    });
  });
});

test('an image that is called an attestation is an image, since a pull does not read what it is called', async () => {
  const all = store();
  const amd64 = putImage(all, OCI, { os: 'linux', architecture: 'amd64' });
  const other = putImage(all, OCI, { os: 'linux', architecture: 'amd64', config: {} });
  const platform = { os: 'linux', architecture: 'amd64' };
  const annotations = {
    'vnd.docker.reference.type': 'attestation-manifest',
    'vnd.docker.reference.digest': amd64.digest,
  };
  const manifests = [
    { ...other, platform, annotations },
    { ...amd64, platform },
  ];
  const { digest } = all.put({ schemaVersion: 2, manifests }, OCI.index);
  const image = await readImage(digest, all.content);
  expect(image.platforms.map((each) => each.digest)).toEqual([other.digest, amd64.digest]);
  expect(image.attestations).toEqual([]);
});

test('rejects a document that is not an image', async () => {
  const all = store();
  const { digest } = all.put({}, 'text/html');
  await expect(readImage(digest, all.content)).rejects.toThrow(/is not an image: its media type is text\/html/);
});

const asIndex = (bytes: Uint8Array): unknown => parseIndex({ bytes, mediaType: OCI.index });
const asManifest = (bytes: Uint8Array): unknown => parseManifest({ bytes, mediaType: OCI.manifest });

test.each([
  ['image index', asIndex, '<html>'],
  ['image index', asIndex, '[]'],
  ['image index', asIndex, '{"schemaVersion":2,"manifests":[{"digest":"latest","size":1}]}'],
  ['image manifest', asManifest, '{"schemaVersion":2,"layers":[]}'],
  [
    'image manifest',
    asManifest,
    `{"schemaVersion":2,"config":{"mediaType":"x","digest":"sha256:${'a'.repeat(64)}"},"layers":[]}`,
  ],
  ['image config', parseConfigPlatform, '{"architecture":"arm64"}'],
])('a malformed %s', (what, parse: (bytes: Uint8Array) => unknown, text) => {
  expect(() => parse(Buffer.from(text))).toThrow(`the ${what} is malformed`);
});

describe('an image is refused', () => {
  const AMD64 = { os: 'linux', architecture: 'amd64' };
  type Child = ReturnType<typeof putImage>;

  test.each<[string, (all: ReturnType<typeof store>, child: Child) => unknown, string]>([
    ['whose index says another size of a manifest', (_, child) => ({ ...child, size: 7 }), 'and its descriptor says 7'],
    [
      'whose index says another media type of a manifest',
      (_, child) => ({ ...child, mediaType: DOCKER.manifest }),
      `has the media type ${OCI.manifest}, and its descriptor says ${DOCKER.manifest}`,
    ],
    [
      'whose manifest says that it is another kind',
      (all) => putImage(all, OCI, AMD64, { mediaType: DOCKER.manifest }),
      'is ambiguous: its mediaType is',
    ],
    [
      'whose manifest says another size of its config',
      (all) => {
        const config = { ...all.put({ ...AMD64, rootfs: { diff_ids: ['a', 'b'] } }, OCI.config), size: 9 };
        return putImage(all, OCI, AMD64, { config });
      },
      'and its descriptor says 9',
    ],
    [
      'whose config is of no image',
      (all) => putImage(all, OCI, AMD64, { config: all.put(AMD64, 'text/plain') }),
      'is not an image: its config is of the media type text/plain',
    ],
    [
      'whose config counts other layers',
      (all) => putImage(all, OCI, { ...AMD64, rootfs: { diff_ids: ['a'] } }),
      'has 2 layers, and its config says 1',
    ],
    ['with an index in its index', (all) => all.put({ schemaVersion: 2, manifests: [] }, OCI.index), `as ${OCI.index}`],
    [
      'with something else in its index',
      (all) => all.put('a chart', 'application/vnd.cncf.helm.chart.content.v1.tar+gzip'),
      'as application/vnd.cncf.helm.chart.content.v1.tar+gzip',
    ],
    [
      'with a manifest from an address of its own',
      (_, child) => ({ ...child, urls: ['https://evil.example/manifest'] }),
      'with addresses outside the registry',
    ],
  ])('%s', async (_, childOf, message) => {
    const all = store();
    const child = childOf(all, putImage(all, OCI, AMD64)) as Child;
    const index = all.put({ schemaVersion: 2, manifests: [{ ...child, platform: AMD64 }] }, OCI.index);
    await expect(readImage(index.digest, all.content)).rejects.toThrow(message);
  });

  test('whose index lists it without a platform', async () => {
    const all = store();
    const index = all.put({ schemaVersion: 2, manifests: [putImage(all, OCI, AMD64)] }, OCI.index);
    await expect(readImage(index.digest, all.content)).rejects.toThrow('without a platform');
  });

  test('whose descriptor in a layout says another size', async () => {
    const all = store();
    const lone = putImage(all, OCI, AMD64);
    await expect(readImage(lone.digest, all.content, { ...lone, size: 3 })).rejects.toThrow(
      'and its descriptor says 3',
    );
  });
});

test('an empty variant is none', () => {
  expect(parseConfigPlatform(Buffer.from('{"os":"linux","architecture":"arm64","variant":""}'))).toEqual({
    os: 'linux',
    architecture: 'arm64',
  });
});
