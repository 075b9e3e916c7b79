import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { StoredImage } from '../../src/clients/docker/answers.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';
import { createHttp } from '../../src/clients/http/http.ts';
import { createRegistry } from '../../src/clients/registry/client.ts';
import type { Digest } from '../../src/model/digest.ts';
import type { Naming } from '../../src/model/naming.ts';
import type { Target } from '../../src/model/plan.ts';
import { storePart } from '../../src/parts/store-part.ts';
import { previousDigests } from '../../src/publish/previous.ts';
import { publish } from '../../src/publish/publish.ts';
import type { Clock, RetryPolicy } from '../../src/runtime/retry.ts';
import { pushFromEngine } from '../../src/store/push-from-engine.ts';
import type { ImageStore } from '../../src/store/store.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { putImage } from '../support/put-image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const http = createHttp();
const lines: string[] = [];
const sleeps: number[] = [];
let afterSleeps: Readonly<Record<number, () => Promise<unknown>>> = {};
/** Time passes only during `sleep`. */
const clock: Clock = {
  now: () => sleeps.reduce((sum, each) => sum + each, 0),
  async sleep(milliseconds) {
    sleeps.push(milliseconds);
    await afterSleeps[sleeps.length]?.();
  },
};
const policy: RetryPolicy = { retries: 3, clock, random: () => 0, log: (line) => lines.push(line) };
let server: TestRegistry;
let proxy: FaultProxy;
beforeAll(async () => {
  server = await startRegistry();
  proxy = await startFaultProxy(server.host);
});
/** Path of a new repository for each test. */
let path: string;
let count = 0;
let old: Digest;
let ours: Digest;
let other: Digest;
beforeEach(async () => {
  count += 1;
  path = `app-${count}`;
  const put = async (tag?: string) => (await putImage(server.host, { repository: path, tag })) as Digest;
  [old, ours, other] = [await put('1'), await put(), await put()];
});
afterEach(() => {
  proxy.reset();
  lines.length = 0;
  sleeps.length = 0;
  afterSleeps = {};
});
afterAll(async () => {
  await http.close();
  await proxy.stop();
  await server.stop();
});

/** Body and headers that put this manifest under a tag. */
async function manifestOf(digest: Digest) {
  const headers = { 'content-type': MANIFEST, accept: MANIFEST };
  const found = await fetch(`http://${server.host}/v2/${path}/manifests/${digest}`, { headers });
  return { headers, body: Buffer.from(await found.arrayBuffer()) };
}

/** Lets a replica return the old state of a tag this many times. The client repeats a HEAD with status 404 as a GET. */
function lag(tag: string, digest: Digest | undefined, times: number): void {
  const path = new RegExp(`manifests/${tag}$`);
  const stale = { kind: 'headers', headers: { 'docker-content-digest': digest } } as const;
  if (digest !== undefined) proxy.fail({ fault: stale, method: 'HEAD', path, times });
  else proxy.fail({ fault: { kind: 'status', status: 404 }, method: /^(HEAD|GET)$/, path, times: 2 * times });
}

/** A store whose image is in the repository already. */
const PUSHED: Pick<ImageStore, 'push'> = { push: async () => [] };

async function publishTags(tags: readonly string[], store: Pick<ImageStore, 'push'> = PUSHED, retries = 3) {
  const client = (more: Partial<RetryPolicy>) =>
    createRegistry({
      http,
      credentials: async () => undefined,
      insecureRegistries: () => false,
      retry: { ...policy, ...more },
    });
  const registry = client({ retries });
  const repository = { name: `${proxy.host}/${path}`, registry: proxy.host, path };
  const target: Target = { repository, tags, floating: [], fullVersions: [] };
  const direct = { ...target, repository: server.repository(path) };
  const known = await previousDigests([direct], registry);
  const previous = new Map([...known].map(([name, digest]) => [name.replace(server.host, proxy.host), digest]));
  const witness = client({ retries: 0 });
  const never = new Error('no registry refuses to update a tag');
  const built = {
    image: { digest: ours, mediaType: '', platforms: [], attestations: [] },
    read: () => Promise.reject(never),
  };
  return publish([target], ours, { store, registry, registryAfterCancel: witness, previous, built });
}

test('the job waits until a replica returns the new digest of a part tag', async () => {
  await fetch(`http://${server.host}/v2/${path}/manifests/1-amd64`, { method: 'PUT', ...(await manifestOf(old)) });
  proxy.fail({ fault: { kind: 'headers', headers: {} }, method: 'HEAD', times: 1 }); // the read before the update
  lag('1-amd64', old, 5);
  const registry = createRegistry({
    ...{ http, credentials: async () => undefined, insecureRegistries: () => false, retry: policy },
  });
  const platforms = [{ os: 'linux', architecture: 'amd64', variant: undefined }];
  await storePart({
    record: {
      key: 'k',
      digest: ours,
      digests: { 'linux/amd64': ours },
      repositories: [],
      commit: '',
      run: '1',
      attempt: 1,
    },
    ...{ platforms, registry, id: 'i' },
    repository: { name: `${proxy.host}/${path}`, registry: proxy.host, path },
    tags: {
      ...{ pattern: '{tag}-{arch}', run: '1', part: undefined },
      naming: { tags: [{ name: '1' }], references: [] } as unknown as Naming,
    },
    artifacts: { leave: async () => {}, find: async () => [] },
  });
  expect(sleeps).toHaveLength(5);
  expect(await held('1-amd64')).toBe(ours);
});

