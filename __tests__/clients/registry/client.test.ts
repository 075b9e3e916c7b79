import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp, type Http } from '../../../src/clients/http/http.ts';
import { createRegistry, type Registry } from '../../../src/clients/registry/client.ts';
import type { Credentials } from '../../../src/clients/registry/credentials.ts';
import { type Digest, digestOf } from '../../../src/model/digest.ts';
import type { Repository } from '../../../src/model/reference.ts';
import type { Clock } from '../../../src/runtime/retry.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { ALICE, startRegistry, type TestRegistry } from '../../support/registry.ts';
import { startTokenServer, type TokenServer } from '../../support/token-server.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const IDLE = 500;

/** Real time without waiting; `skew` advances it. */
const clock: Clock & { skew: number; slept: number } = {
  skew: 0,
  slept: 0,
  now: () => performance.now() + clock.skew,
  async sleep(milliseconds) {
    clock.slept += 1;
    clock.skew += milliseconds;
  },
};

const http = createHttp({ idle: IDLE });
const nobody: Credentials = async () => undefined;
const alice: Credentials = async () => ({ kind: 'password', ...ALICE });

function clientOf(credentials: Credentials = nobody, over: { http?: Http; insecure?: boolean; retries?: number } = {}) {
  const lines: string[] = [];
  const registry = createRegistry({
    http: over.http ?? http,
    credentials,
    insecureRegistries: () => over.insecure ?? false,
    retry: { retries: over.retries ?? 3, clock, random: () => 0, log: (line) => lines.push(line) },
  });
  return Object.assign(registry, { lines });
}

/** An empty index, made unique by its annotation. */
function indexOf(text: string) {
  const bytes = Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [], annotations: { text } }),
  );
  return { mediaType: INDEX, bytes, digest: digestOf(bytes) };
}

function through(proxy: { host: string }, path: string): Repository {
  return { name: `${proxy.host}/${path}`, registry: proxy.host, path };
}

