import { describe, expect, test } from '@jest/globals';
import { type Given, job } from '../inputs/given.ts';
import { aHost, planFor } from './a-plan.ts';

const PUSHED = { tags: 'ghcr.io/acme/app:1', push: 'true', platforms: 'linux/amd64' };
const CLASSIC = { engine: { containerdStore: false } };
const LOCAL = aHost({ ...CLASSIC, localImages: ['only-here:1'] });
const OTHER = aHost(CLASSIC);
const SERVICE = { ACTIONS_RUNTIME_TOKEN: 'a', ACTIONS_RESULTS_URL: 'b', GITHUB_RUN_ID: '12', GITHUB_RUN_ATTEMPT: '3' };

/** Inputs that the builder of Docker Engine does not support with the classic image store, and a word of the message. */
const IMPOSSIBLE: readonly (readonly [string, Given, string])[] = [
  ['several platforms', { platforms: 'linux/amd64,linux/arm64' }, '`platforms` asks for linux/amd64, linux/arm64'],
  ['provenance', { provenance: 'mode=max' }, '`provenance`'],
  ['an SBOM', { sbom: 'true' }, '`sbom`'],
  ['attestations', { attests: 'type=sbom' }, '`attests`'],
  ['a registry cache', { 'cache-to': 'type=registry,ref=acme/app:cache' }, 'type=registry'],
  ['a local cache', { 'cache-to': 'type=local,dest=cache' }, 'type=local'],
  ['an archive', { outputs: 'type=oci,dest=image.tar' }, 'type=oci'],
  ['attributes of the image', { outputs: 'type=image,compression=zstd' }, 'compression=zstd'],
  ['annotations of an index', { annotations: 'index:a=b' }, '`annotations`'],
  ['timestamps', { 'source-date-epoch': '0' }, '`source-date-epoch`'],
  ['entitlements', { allow: 'security.insecure' }, 'security.insecure'],
];

describe('the builder of Docker Engine with the classic image store', () => {
  test.each([
    ['`driver: docker`', { driver: 'docker' }, OTHER, '`driver` asks for it'],
    ['`driver: docker`, for an emulated platform', { driver: 'docker', platforms: 'linux/s390x' }, OTHER, '`driver`'],
    ['`driver: auto`, if only Docker Engine has a base image', {}, LOCAL, 'no registry has only-here:1'],
    ['disabled provenance', { provenance: 'false' }, LOCAL, 'only-here:1'],
    ['an inline cache', { 'cache-to': 'type=inline' }, LOCAL, 'only-here:1'],
    ['a folder of files', { outputs: 'type=local,dest=out' }, LOCAL, 'only-here:1'],
    [
      'an API that does not distinguish platforms',
      {},
      aHost({ ...LOCAL, engine: { ...LOCAL.engine, apiVersion: [1, 44] } }),
      'only-here:1',
    ],
  ])('is chosen for %s', async (_, inputs, host, reason) => {
    const { builder } = await planFor({ ...PUSHED, ...inputs }, { host });
    expect(builder.kind).toBe('engine');
    expect(builder.reason).toContain(reason);
  });

  test('is not chosen if the base images are not local', async () => {
    const { builder } = await planFor(PUSHED, { host: OTHER });
    expect(builder).toMatchObject({ kind: 'new', driver: 'docker-container' });
  });

  test.each(IMPOSSIBLE)('is rejected for %s', async (_, inputs, word) => {
    const plan = planFor({ ...PUSHED, driver: 'docker', ...inputs }, { host: LOCAL });
    await expect(plan).rejects.toThrow(word);
  });

  test.each(IMPOSSIBLE)('is not chosen for %s', async (_, inputs, word) => {
    // only several platforms or attestations give an index
    const more = inputs.annotations === undefined ? {} : { provenance: 'true' };
    const { builder } = await planFor({ ...PUSHED, ...inputs, ...more }, { host: LOCAL });
    expect(builder.kind).toBe('new');
    if (inputs.annotations === undefined) expect(builder.reason).toContain(word);
  });

  test('is rejected with a list of all unsupported inputs', async () => {
    const inputs = { driver: 'docker', sbom: 'true', 'source-date-epoch': '0', 'cache-to': 'type=local,dest=cache' };
    const plan = planFor({ ...PUSHED, ...inputs }, { host: LOCAL });
    await expect(plan).rejects.toThrow(/`sbom`.*type=local.*`source-date-epoch`/);
  });

  test('reads all caches and writes only the inline cache', async () => {
    const cacheOf = async (cache: string) =>
      (await planFor({ ...PUSHED, cache }, { host: LOCAL, at: job(SERVICE) })).cache;
    for (const kind of ['registry', 'gha']) {
      const cache = await cacheOf(kind);
      expect(cache.from.length).toBeGreaterThan(0);
      expect(cache).toMatchObject({ to: [], reason: "the engine's classic image store cannot write a cache" });
    }
    const local = await cacheOf('local');
    expect(local.to).toEqual([]);
    expect(local.folders.flat().length).toBeGreaterThan(0);
    expect(local.folders.flat().flatMap(({ key }) => key ?? [])).toEqual([]);
    expect(await cacheOf('inline')).toMatchObject({ inline: true, reason: '`cache: inline`' });
  });

  test('gets labels, and no annotations of an index', async () => {
    const { request } = await planFor({ ...PUSHED, version: '1.2.3' }, { host: LOCAL });
    expect(request.build.annotations).toEqual([]);
    expect(request.build.labels).toContainEqual({ name: 'org.opencontainers.image.version', value: '1.2.3' });
  });
});
