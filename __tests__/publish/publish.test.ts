import { describe, expect, test } from '@jest/globals';
import type { Registry } from '../../src/clients/registry/client.ts';
import { RegistryError, UploadRefused } from '../../src/clients/registry/error.ts';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import { ActionError } from '../../src/model/errors.ts';
import type { Image } from '../../src/model/image.ts';
import { MalformedError } from '../../src/model/oci.ts';
import type { Target } from '../../src/model/plan.ts';
import { formatTagged } from '../../src/model/reference.ts';
import { type Publishing, publish } from '../../src/publish/publish.ts';
import type { ImageStore } from '../../src/store/store.ts';
import { digest, repository } from '../report/a-report.ts';

const BYTES = Buffer.from('{"manifests":[]}');
const DIGEST = digestOf(BYTES);
const OTHER = digest('a');
const APP: Target = {
  repository: repository('ghcr.io/acme/app'),
  tags: ['1', 'latest'],
  floating: [],
  fullVersions: [],
};
const HUB: Target = { repository: repository('acme/app'), tags: ['1'], floating: [], fullVersions: [] };
type Store = Pick<ImageStore, 'push'>;

/** A store whose image is in the repository already. */
const PUSHED: Store = { push: async () => [] };

function by(registry: Registry, more: Partial<Publishing> = {}): Publishing {
  const built = { image: imageOf(DIGEST), read: () => Promise.reject(new Error('not expected')) };
  return { store: PUSHED, registry, registryAfterCancel: registry, previous: new Map(), built, ...more };
}

/** An image of one platform. */
function imageOf(top: Digest, layer = digest('1')): Image {
  const named = { os: 'linux', architecture: 'amd64', variant: undefined };
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64' }));
  const manifest = {
    config: { mediaType: '', digest: digestOf(config), size: config.length },
    layers: [{ mediaType: '', digest: layer, size: 1 }],
  };
  const only = { platform: named, configured: named, digest: digestOf(Buffer.from(top)), size: 1, manifest, config };
  return { digest: top, mediaType: 'index', platforms: [only], attestations: [] };
}

/** In-memory registries that contain the image. `tags` contains the digest of each tag. */
function registries(more: Partial<Registry> = {}) {
  const tags = new Map<string, Digest>();
  const manifest = { digest: DIGEST, mediaType: 'index', bytes: BYTES };
  const registry: Registry = {
    getManifest: async () => manifest,
    readManifest: async () => manifest,
    async headManifest(at, tag) {
      const found = tags.get(formatTagged({ repository: at, tag }));
      return found === undefined ? undefined : { digest: found, mediaType: 'index', size: BYTES.length };
    },
    async putManifest(at, tag, { bytes }) {
      tags.set(formatTagged({ repository: at, tag }), digestOf(bytes));
      return digestOf(bytes);
    },
    checkPush: async () => {},
    hasTags: async () => true,
    getBlob: () => Promise.reject(new Error('not expected')),
    blobSize: () => Promise.reject(new Error('not expected')),
    streamBlob: () => {
      throw new Error('not expected');
    },
    putBlob: () => Promise.reject(new Error('no blob is uploaded')),
    ...more,
  };
  return { registry, tags };
}

