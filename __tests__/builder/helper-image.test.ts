import { describe, expect, test } from '@jest/globals';
import { helperFinder } from '../../src/builder/helper-image.ts';
import { BINFMT, BUILDKIT } from '../../src/clients/docker/helper-images.ts';
import type { Registry } from '../../src/clients/registry/client.ts';

/** Registries by `host/path reference` of their images. A host `down` rejects requests, and a `slow` host never responds. */
function registryWith(...held: readonly string[]): { asked: string[] } & Pick<Registry, 'headManifest'> {
  const asked: string[] = [];
  return {
    asked,
    async headManifest({ registry, path }, reference) {
      asked.push(`${registry}/${path} ${reference.slice(0, 10)}`);
      if (held.includes(`${registry} down`)) throw new Error('503');
      if (held.includes(`${registry} slow`)) return new Promise(() => undefined);
      const found = held.includes(`${registry}/${path} ${reference}`);
      return found ? { digest: `sha256:${'0'.repeat(64)}`, mediaType: 'x', size: 1 } : undefined;
    },
  };
}

const DIGEST = BINFMT.pinned.split('@')[1] ?? '';
const lines: string[] = [];
const find = (registry: Pick<Registry, 'headManifest'>, ...mirrors: string[]) =>
  helperFinder(registry, mirrors, (line) => lines.push(line), 50);

describe('a privileged helper image', () => {
  test.each([BINFMT, BUILDKIT])('is a release pinned by digest: $pinned', ({ pinned, usual }) => {
    expect(pinned).toMatch(/^docker\.io\/[a-z]+\/[a-z]+:(qemu-)?v\d+\.\d+\.\d+(-\d+)?@sha256:[0-9a-f]{64}$/);
    expect(usual.split(':')[0]).toBe(pinned.split(':')[0]);
  });

  test('is the pinned image on Docker Hub, without a request', async () => {
    const registry = registryWith();
    expect(await find(registry)(BINFMT.pinned)).toBe(BINFMT.pinned);
    expect(registry.asked).toEqual([]);
  });

  test("is the user's image, with any mirror", async () => {
    const registry = registryWith('mirror.test/tonistiigi/binfmt latest');
    expect(await find(registry, 'mirror.test')('acme/binfmt:mine')).toBe('acme/binfmt:mine');
    expect(registry.asked).toEqual([]);
  });

  test('is the pinned image if the mirror has it', async () => {
    const held = [`mirror.test/tonistiigi/binfmt ${DIGEST}`, 'mirror.test/tonistiigi/binfmt latest'];
    expect(await find(registryWith(...held), 'mirror.test')(BINFMT.pinned)).toBe(BINFMT.pinned);
  });

  test.each(['down', 'slow'])(
    'is the latest image of a mirror without the pinned image if Docker Hub is %s',
    async (hub) => {
      const registry = registryWith('mirror.test/tonistiigi/binfmt latest', 'down.test down', `docker.io ${hub}`);
      lines.length = 0;
      expect(await find(registry, 'empty.test', 'down.test', 'mirror.test')(BINFMT.pinned)).toBe(BINFMT.usual);
      expect(lines).toEqual([
        'tonistiigi/binfmt: the mirror mirror.test does not hold the pinned release, so its own "latest" is used',
      ]);
      expect(registry.asked.filter((line) => line.startsWith('docker.io'))).toEqual([
        'docker.io/tonistiigi/binfmt sha256:400',
      ]);
    },
  );

  test.each([
    ['has the pinned image', [`docker.io/tonistiigi/binfmt ${DIGEST}`]],
    ['does not have the pinned image', []],
  ])('is not the latest image of a mirror if Docker Hub %s', async (_, held) => {
    const registry = registryWith('mirror.test/tonistiigi/binfmt latest', ...held);
    expect(await find(registry, 'mirror.test')(BINFMT.pinned)).toBe(BINFMT.pinned);
  });

  test('is not the latest image of a mirror that fails in the request for the pinned image', async () => {
    const registry = registryWith('mirror.test down', 'docker.io down');
    const { headManifest } = registry;
    // fails for one of the two requests
    const half: typeof registry = {
      ...registry,
      headManifest: async (repository, reference) =>
        reference === 'latest'
          ? { digest: DIGEST as never, mediaType: 'x', size: 1 }
          : headManifest(repository, reference),
    };
    expect(await find(half, 'mirror.test')(BINFMT.pinned)).toBe(BINFMT.pinned);
  });

  test('is the pinned image if no mirror has any release', async () => {
    expect(await find(registryWith('down.test down'), 'mirror.test', 'down.test')(BUILDKIT.pinned)).toBe(
      BUILDKIT.pinned,
    );
  });
});