const held = async (tag: string) => {
  const headers = { accept: MANIFEST };
  const answer = await fetch(`http://${server.host}/v2/${path}/manifests/${tag}`, { method: 'HEAD', headers });
  return answer.headers.get('docker-content-digest');
};

test('the run waits for a replica that returns the previous digest longer than the retries take', async () => {
  lag('1', old, 6);
  await expect(publishTags(['1'])).resolves.toMatchObject({ digest: ours });
  expect(sleeps).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 20_000]);
  expect(lines[0]).toBe(
    `${proxy.host}/${path}:1 was just updated, and the registry still answers ${old}; asking again in 1.0 s`,
  );
});

test('the run waits for a replica without a new tag', async () => {
  lag('fresh', undefined, 6);
  await expect(publishTags(['fresh'])).resolves.toMatchObject({ digest: ours });
  expect(sleeps).toHaveLength(6);
});

test('the run waits for a replica that lags and also fails with transient errors', async () => {
  lag('1', old, 1);
  proxy.fail({ fault: { kind: 'status', status: 503 }, method: 'HEAD', times: 2 });
  lag('1', old, 1);
  await expect(publishTags(['1'])).resolves.toMatchObject({ digest: ours });
});

test('an unknown digest is reported as a conflict immediately', async () => {
  lag('1', other, 1);
  await expect(publishTags(['1'])).rejects.toMatchObject({
    message: expect.stringMatching(/: \S+:1 was updated to sha256:\w+, and now it is sha256:\w+$/),
    hint: expect.stringContaining('concurrency'),
  });
  expect(sleeps).toEqual([]);
});

test('after two minutes the error says that the registry acknowledged the update', async () => {
  lag('1', old, 1_000);
  const error = await publishTags(['latest', '1']).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({
    message: `${ours} was published, and was not read back everywhere (updated: ${proxy.host}/${path}:latest (before: nothing); acknowledged but not read back: ${proxy.host}/${path}:1 (before: ${old})): ${proxy.host}/${path}:1 was updated to ${ours}, as its registry acknowledged, but the registry still answers with ${old}, the previous digest`,
    hint: expect.stringContaining('run the job again'),
  });
  expect(clock.now()).toBeGreaterThan(90_000);
  expect(clock.now()).toBeLessThanOrEqual(120_000);
  expect(await held('1')).toBe(ours);
});

test('an acknowledged new tag that a replica does not return is not reported as "not updated"', async () => {
  lag('fresh', undefined, 1_000);
  await expect(publishTags(['fresh'])).rejects.toThrow(
    `(acknowledged but not read back: ${proxy.host}/${path}:fresh (before: nothing)): ${proxy.host}/${path}:fresh was updated to ${ours}, as its registry acknowledged, but the registry still answers that the tag does not exist`,
  );
});

test('without retries the run does not wait for a replica', async () => {
  lag('1', old, 2);
  await expect(publishTags(['1'], PUSHED, 0)).rejects.toThrow('acknowledged but not read back');
  expect(sleeps).toEqual([]);
});

test('a tag is reported as "not updated" if it cannot be written', async () => {
  proxy.fail({ fault: { kind: 'status', status: 403 }, method: 'PUT', path: /manifests\/1$/, times: 9 });
  await expect(publishTags(['latest', '1'])).rejects.toThrow(
    `is not published everywhere (updated: ${proxy.host}/${path}:latest (before: nothing); not updated: ${proxy.host}/${path}:1)`,
  );
});

test('the run waits for a replica without a tag that Docker Engine pushed, after the other tags are updated', async () => {
  const names = new Map([['staged:1', 'ours']]);
  const engine = {
    image: async (name: string) => ({ id: names.get(name) ?? 'none' }) as unknown as StoredImage,
    tag: async () => {},
    push: async () => {},
  } as Partial<Engine> as Engine;
  // readers see the tag four waits after Docker Engine reported success
  const appear = async () =>
    fetch(`http://${server.host}/v2/${path}/manifests/1`, { method: 'PUT', ...(await manifestOf(ours)) });
  afterSleeps = { 4: appear };
  const connect = (retries: number) =>
    createRegistry({
      http,
      credentials: async () => undefined,
      insecureRegistries: () => false,
      retry: { ...policy, retries },
    });
  const tools = {
    ...{ engine, registry: connect(3), registryWithoutRetry: connect(0), credentials: async () => undefined },
    ...{ recordCleanup: () => () => {}, retry: policy },
  };
  const store: Pick<ImageStore, 'push'> = {
    push: (image, target, record) => pushFromEngine('staged:1', image.digest, target, record, tools, async () => {}),
  };
  await expect(publishTags(['1', 'latest'], store)).resolves.toMatchObject({ digest: ours });
  expect(sleeps).toHaveLength(4);
  expect([await held('1'), await held('latest')]).toEqual([ours, ours]);
});
