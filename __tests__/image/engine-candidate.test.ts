import { expect, test } from '@jest/globals';
import { engineCandidate } from '../../src/image/engine-candidate.ts';
import type { Engine, StoredManifest } from '../../src/system/docker/engine.ts';
import { type Digest, digestOf } from '../../src/system/registry/digest.ts';

const OCI = 'application/vnd.oci.image';
const store = new Map<Digest, Buffer>();

function put(content: object): Digest {
  const bytes = Buffer.from(JSON.stringify(content));
  const digest = digestOf(bytes);
  store.set(digest, bytes);
  return digest;
}

/** An image whose config names another processor, or the same. */
function putImage(architecture: string): Digest {
  const config = { mediaType: `${OCI}.config.v1+json`, digest: put({ os: 'linux', architecture }), size: 3 };
  const layers = [{ mediaType: `${OCI}.layer.v1.tar+gzip`, digest: put({ architecture }), size: 4 }];
  return put({ mediaType: `${OCI}.manifest.v1+json`, config, layers });
}

const [amd64, s390x] = [putImage('amd64'), putImage('s390x')];
const descriptor = (digest: Digest, architecture: string, annotations = {}) => ({
  ...{ mediaType: `${OCI}.manifest.v1+json`, digest, size: 5, annotations },
  platform: { os: 'linux', architecture },
});
const statement = descriptor(put({ statement: true }), 'unknown', {
  'vnd.docker.reference.type': 'attestation-manifest',
  'vnd.docker.reference.digest': amd64,
});
const INDEX = put({
  mediaType: `${OCI}.index.v1+json`,
  manifests: [descriptor(amd64, 'amd64'), descriptor(s390x, 'arm64'), statement],
});
const LINUX_AMD64 = { os: 'linux', architecture: 'amd64', variant: undefined };

/** Reads what an engine holds under a name. */
async function read(id: Digest | undefined, { manifests = [] as readonly StoredManifest[], contents = store } = {}) {
  let open = 0;
  const engine: Partial<Engine> = {
    image: async () => id && { id, manifests },
    async contents() {
      open += 1;
      return {
        read: async (digest) => contents.get(digest) ?? Buffer.alloc(0),
        [Symbol.dispose]() {
          open -= 1;
        },
      };
    },
  };
  try {
    return await engineCandidate(engine as Engine, 'app:1').read();
  } finally {
    expect(open).toBe(0);
  }
}

test('an index is read with its manifests and what their own configs say', async () => {
  expect(await read(INDEX)).toEqual({
    digest: INDEX,
    mediaType: `${OCI}.index.v1+json`,
    platforms: [
      expect.objectContaining({ platform: LINUX_AMD64, digest: amd64, size: 7, configured: LINUX_AMD64 }),
      expect.objectContaining({
        platform: expect.objectContaining({ architecture: 'arm64' }),
        configured: expect.objectContaining({ architecture: 's390x' }),
      }),
    ],
    attestations: [{ digest: statement.digest, of: amd64 }],
  });
});

test('a lone manifest is of the platform that its config says', async () => {
  expect(await read(amd64)).toMatchObject({ digest: amd64, platforms: [{ platform: LINUX_AMD64, digest: amd64 }] });
});

test.each<[string, Digest | undefined, Parameters<typeof read>[1], string]>([
  ['no image', undefined, {}, 'the engine has no image app:1'],
  [
    'an image without all of its content',
    INDEX,
    { manifests: [{ digest: s390x, kind: 'image', available: false }] },
    `the engine's store lacks content of ${s390x}`,
  ],
  [
    'other bytes under a digest',
    INDEX,
    { contents: new Map([...store, [s390x, Buffer.from('{}')]]) },
    `other bytes under ${s390x}`,
  ],
])('%s is an error', async (_, id, found, message) => {
  await expect(read(id, found)).rejects.toThrow(message);
});