/** Uploads a blob by the specification, without the client. */
async function upload(host: string, path: string, bytes: Buffer): Promise<Digest> {
  const digest = digestOf(bytes);
  const begun = await fetch(`http://${host}/v2/${path}/blobs/uploads/`, { method: 'POST' });
  const place = new URL(begun.headers.get('location') ?? '');
  place.searchParams.set('digest', digest);
  const headers = { 'content-type': 'application/octet-stream' };
  expect((await fetch(place, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status).toBe(201);
  return digest;
}

let server: TestRegistry;
let proxy: FaultProxy;
const further: FaultProxy[] = [];

async function startFurther(target: string): Promise<FaultProxy> {
  const started = await startFaultProxy(target);
  further.push(started);
  return started;
}

beforeAll(async () => {
  server = await startRegistry();
  proxy = await startFaultProxy(server.host);
});
afterEach(async () => {
  proxy.reset();
  clock.slept = 0;
  for (const started of further.splice(0)) await started.stop();
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
  await http.close();
});

describe('a registry without a login', () => {
  test('returns a manifest by tag and by digest, byte for byte', async () => {
    const client = clientOf();
    const repository = server.repository('acme/app');
    const { digest, ...manifest } = indexOf('one');
    await expect(client.putManifest(repository, '1.0', manifest)).resolves.toBe(digest);
    for (const reference of ['1.0', digest]) {
      await expect(client.getManifest(repository, reference)).resolves.toEqual({ digest, ...manifest });
      const head = { digest, mediaType: INDEX, size: manifest.bytes.length };
      await expect(client.headManifest(repository, reference)).resolves.toEqual(head);
    }
  });

  test('stores a manifest by digest, without a tag', async () => {
    const client = clientOf();
    const repository = server.repository('acme/untagged');
    const { digest, ...manifest } = indexOf('untagged');
    await client.putManifest(repository, digest, manifest);
    await expect(client.headManifest(repository, digest)).resolves.toMatchObject({ digest });
  });

  test('gives undefined for a missing manifest and an error for a missing blob', async () => {
    const client = clientOf();
    const repository = server.repository('acme/none');
    await expect(client.getManifest(repository, '1.0')).resolves.toBeUndefined();
    await expect(client.headManifest(repository, digestOf(Buffer.from('none')))).resolves.toBeUndefined();
    expect(clock.slept).toBe(0);
    await expect(client.getBlob(repository, digestOf(Buffer.from('none')), 100)).rejects.toMatchObject({ status: 404 });
  });

  test('returns blobs up to a size', async () => {
    const bytes = Buffer.from('{"architecture":"arm64"}');
    const digest = await upload(server.host, 'acme/app', bytes);
    const client = clientOf();
    const repository = server.repository('acme/app');
    await expect(client.getBlob(repository, digest, bytes.length)).resolves.toEqual(bytes);
    await expect(client.getBlob(repository, digest, bytes.length - 1)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  test('gives the size of a blob by HEAD over one connection', async () => {
    const bytes = Buffer.alloc(2 ** 20);
    const digest = await upload(server.host, 'acme/app', bytes);
    const client = clientOf();
    for (let i = 0; i < 3; i += 1) {
      await expect(client.blobSize(through(proxy, 'acme/app'), { digest, size: bytes.length })).resolves.toBe(2 ** 20);
    }
    const [, ...asked] = proxy.seen;
    expect(asked.map(({ method }) => method)).toEqual(['HEAD', 'HEAD', 'HEAD']);
    expect(new Set(asked.map(({ port }) => port)).size).toBe(1);
  });

  test('gives no size for a missing blob, and the size of a blob that appears late', async () => {
    const client = clientOf();
    const digest = digestOf(Buffer.from('no blob'));
    const none = { digest, size: 7 };
    await expect(client.blobSize(server.repository('acme/app'), none)).resolves.toBeUndefined();
    expect(clock.slept).toBe(0);
    await expect(client.blobSize(server.repository('acme/app'), none, { justWritten: true })).resolves.toBeUndefined();
    expect(clock.slept).toBe(3);
  });

  test.each<[string, Fault]>([
    ['401, like a public registry', { kind: 'status', status: 401, headers: { 'www-authenticate': 'Basic' } }],
    ['403, like storage with URLs that are signed for GET', { kind: 'status', status: 403 }],
    ['404', { kind: 'status', status: 404 }],
    ['405', { kind: 'status', status: 405 }],
    ['501', { kind: 'status', status: 501 }],
    ['another length', { kind: 'headers', headers: { 'content-length': '0' } }],
    ['no length', { kind: 'headers', headers: { 'content-length': undefined } }],
  ])('is asked by GET, without the bytes, if it answers a HEAD of a blob with %s', async (_, fault) => {
    const bytes = Buffer.alloc(2 ** 20, 1);
    const digest = await upload(server.host, 'acme/app', bytes);
    proxy.fail({ method: 'HEAD', fault, times: 9 });
    const client = clientOf();
    const ask = () => client.blobSize(through(proxy, 'acme/app'), { digest, size: bytes.length });
    expect([await ask(), await ask(), await ask()]).toEqual([2 ** 20, 2 ** 20, 2 ** 20]);
    const methods = proxy.seen.flatMap(({ method, path }) => (path.includes('/blobs/') ? [method] : []));
    expect(methods.join()).toMatch(/^(HEAD,){1,2}GET,GET,GET$/);
  });

  test.each<[string, (socket: Socket, method: string) => void]>([
    [
      'answers a HEAD with a body',
      (socket, method) => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n${method === 'HEAD' ? 'no HTTP' : 'content'}`);
      },
    ],
    [
      'supports neither HEAD nor Range',
      (socket, method) => {
        if (method === 'HEAD') socket.write('HTTP/1.1 405 No\r\ncontent-length: 0\r\n\r\n');
        else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 7000000\r\n\r\n${' '.repeat(9999)}`);
      },
    ],
  ])('gives the size of a blob although it %s', async (_, answer) => {
    const rude = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        const [method = '', path] = data.toString().split(' ', 2);
        if (path === '/v2/') socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        else answer(socket, method);
      });
    }).listen(0, '127.0.0.1');
    await once(rude, 'listening');
    const host = `127.0.0.1:${(rude.address() as AddressInfo).port}`;
    try {
      const client = clientOf();
      const digest = digestOf(Buffer.from('content'));
      const sizes = await Promise.all(
        [7, 7, 7].map((size) => client.blobSize(through({ host }, 'acme/app'), { digest, size })),
      );
      for (const size of sizes) expect([7, 7_000_000]).toContain(size);
      const again = await client.blobSize(through({ host }, 'acme/app'), { digest, size: 7 });
      expect([7, 7_000_000]).toContain(again);
      expect(clock.slept).toBe(0);
    } finally {
      rude.close();
    }
  });

  test('is asked again by GET if a HEAD has an unexpected length', async () => {
    const bytes = Buffer.from('cut off');
    const digest = await upload(server.host, 'acme/app', bytes);
    const asked = clientOf().blobSize(server.repository('acme/app'), { digest, size: 99 });
    await expect(asked).resolves.toBe(bytes.length);
  });

  test.each<[string, Fault]>([
    ['HEAD', { kind: 'status', status: 503 }],
    ['HEAD', { kind: 'status', status: 429 }],
    ['HEAD', { kind: 'reset' }],
    ['GET', { kind: 'status', status: 502 }],
  ])('is asked again for the size of a blob after a transient error: %s and %j', async (method, fault) => {
    const bytes = Buffer.from('again');
    const digest = await upload(server.host, 'acme/app', bytes);
    if (method === 'GET') proxy.fail({ method: 'HEAD', fault: { kind: 'status', status: 405 }, times: 2 });
    proxy.fail({ method, path: /blobs/, fault });
    const client = clientOf();
    await expect(client.blobSize(through(proxy, 'acme/app'), { digest, size: bytes.length })).resolves.toBe(5);
    expect(client.lines).toHaveLength(1);
  });

  test('gets one check for TLS for any number of parallel calls', async () => {
    const client = clientOf();
    const { digest, ...manifest } = indexOf('probe');
    const repository = through(proxy, 'acme/probe');
    await Promise.all(['a', 'b', 'c'].map((tag) => client.putManifest(repository, tag, manifest)));
    expect(proxy.seen.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT', 'PUT']);
  });
});

