import { expect, test } from '@jest/globals';
import type { StoredManifest } from '../../src/clients/docker/answers.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import { engineStore } from '../../src/store/engine.ts';

const OCI = 'application/vnd.oci.image';
const store = new Map<Digest, Buffer>();

function put(content: object): Digest {
  const bytes = Buffer.from(JSON.stringify(content));
  const digest = digestOf(bytes);
  store.set(digest, bytes);
  return digest;
}

const sizeOf = (digest: Digest) => store.get(digest)?.length ?? 0;
const described = (mediaType: string, digest: Digest) => ({ mediaType, digest, size: sizeOf(digest) });

/** An image whose config names another processor, or the same. */
function putImage(architecture: string): Digest {
  const config = { os: 'linux', architecture, rootfs: { type: 'layers', diff_ids: ['a'] } };
  return put({
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: described(`${OCI}.config.v1+json`, put(config)),
    layers: [described(`${OCI}.layer.v1.tar+gzip`, put({ architecture }))],
  });
}

const [amd64, s390x] = [putImage('amd64'), putImage('s390x')];
const descriptor = (digest: Digest, architecture: string, annotations = {}) => ({
  ...described(`${OCI}.manifest.v1+json`, digest),
  ...{ annotations, platform: { os: 'linux', architecture } },
});
const STATEMENT = put({ statement: true });
const attestation = put({
  schemaVersion: 2,
  mediaType: `${OCI}.manifest.v1+json`,
  config: described('application/vnd.oci.empty.v1+json', put({})),
  layers: [described('application/vnd.in-toto+json', STATEMENT)],
});
const statement = descriptor(attestation, 'unknown', {
  'vnd.docker.reference.type': 'attestation-manifest',
  'vnd.docker.reference.digest': amd64,
});
const INDEX = put({
  schemaVersion: 2,
  mediaType: `${OCI}.index.v1+json`,
  manifests: [descriptor(amd64, 'amd64'), descriptor(s390x, 'arm64'), statement],
});
const LINUX_AMD64 = { os: 'linux', architecture: 'amd64', variant: undefined };

/** Reads what an engine holds under a name, or looks whether all of it is there. */
async function read(
  id: Digest | undefined,
  {
    manifests = [] as readonly StoredManifest[],
    contents = store as ReadonlyMap<Digest, Buffer>,
    complete = contents as ReadonlyMap<Digest, Buffer> | undefined,
  } = {},
) {
  let open = 0;
  const engine: Partial<Engine> = {
    image: async () => id && { id, manifests },
    async contents() {
      open += 1;
      return {
        read: async (digest) => contents.get(digest) ?? Buffer.alloc(0),
        size: async (digest) => complete?.get(digest)?.length,
        async *stream(digest) {
          yield contents.get(digest) ?? Buffer.alloc(0);
        },
        [Symbol.dispose]() {
          open -= 1;
        },
      };
    },
  };
  try {
    const staged = engineStore('app:1', true, { engine: engine as Engine, recordCleanup: () => () => {} } as never);
    const image = await staged.read(undefined);
    if (contents === store) await staged.requireComplete(image);
    return image;
  } finally {
    expect(open).toBe(0);
  }
}

test('an index is read with its manifests and what their own configs say', async () => {
  expect(await read(INDEX)).toEqual({
    digest: INDEX,
    mediaType: `${OCI}.index.v1+json`,
    platforms: [
      expect.objectContaining({ platform: LINUX_AMD64, digest: amd64, configured: LINUX_AMD64 }),
      expect.objectContaining({
        platform: expect.objectContaining({ architecture: 'arm64' }),
        configured: expect.objectContaining({ architecture: 's390x' }),
      }),
    ],
    attestations: [{ digest: statement.digest, of: amd64, descriptor: statement }],
  });
});

test('a lone manifest is of the platform that its config says', async () => {
  expect(await read(amd64)).toMatchObject({ digest: amd64, platforms: [{ platform: LINUX_AMD64, digest: amd64 }] });
});

function without(digest: Digest): ReadonlyMap<Digest, Buffer> {
  return new Map([...store].filter(([other]) => other !== digest));
}

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
  [
    'a layer that is gone',
    INDEX,
    { complete: without(digestOf(Buffer.from('{"architecture":"amd64"}'))) },
    `the engine's store does not hold all of ${INDEX}: it lacks`,
  ],
  ['a statement that is gone', INDEX, { complete: without(STATEMENT) }, 'a layer of the attestation of linux/amd64'],
  [
    'a statement that was cut off',
    INDEX,
    { complete: new Map([...store, [STATEMENT, Buffer.alloc(3)]]) },
    `it has 3 bytes of ${sizeOf(STATEMENT)} of ${STATEMENT}`,
  ],
])('%s is an error', async (_, id, found, message) => {
  await expect(read(id, found)).rejects.toThrow(message);
});