describe('publishing', () => {
  test('updates every tag of every repository', async () => {
    const { registry, tags } = registries();
    const { digest: published, tags: updated } = await publish([APP, HUB], DIGEST, by(registry));
    expect([...tags].toSorted()).toEqual([
      ['acme/app:1', DIGEST],
      ['ghcr.io/acme/app:1', DIGEST],
      ['ghcr.io/acme/app:latest', DIGEST],
    ]);
    expect(published).toBe(DIGEST);
    expect(updated.map(formatTagged)).toEqual(['ghcr.io/acme/app:1', 'ghcr.io/acme/app:latest', 'acme/app:1']);
  });

  test('does not update a tag again that the push already updated', async () => {
    const { registry, tags } = registries();
    const push: Store['push'] = async ({ digest }, { repository }, updates) => {
      updates.confirm({ repository, tag: '1' }, digest);
      return ['1'];
    };
    await publish([APP], DIGEST, by(registry, { store: { push } }));
    expect([...tags.keys()]).toEqual(['ghcr.io/acme/app:latest']);
  });

  test('fails if another job updated a tag meanwhile', async () => {
    const { registry } = registries({ headManifest: async () => ({ digest: OTHER, mediaType: '', size: 1 }) });
    await expect(publish([APP], DIGEST, by(registry))).rejects.toThrow(
      `ghcr.io/acme/app:1 was updated to ${DIGEST}, and now it is ${OTHER}`,
    );
  });

  test('reports which tags are updated, with their previous digests, and which are not', async () => {
    const { registry } = registries();
    const failing: Store = {
      push: async (_, { repository: { registry: at } }) =>
        at === 'docker.io' ? Promise.reject(new Error('no space')) : [],
    };
    const previous = new Map([
      ['ghcr.io/acme/app:1', OTHER],
      ['ghcr.io/acme/app:latest', undefined],
    ]);
    await expect(publish([APP, HUB], DIGEST, by(registry, { store: failing, previous }))).rejects.toThrow(
      `${DIGEST} is not published everywhere (updated: ghcr.io/acme/app:1 (before: ${OTHER}), ghcr.io/acme/app:latest (before: nothing); not updated: acme/app:1): no space`,
    );
  });

  test('reports a tag as unknown if it cannot be read', async () => {
    const { registry } = registries({ headManifest: () => Promise.reject(new Error('gone')) });
    const failing: Store = { push: () => Promise.reject(new Error('gone')) };
    await expect(publish([HUB], DIGEST, by(registry, { store: failing }))).rejects.toThrow('(unknown: acme/app:1)');
  });
});