describe('transient errors', () => {
  const status = (status: number, headers?: Record<string, string>): Fault => ({ kind: 'status', status, headers });
  const faults: readonly [string, Fault][] = [
    ...[408, 429, 500, 502, 503, 504].map((code): [string, Fault] => [String(code), status(code)]),
    ['429 with Retry-After', status(429, { 'retry-after': '2' })],
    ['reset', { kind: 'reset' }],
    ['end of file', { kind: 'eof' }],
    ['hang', { kind: 'hang' }],
  ];
  const manifest = indexOf('faults');
  const repository = () => through(proxy, 'acme/faults');
  let blob: Digest;
  beforeAll(async () => {
    await clientOf().putManifest(server.repository('acme/faults'), 'there', manifest);
    blob = await upload(server.host, 'acme/faults', Buffer.from('a config'));
  });

  const reads: readonly [string, RegExp, (client: Registry) => Promise<unknown>][] = [
    ['a tag', /manifests\/there/, (client) => client.getManifest(repository(), 'there')],
    ['a digest', /manifests\/sha256/, (client) => client.getManifest(repository(), manifest.digest)],
    ['a head', /manifests\/there/, (client) => client.headManifest(repository(), 'there')],
    ['a blob', /blobs/, (client) => client.getBlob(repository(), blob, 100)],
  ];
  const spoilt: readonly [string, Fault][] = [
    ['altered', { kind: 'altered' }],
    ['truncated', { kind: 'truncated' }],
    ['stalled', { kind: 'stalled' }],
    ['lost', { kind: 'lost-answer' }],
  ];
  // slow cases run with one kind of read only
  const slow = ['hang', 'stalled'];
  const cases = reads
    .flatMap(([what, path, read]) =>
      [...faults, ...(what === 'a head' ? [] : spoilt)].map(([name, fault]) => ({ what, name, path, read, fault })),
    )
    .filter(({ what, name }) => what === 'a tag' || !slow.includes(name));

  test.each(cases)('are retried: $name, three times while reading $what', async ({ path, read, fault }) => {
    proxy.fail({ fault, path, times: 3 });
    const client = clientOf();
    const found = await read(client);
    expect(found instanceof Buffer ? found.toString() : found).toEqual(
      found instanceof Buffer ? 'a config' : expect.objectContaining({ digest: manifest.digest }),
    );
    expect(client.lines).toHaveLength(3);
    expect(client.lines[0]).toMatch(/^reading localhost:\d+\/acme\/faults\S+ failed: .+; retry 1 of 3 in \d+\.\d s$/);
  });

  test.each(cases.filter(({ name }) => !slow.includes(name)))(
    'are thrown after the last retry: $name, four times while reading $what',
    async ({ path, read, fault }) => {
      proxy.fail({ fault, path, times: 4 });
      await expect(read(clientOf())).rejects.toMatchObject({ name: 'RegistryError', verdict: 'transient' });
    },
  );

  test.each(faults)('are retried: %s, three times while writing a tag', async (name, fault) => {
    const tag = `w-${name.replaceAll(' ', '-')}`;
    proxy.fail({ fault, path: /manifests/, method: 'PUT', times: 3 });
    await expect(clientOf().putManifest(repository(), tag, manifest)).resolves.toBe(manifest.digest);
    await expect(clientOf().headManifest(server.repository('acme/faults'), tag)).resolves.toMatchObject({
      digest: manifest.digest,
    });
  });

  test('do not repeat a write if its response is lost', async () => {
    proxy.fail({ fault: { kind: 'lost-answer' }, method: 'PUT' });
    const client = clientOf();
    await expect(client.putManifest(repository(), 'lost', manifest)).resolves.toBe(manifest.digest);
    expect(proxy.seen.map(({ method }) => method)).toEqual(['GET', 'PUT', 'HEAD']);
    expect(client.lines).toEqual([]);
  });

  test('are not thrown for an immutable tag that has the manifest already', async () => {
    await clientOf().putManifest(repository(), 'fixed', manifest);
    proxy.fail({ fault: status(400), method: 'PUT', times: 2 });
    await expect(clientOf().putManifest(repository(), 'fixed', manifest)).resolves.toBe(manifest.digest);
    await expect(clientOf().putManifest(repository(), 'fixed', indexOf('other'))).rejects.toMatchObject({
      status: 400,
    });
  });

  test('include a response with another digest, after which the tag is read', async () => {
    const headers = { 'docker-content-digest': digestOf(Buffer.from('other')) };
    proxy.fail({ fault: { kind: 'headers', headers }, method: 'PUT' });
    proxy.fail({ fault: status(503), method: 'HEAD' });
    const client = clientOf();
    await expect(client.putManifest(repository(), 'stored', manifest)).resolves.toBe(manifest.digest);
    expect(client.lines).toEqual([expect.stringContaining('instead of')]);
  });

  test('include a 404 only right after a write', async () => {
    proxy.fail({ fault: status(404), path: /manifests/, times: 2 });
    await expect(clientOf().getManifest(repository(), 'there', { justWritten: true })).resolves.toMatchObject(manifest);
    expect(clock.slept).toBe(2);
    await expect(clientOf().headManifest(repository(), 'never', { justWritten: true })).resolves.toBeUndefined();
    expect(clock.slept).toBe(5);
  });

  test('are retried in the check for TLS', async () => {
    proxy.fail({ fault: { kind: 'reset' }, path: /^\/v2\/$/, times: 2 });
    await expect(clientOf().getManifest(repository(), 'there')).resolves.toMatchObject(manifest);
  });
});

