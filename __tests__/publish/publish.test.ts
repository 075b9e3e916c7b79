import { describe, expect, test } from '@jest/globals';
import type { Target } from '../../src/plan/plan.ts';
import { type Carrier, type Publishing, publish } from '../../src/publish/publish.ts';
import type { Registry } from '../../src/system/registry/client.ts';
import { type Digest, digestOf } from '../../src/system/registry/digest.ts';
import { formatTagged } from '../../src/system/registry/reference.ts';
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
const NOTHING: Carrier = { carry: async () => [] };

function by(registry: Registry, more: Partial<Publishing> = {}): Publishing {
  const identity = { revision: '', platforms: [] };
  return { carrier: NOTHING, registry, witness: registry, previous: new Map(), identity, ...more };
}

/** Registries that hold the image already, in memory; `tags` is what is tagged there. */
function registries(more: Partial<Registry> = {}) {
  const tags = new Map<string, Digest>();
  const manifest = { digest: DIGEST, mediaType: 'index', bytes: BYTES };
  const registry: Registry = {
    getManifest: async () => manifest,
    async headManifest(at, tag) {
      const found = tags.get(formatTagged({ repository: at, tag }));
      return found === undefined ? undefined : { digest: found, mediaType: 'index', size: BYTES.length };
    },
    async putManifest(at, tag, { bytes }) {
      tags.set(formatTagged({ repository: at, tag }), digestOf(bytes));
      return digestOf(bytes);
    },
    checkPush: async () => {},
    getBlob: () => Promise.reject(new Error('nobody asks for it')),
    ...more,
  };
  return { registry, tags };
}

describe('publishing', () => {
  test('moves every tag of every repository', async () => {
    const { registry, tags } = registries();
    const { digest: held, tags: told } = await publish([APP, HUB], DIGEST, by(registry));
    expect([...tags].toSorted()).toEqual([
      ['acme/app:1', DIGEST],
      ['ghcr.io/acme/app:1', DIGEST],
      ['ghcr.io/acme/app:latest', DIGEST],
    ]);
    expect(held).toBe(DIGEST);
    expect(told.map(formatTagged)).toEqual(['ghcr.io/acme/app:1', 'ghcr.io/acme/app:latest', 'acme/app:1']);
  });

  test('leaves what was carried there as it is', async () => {
    const { registry, tags } = registries();
    await publish([APP], DIGEST, by(registry, { carrier: { carry: async () => ['1'] } }));
    expect([...tags.keys()]).toEqual(['ghcr.io/acme/app:latest']);
  });

  test('reads back: a tag that another job moved is no success', async () => {
    const { registry } = registries({ headManifest: async () => ({ digest: OTHER, mediaType: '', size: 1 }) });
    await expect(publish([APP], DIGEST, by(registry))).rejects.toThrow(
      `ghcr.io/acme/app:1 was moved to ${DIGEST}, and now it is ${OTHER}`,
    );
  });

  test('tells what has moved, and from where, and what has not', async () => {
    const { registry } = registries();
    const failing: Carrier = {
      carry: async ({ repository: { registry: at } }) =>
        at === 'docker.io' ? Promise.reject(new Error('no space')) : [],
    };
    const previous = new Map([
      ['ghcr.io/acme/app:1', OTHER],
      ['ghcr.io/acme/app:latest', undefined],
    ]);
    await expect(publish([APP, HUB], DIGEST, by(registry, { carrier: failing, previous }))).rejects.toThrow(
      `${DIGEST} is not published everywhere (moved: ghcr.io/acme/app:1 (before: ${OTHER}), ghcr.io/acme/app:latest (before: nothing); not moved: acme/app:1): no space`,
    );
  });

  test('what a registry cannot tell is unknown', async () => {
    const { registry } = registries({ headManifest: () => Promise.reject(new Error('gone')) });
    const failing: Carrier = { carry: () => Promise.reject(new Error('gone')) };
    await expect(publish([HUB], DIGEST, by(registry, { carrier: failing }))).rejects.toThrow('(unknown: acme/app:1)');
  });
});
