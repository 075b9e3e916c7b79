import { describe, expect, test } from '@jest/globals';
import { readImage } from '../../src/image/manifests.ts';
import { parseConfigPlatform, parseIndex, parseManifest } from '../../src/image/oci.ts';
import { type Digest, digestOf } from '../../src/system/registry/digest.ts';

const OCI = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
};
const DOCKER = {
  index: 'application/vnd.docker.distribution.manifest.list.v2+json',
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
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
    put(value: object, mediaType = ''): { digest: Digest; size: number; mediaType: string } {
      const bytes = Buffer.from(JSON.stringify(value));
      const digest = digestOf(bytes);
      blobs.set(digest, { mediaType, bytes });
      return { digest, size: bytes.length, mediaType };
    },
    content: { manifest: async (digest: Digest) => get(digest), config: async (digest: Digest) => get(digest).bytes },
  };
}

function putImage({ put }: ReturnType<typeof store>, types: typeof OCI, config: object) {
  const layer = { digest: digestOf(Buffer.from('layer')), size: 1000, mediaType: '' };
  return put({ config: put(config), layers: [layer, layer] }, types.manifest);
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
    const index = all.put({ manifests }, types.index);
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
    expect(image.platforms.every(({ size }) => size > 2000 && size < 2100)).toBe(true);
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

test('what is no image', async () => {
  const all = store();
  const { digest } = all.put({}, 'text/html');
  await expect(readImage(digest, all.content)).rejects.toThrow(/is no image: its media type is text\/html/);
});

test.each([
  ['image index', parseIndex, '<html>'],
  ['image index', parseIndex, '[]'],
  ['image index', parseIndex, '{"manifests":[{"digest":"latest","size":1}]}'],
  ['image manifest', parseManifest, '{"layers":[]}'],
  ['image manifest', parseManifest, `{"config":{"digest":"sha256:${'a'.repeat(64)}"},"layers":[]}`],
  ['image config', parseConfigPlatform, '{"architecture":"arm64"}'],
])('a malformed %s', (what, parse: (bytes: Uint8Array) => unknown, text) => {
  expect(() => parse(Buffer.from(text))).toThrow(`the ${what} is malformed`);
});

test('an empty variant is none', () => {
  expect(parseConfigPlatform(Buffer.from('{"os":"linux","architecture":"arm64","variant":""}'))).toEqual({
    os: 'linux',
    architecture: 'arm64',
  });
});