describe('permanent errors', () => {
  test.each([400, 403, 404, 405, 413, 501, 507])('are thrown at once: %i to a write', async (status) => {
    const { digest: _, ...manifest } = indexOf(`final ${status}`);
    const body = '{"errors":[{"code":"DENIED","message":"not\\nyou"}]}';
    proxy.fail({ fault: { kind: 'status', status, body }, method: 'PUT', times: 9 });
    const client = clientOf();
    await expect(client.putManifest(through(proxy, 'acme/final'), '1', manifest)).rejects.toMatchObject({
      status,
      code: 'DENIED',
      message: `writing ${proxy.host}/acme/final:1 failed: ${proxy.host} answered ${status} (DENIED: not you)`,
    });
    expect(client.lines).toEqual([]);
  });

  test('include a Retry-After of more than a minute, which the error names', async () => {
    const headers = { 'retry-after': '600' };
    proxy.fail({ fault: { kind: 'status', status: 429, headers }, path: /manifests/, times: 9 });
    await expect(clientOf().getManifest(through(proxy, 'acme/app'), '1.0')).rejects.toMatchObject({
      status: 429,
      hint: 'Run the job again in 10 minutes: the registry asks to wait that long.',
    });
    expect(clock.slept).toBe(0);
  });
});

describe('responses of a registry', () => {
  const manifest = indexOf('said');
  const repository = () => through(proxy, 'acme/said');
  beforeAll(() => clientOf().putManifest(server.repository('acme/said'), '1', manifest));

  test('without a digest or a length to a HEAD are followed by a GET', async () => {
    for (const name of ['docker-content-digest', 'content-length']) {
      proxy.fail({ fault: { kind: 'headers', headers: { [name]: undefined } }, method: 'HEAD' });
      await expect(clientOf().headManifest(repository(), '1')).resolves.toEqual({
        digest: manifest.digest,
        mediaType: INDEX,
        size: manifest.bytes.length,
      });
    }
    expect(proxy.seen.filter(({ method, path }) => method === 'GET' && path.endsWith('/1'))).toHaveLength(2);
  });

  test('are rejected if the digest does not match the bytes, by tag or in a HEAD', async () => {
    const headers = { 'docker-content-digest': `sha256:${createHash('sha256').update('x').digest('hex')}` };
    proxy.fail({ fault: { kind: 'headers', headers }, path: /manifests/, times: 99 });
    await expect(clientOf().getManifest(repository(), '1')).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    await expect(clientOf().headManifest(repository(), manifest.digest)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  test('may redirect to another server, which gets no credentials', async () => {
    const storage = await startFurther(server.host);
    const headers = { location: `http://${storage.host}/v2/acme/said/manifests/1?signed=1` };
    const guarded = clientOf(alice);
    proxy.fail({
      fault: { kind: 'status', status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
      path: /manifests/,
    });
    proxy.fail({ fault: { kind: 'status', status: 307, headers }, path: /manifests/ });
    await expect(guarded.getManifest(repository(), '1')).resolves.toMatchObject(manifest);
    expect(proxy.seen.at(-1)?.authorization).toMatch(/^Basic /);
    expect(storage.seen).toEqual([
      expect.objectContaining({ path: '/v2/acme/said/manifests/1?signed=1', authorization: undefined }),
    ]);
  });
});

describe('a registry that asks for a password', () => {
  let guarded: TestRegistry;
  beforeAll(async () => {
    guarded = await startRegistry({ htpasswd: true });
  });
  afterAll(() => guarded.stop());

  test('gets it, and the errors do not contain the login', async () => {
    const { digest, ...manifest } = indexOf('basic');
    await expect(clientOf(alice).putManifest(guarded.repository('acme/app'), '1', manifest)).resolves.toBe(digest);
    await expect(clientOf(alice).getManifest(guarded.repository('acme/app'), '1')).resolves.toMatchObject({ digest });
    for (const credentials of [
      nobody,
      async () => ({ kind: 'password', username: 'alice', password: 'hunter2' }) as const,
    ]) {
      const error = await clientOf(credentials)
        .getManifest(guarded.repository('acme/app'), '1')
        .catch((thrown) => thrown);
      expect(error).toMatchObject({ status: 401, hint: expect.stringContaining(`Log in to ${guarded.host}`) });
      expect(JSON.stringify([error, String(error.stack)])).not.toMatch(/hunter2|alice/);
    }
  });

  test('gets only one request without it', async () => {
    const front = await startFurther(guarded.host);
    const client = clientOf(alice);
    for (const tag of ['1', '1', '1']) await client.headManifest(through(front, 'acme/app'), tag);
    expect(front.seen.map(({ authorization }) => authorization !== undefined)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});

describe('a registry that asks for a token', () => {
  let tokens: TokenServer;
  let guarded: TestRegistry;
  let front: FaultProxy;
  const repository = (path: string) => through(front, path);
  const manifest = indexOf('token');
  beforeAll(async () => {
    tokens = await startTokenServer([`${ALICE.username}:${ALICE.password}`, 'a refresh token']);
    guarded = await startRegistry({ token: tokens });
    front = await startFaultProxy(guarded.host);
  });
  afterEach(() => {
    front.reset();
    tokens.asked.length = 0;
    tokens.life = 300;
  });
  afterAll(async () => {
    await front.stop();
    await guarded.stop();
    await tokens.stop();
  });

  test('gets a token for each repository and action, and a token to push is used to pull', async () => {
    const client = clientOf(alice);
    await client.putManifest(repository('acme/app'), '1', manifest);
    await client.getManifest(repository('acme/app'), '1');
    await client.headManifest(repository('acme/app'), '1');
    await expect(client.headManifest(repository('acme/other'), '1')).resolves.toBeUndefined();
    expect(tokens.asked).toEqual([
      { method: 'GET', scope: ['repository:acme/app:pull,push'], by: 'alice:wonderland' },
      { method: 'GET', scope: ['repository:acme/other:pull'], by: 'alice:wonderland' },
    ]);
    expect(front.seen.filter(({ authorization }) => authorization?.startsWith('Basic'))).toEqual([]);
  });

  test('gets one token for parallel calls', async () => {
    const client = clientOf(alice);
    await Promise.all(['a', 'b', 'c', 'd'].map((tag) => client.putManifest(repository('acme/many'), tag, manifest)));
    expect(tokens.asked).toHaveLength(1);
  });

  test('allows a pull without a login, and the error of a push gives the reason', async () => {
    await clientOf(alice).putManifest(repository('acme/public'), '1', manifest);
    await expect(clientOf().getManifest(repository('acme/public'), '1')).resolves.toMatchObject(manifest);
    await expect(clientOf().putManifest(repository('acme/public'), '1', manifest)).rejects.toMatchObject({
      status: 401,
      verdict: 'final',
    });
  });

  test('rejects a wrong password with a permanent error that does not contain it', async () => {
    const wrong: Credentials = async () => ({ kind: 'password', username: 'alice', password: 'hunter2' });
    const client = clientOf(wrong);
    const error = await client.getManifest(repository('acme/public'), '1').catch((thrown) => thrown);
    expect(error).toMatchObject({
      status: 401,
      message: expect.stringMatching(
        /^logging in to localhost:\d+ failed: localhost:\d+ answered 401 \(incorrect username or password\)$/,
      ),
    });
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain('hunter2');
    expect([tokens.asked.length, client.lines]).toEqual([1, []]);
  });

  test('an identity token is exchanged', async () => {
    const client = clientOf(async () => ({ kind: 'identity', token: 'a refresh token' }));
    await expect(client.putManifest(repository('acme/identity'), '1', manifest)).resolves.toBe(manifest.digest);
    expect(tokens.asked).toEqual([
      { method: 'POST', scope: ['repository:acme/identity:pull,push'], by: 'a refresh token' },
    ]);
  });

  test('gets a bearer token unchanged, without a request for a token', async () => {
    const scope = 'repository:acme/bearer:pull,push';
    const query = new URLSearchParams({ service: tokens.service, scope });
    const authorization = `Basic ${Buffer.from('alice:wonderland').toString('base64')}`;
    const answer = await fetch(`${tokens.realm}?${query}`, { headers: { authorization } });
    const { token } = (await answer.json()) as { token: string };
    tokens.asked.length = 0;
    const client = clientOf(async () => ({ kind: 'bearer', token }));
    await expect(client.putManifest(repository('acme/bearer'), '1', manifest)).resolves.toBe(manifest.digest);
    await expect(client.getManifest(repository('acme/bearer'), '1')).resolves.toMatchObject(manifest);
    await expect(client.putManifest(repository('acme/foreign'), '1', manifest)).rejects.toMatchObject({ status: 401 });
    expect(tokens.asked).toEqual([]);
  });

  test('gets the credentials of the repository and the action', async () => {
    const asked: unknown[] = [];
    const client = clientOf(async (registry, scope) => {
      asked.push(registry === front.host && scope);
      return alice(registry, scope);
    });
    await client.putManifest(repository('acme/scoped'), '1', manifest);
    expect(asked).toEqual([{ path: 'acme/scoped', access: 'pull,push' }]);
  });

  test('gets a new token before the old token expires', async () => {
    const client = clientOf(alice);
    await client.putManifest(repository('acme/late'), '1', manifest);
    clock.skew += 289_000;
    await client.headManifest(repository('acme/late'), '1');
    expect(tokens.asked).toHaveLength(1);
    clock.skew += 2_000;
    await client.headManifest(repository('acme/late'), '1');
    expect(tokens.asked).toHaveLength(2);
    expect(front.seen.filter(({ authorization }) => authorization === undefined)).toHaveLength(2); // the check for TLS and the first request
  });

  test.each([401, 403])(
    'gets one new login after an unexpected %i, and then the error is permanent',
    async (status) => {
      const client = clientOf(alice);
      await client.putManifest(repository('acme/midway'), '1', manifest);
      front.fail({ fault: { kind: 'status', status }, method: 'PUT' });
      await expect(client.putManifest(repository('acme/midway'), '2', manifest)).resolves.toBe(manifest.digest);
      expect(tokens.asked).toHaveLength(2);
      front.fail({ fault: { kind: 'status', status }, times: 99 });
      await expect(client.putManifest(repository('acme/midway'), '3', manifest)).rejects.toMatchObject({ status });
      expect(client.lines).toEqual([]);
    },
  );

  test('gets a token for the scope that it names', async () => {
    const challenge = `Bearer realm="${tokens.realm}",service="${tokens.service}",scope="repository:inner/app:pull"`;
    front.fail({
      fault: { kind: 'status', status: 401, headers: { 'www-authenticate': challenge } },
      path: /manifests/,
    });
    await clientOf(alice)
      .headManifest(repository('outer/app'), '1')
      .catch(() => {});
    expect(tokens.asked[0]?.scope).toEqual(['repository:inner/app:pull']);
  });

  test('is used after retries if its token server fails', async () => {
    const flaky = await startFurther(new URL(tokens.realm).host);
    flaky.fail({ fault: { kind: 'status', status: 503 }, times: 2 });
    const challenge = `Bearer realm="http://${flaky.host}/token",service="${tokens.service}"`;
    front.fail({ fault: { kind: 'headers', headers: { 'www-authenticate': challenge } }, path: /manifests/ });
    const client = clientOf(alice);
    await expect(client.getManifest(repository('acme/flaky'), '1')).resolves.toBeUndefined();
    expect(client.lines).toEqual([expect.stringContaining('answered 503'), expect.stringContaining('answered 503')]);
  });
});

describe('TLS', () => {
  let secure: TestRegistry;
  const manifest = indexOf('tls');
  beforeAll(async () => {
    secure = await startRegistry({ tls: true });
  });
  afterAll(() => secure.stop());

  test('is detected for a registry on loopback', async () => {
    await expect(clientOf().putManifest(secure.repository('acme/app'), '1', manifest)).resolves.toBe(manifest.digest);
  });

  // Not every machine has other host names of loopback, so the tests replace the host name in requests.
  const elsewhere = { name: 'registry.example/acme/app', registry: 'registry.example', path: 'acme/app' };
  const leadingTo =
    (target: string, asked: string[]): Http =>
    (request) => {
      asked.push(`${request.url}${request.insecure ? ' insecure' : ''}`);
      return http({ ...request, url: request.url.replace('registry.example', target) });
    };

  test('is required for other registries, and the certificate is verified', async () => {
    const asked: string[] = [];
    const client = clientOf(nobody, { http: leadingTo(secure.host, asked) });
    await expect(client.getManifest(elsewhere, '1')).rejects.toMatchObject({
      code: expect.stringMatching(/SELF_SIGNED|UNABLE/),
    });
    expect(asked).toEqual(['https://registry.example/v2/acme/app/manifests/1']);
  });

  test.each([
    ['TLS', () => secure.host, 'https'],
    ['plain HTTP', () => server.host, 'http'],
  ])('is optional for registries that are insecure in Docker Engine: %s', async (_, target, scheme) => {
    const asked: string[] = [];
    const client = clientOf(nobody, { http: leadingTo(target(), asked), insecure: true });
    await expect(client.putManifest(elsewhere, '1', manifest)).resolves.toBe(manifest.digest);
    expect(asked[0]).toBe('https://registry.example/v2/ insecure');
    expect(asked.at(-1)).toBe(`${scheme}://registry.example/v2/acme/app/manifests/1 insecure`);
  });

  test('is required for a token server that gets credentials of a registry with TLS', async () => {
    const asked: string[] = [];
    const plain: Http = async ({ url }) => {
      asked.push(url);
      return {
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="http://tokens.example/"' },
        body: Buffer.of(),
      };
    };
    await expect(clientOf(alice, { http: plain }).getManifest(elsewhere, '1')).rejects.toMatchObject({
      verdict: 'final',
      message:
        'logging in to registry.example failed: the token server it names, http://tokens.example, is not reached over https',
    });
    expect(asked).toEqual(['https://registry.example/v2/acme/app/manifests/1']);
  });

  test('Docker Hub answers at another name than its own', async () => {
    const asked: string[] = [];
    const hub: Http = async ({ url }) => {
      asked.push(url);
      return { status: 404, headers: {}, body: Buffer.of() };
    };
    const busybox = { name: 'busybox', registry: 'docker.io', path: 'library/busybox' };
    await expect(clientOf(nobody, { http: hub }).getManifest(busybox, '1')).resolves.toBeUndefined();
    expect(asked).toEqual(['https://registry-1.docker.io/v2/library/busybox/manifests/1']);
  });
});