describe('if a registry does not update a tag', () => {
  const release: Target = { ...APP, tags: ['1.2.3', 'v1.2.3', 'latest'], fullVersions: ['1.2.3', 'v1.2.3'] };
  const earlier = Buffer.from('{"manifests":[{}]}');
  const held = digestOf(earlier);
  const built = { image: imageOf(DIGEST), read: async () => imageOf(held) };
  const immutable = new RegistryError('the tag is immutable', { verdict: 'final', status: 400 });

  /** `1.2.3` holds another image. */
  function withEarlier(more: Partial<Registry> = {}) {
    const { registry, tags } = registries();
    tags.set('ghcr.io/acme/app:1.2.3', held);
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const index = (digest: Digest, bytes: Buffer) => ({ digest, mediaType, bytes });
    const getManifest = async (_: unknown, reference: string) =>
      reference === '1.2.3' || reference === held ? index(held, earlier) : index(DIGEST, BYTES);
    return { registry: { ...registry, getManifest, ...more }, tags };
  }

  const refusing = ({ registry }: ReturnType<typeof withEarlier>): Registry => ({
    ...registry,
    putManifest: (at, tag, manifest) =>
      tag === '1.2.3' ? Promise.reject(immutable) : registry.putManifest(at, tag, manifest),
  });

  test('all tags are updated to the equivalent image of the tag, also tags that were already updated', async () => {
    const { registry, tags } = withEarlier();
    const done = await publish([release], DIGEST, by(refusing({ registry, tags }), { built }));
    expect(done.digest).toBe(held);
    expect(new Set(tags.values())).toEqual(new Set([held]));
    expect(tags.size).toBe(3);
  });

  test('a tag is updated to the equivalent image although a replica returns its previous digest', async () => {
    const { registry, tags } = withEarlier();
    const stale: Registry['headManifest'] = async (at, tag, options) => {
      // `latest` held the earlier image before this run, and only a repeated request returns the update
      const isStale = at.registry === 'ghcr.io' && tag === 'latest' && options?.outdated === undefined;
      return isStale ? { digest: held, mediaType: '', size: 1 } : registry.headManifest(at, tag, options);
    };
    const put: Registry['putManifest'] = (at, tag, manifest) =>
      at.registry === 'docker.io' && tag === '1.2.3'
        ? Promise.reject(immutable)
        : registry.putManifest(at, tag, manifest);
    const hub = { ...HUB, tags: ['1.2.3'], fullVersions: ['1.2.3'] };
    tags.set('acme/app:1.2.3', held);
    const previous = new Map([['ghcr.io/acme/app:latest', held]]);
    const publishing = by({ ...registry, headManifest: stale, putManifest: put }, { built, previous });
    await expect(publish([{ ...APP, tags: ['latest'] }, hub], DIGEST, publishing)).resolves.toMatchObject({
      digest: held,
    });
    expect(tags.get('ghcr.io/acme/app:latest')).toBe(held);
  });

  test.each<[string, () => Promise<Image>, string]>([
    ['another image', async () => imageOf(held, digest('2')), 'they differ in layer 1 of linux/amd64'],
    [
      'a manifest that is not an image',
      () => Promise.reject(new MalformedError('the image config is malformed')),
      'it cannot be read as an image: the image config is malformed',
    ],
    [
      'an image without one of its manifests',
      () => Promise.reject(new RegistryError('it is gone', { verdict: 'final', status: 404 })),
      'it cannot be read as an image: it is gone',
    ],
  ])('a tag with %s leads to an error with both digests, and no other tag is updated', async (_, read, problem) => {
    const { registry, tags } = withEarlier();
    const result = publish([release], DIGEST, by(refusing({ registry, tags }), { built: { ...built, read } }));
    await expect(result).rejects.toMatchObject({
      message: expect.stringContaining(
        `ghcr.io/acme/app:1.2.3 holds ${held} and the registry does not update it to ${DIGEST}, which was built: ${problem}`,
      ),
      hint: expect.stringContaining('a version of its own, or delete the tag'),
    });
    expect(tags.get('ghcr.io/acme/app:1.2.3')).toBe(held);
    expect(tags.has('ghcr.io/acme/app:latest')).toBe(false);
  });

  test('a transient error while the image of the tag is read is reported, and no tag is updated', async () => {
    const { registry, tags } = withEarlier();
    const read = () => Promise.reject(new RegistryError('no answer', { verdict: 'transient' }));
    const result = publish([release], DIGEST, by(refusing({ registry, tags }), { built: { ...built, read } }));
    await expect(result).rejects.toThrow(/: no answer$/);
    expect(tags.has('ghcr.io/acme/app:latest')).toBe(false);
  });

  test.each([
    ['a push that was killed', new ActionError('app could not be pushed: killed by SIGKILL', { output: '' })],
    ['a push without permission', new ActionError('it failed: exit status 1', { output: 'denied: not yours' })],
    ['a registry that accepts no push', new UploadRefused('it failed', { verdict: 'final', status: 403 })],
  ])('another error is not taken for an immutable tag: %s', async (_, error) => {
    const { registry, tags } = withEarlier();
    const failing: Store = { push: () => Promise.reject(error) };
    await expect(publish([release], DIGEST, by(registry, { store: failing, built }))).rejects.toThrow(error.message);
    expect([...tags]).toEqual([['ghcr.io/acme/app:1.2.3', held]]);
  });

  test('an immutable tag is recognized by the message in the output of docker', async () => {
    const { registry } = withEarlier();
    const output = 'tag invalid: The image tag "1.2.3" already exists and cannot be overwritten';
    const failing: Store = { push: () => Promise.reject(new ActionError('it failed: exit status 1', { output })) };
    expect((await publish([release], DIGEST, by(registry, { store: failing, built }))).digest).toBe(held);
  });
});

test('the report of the tags waits until all updates have ended', async () => {
  const { registry, tags } = registries();
  const slow: Registry['putManifest'] = async (at, tag, manifest) => {
    if (tag === '1') throw new RegistryError('no', { verdict: 'final', status: 403 });
    await new Promise((done) => setTimeout(done, 20));
    return registry.putManifest(at, tag, manifest);
  };
  await expect(publish([APP], DIGEST, by({ ...registry, putManifest: slow }))).rejects.toThrow(
    'updated: ghcr.io/acme/app:latest (before: unknown); not updated: ghcr.io/acme/app:1',
  );
  expect([...tags.keys()]).toEqual(['ghcr.io/acme/app:latest']);
});

test('the tags are read by another client after a cancellation', async () => {
  const { registry, tags } = registries();
  tags.set('ghcr.io/acme/app:1', DIGEST);
  const cancelled = () => Promise.reject(new Error('cancelled'));
  const all = { getManifest: cancelled, headManifest: cancelled, putManifest: cancelled };
  await expect(publish([APP], DIGEST, by({ ...registry, ...all }, { registryAfterCancel: registry }))).rejects.toThrow(
    'updated: ghcr.io/acme/app:1 (before: unknown); not updated: ghcr.io/acme/app:latest): cancelled',
  );
});
