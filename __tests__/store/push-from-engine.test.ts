import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { StoredImage } from '../../src/clients/docker/answers.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';
import { TransferError } from '../../src/clients/docker/transfer.ts';
import { createHttp } from '../../src/clients/http/http.ts';
import { createRegistry } from '../../src/clients/registry/client.ts';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import { trackUpdates } from '../../src/publish/updates.ts';
import type { Cleanup } from '../../src/runtime/cleanup.ts';
import { type RetryPolicy, systemClock } from '../../src/runtime/retry.ts';
import { pushFromEngine } from '../../src/store/push-from-engine.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { putImage } from '../support/put-image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const DIGEST = digestOf(Buffer.from('ours'));
const LOGIN = { kind: 'password', username: 'me', password: 'secret' } as const;
const http = createHttp();
let registry: TestRegistry;
let proxy: FaultProxy;
beforeAll(async () => {
  registry = await startRegistry();
  proxy = await startFaultProxy(registry.host);
});
afterEach(() => proxy.reset());
afterAll(async () => {
  await http.close();
  await proxy.stop();
  await registry.stop();
});

/** Pushes an image with an engine that pushes by `push` and is otherwise a table of names. */
async function pushWith(
  push: () => Promise<void>,
  {
    before,
    complete = async () => {},
    digest = DIGEST,
  }: { readonly before?: Digest; readonly complete?: () => Promise<void>; readonly digest?: Digest } = {},
) {
  const name = `${proxy.host}/app:1`;
  const names = new Map([
    ['candidate:1', 'sha256:ours'],
    [name, 'sha256:before'],
  ]);
  const engine = {
    image: async (asked: string) => ({ id: names.get(asked) }) as unknown as StoredImage,
    tag: async (source: string, repository: string, tag: string) =>
      void names.set(`${repository}:${tag}`, names.get(source) ?? source),
    untag: async (asked: string) => void names.delete(asked),
    push: async ({ name: repository }, tag, login, idle) => {
      expect(names.get(`${repository}:${tag}`)).toBe('sha256:ours');
      expect([login, idle]).toEqual([LOGIN, 20 * 60_000]);
      await push();
    },
  } as Partial<Engine> as Engine;
  const lines: string[] = [];
  const entries = new Set<Cleanup>();
  const clock = { ...systemClock, sleep: async () => {} };
  const retry: RetryPolicy = { retries: 3, clock, random: () => 0, log: (line) => lines.push(line) };
  const client = (policy: RetryPolicy) =>
    createRegistry({ http, credentials: async () => undefined, insecureRegistries: () => false, retry: policy });
  const tools = {
    engine,
    registry: client(retry),
    registryWithoutRetry: client({ ...retry, retries: 0 }),
    credentials: async () => LOGIN,
    recordCleanup(entry: Cleanup) {
      entries.add(entry);
      return () => entries.delete(entry);
    },
    retry,
  };
  const repository = { name: `${proxy.host}/app`, registry: proxy.host, path: 'app' };
  const reference = { repository, tag: '1' };
  const updates = trackUpdates(new Map(before === undefined ? [] : [[name, before]]));
  const target = { repository, tags: ['1'] };
  const error = await pushFromEngine('candidate:1', digest, target, updates, tools, complete).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(names.get(name)).toBe('sha256:before');
  expect([...entries]).toEqual([]);
  const [acknowledged, isConfirmed] = [updates.acknowledged(reference), updates.isConfirmed(reference, DIGEST)];
  return { error, lines, acknowledged, isConfirmed };
}

const refuse =
  (message: string, brought = 0) =>
  () =>
    Promise.reject(new TransferError(message, brought));

test('a push that breaks off is tried again', async () => {
  const { error, lines } = await pushWith(refuse('/run/docker.sock: the answer stopped for 1200 s'));
  expect(error?.message).toMatch(/app:1 could not be pushed: .*the answer stopped for 1200 s$/);
  expect(lines).toHaveLength(3);
});

test('each part of a push has its retries', async () => {
  const parts = 'aabbbab';
  let attempts = 0;
  const { error, lines } = await pushWith(() => {
    const part = (parts[attempts] ?? 'b').repeat(64);
    attempts += 1;
    return refuse(`failed to do request: Head "https://r/v2/app/blobs/sha256:${part}": EOF`)();
  });
  expect(error?.message).toMatch(/EOF$/);
  expect(attempts).toBe(7);
  const counted = lines.map((line) => /retry (\d) of 3/.exec(line)?.[1]).join('');
  expect(counted).toBe('121233');
});

test('the words of the engine are told, and decide', async () => {
  const { error, lines } = await pushWith(refuse('denied: not yours'));
  expect(error?.message).toBe(`${proxy.host}/app:1 could not be pushed: denied: not yours`);
  expect(lines).toEqual([]);
});

test('what the registry says itself counts more', async () => {
  const headers = { 'retry-after': '600' };
  proxy.fail({ method: 'POST', fault: { kind: 'status', status: 429, headers } });
  const { error, lines } = await pushWith(refuse('error from registry: whoops'));
  expect(error).toMatchObject({ status: 429, verdict: 'final', hint: expect.stringContaining('10 minutes') });
  expect(lines).toEqual([]);
});

test('a job that is cancelled in the middle of it asks nobody', async () => {
  const reason = new Error('cancelled');
  const { error } = await pushWith(() => Promise.reject(reason));
  expect(error).toBe(reason);
  expect(proxy.seen).toEqual([]);
});

test('a push that ends well and brings something else is none', async () => {
  await putImage(registry.host, { repository: 'app', tag: '1' });
  const { error } = await pushWith(async () => {});
  expect(error?.message).toMatch(new RegExp(`app:1 was pushed as ${DIGEST}, and the registry has sha256:.* there`));
});

test('a push is left to be read back later if its tag is still read as before', async () => {
  const before = await putImage(registry.host, { repository: 'app', tag: '1' });
  const { error, lines, acknowledged, isConfirmed } = await pushWith(async () => {}, { before: before as Digest });
  expect(error).toBeUndefined();
  expect([lines, acknowledged, isConfirmed]).toEqual([[], DIGEST, false]);
});

test('a push of which the registry does not hold all is an error', async () => {
  const digest = (await putImage(registry.host, { repository: 'app', tag: '1' })) as Digest;
  const incomplete = new Error('it lacks a layer');
  const complete = () => Promise.reject(incomplete);
  expect((await pushWith(async () => {}, { complete, digest })).error).toBe(incomplete);
  expect((await pushWith(async () => {}, { digest })).error).toBeUndefined();
});

test('an upload that was only opened to ask is given up', async () => {
  await pushWith(refuse('whoops'));
  const asked = proxy.seen.filter(({ path }) => path.includes('/uploads/')).map(({ method }) => method);
  expect(asked).toEqual(['POST', 'DELETE', 'POST', 'DELETE', 'POST', 'DELETE', 'POST', 'DELETE']);
});
