import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createHttp } from '../../../src/clients/http/http.ts';
import { createRegistry } from '../../../src/clients/registry/client.ts';
import type { Credentials } from '../../../src/clients/registry/credentials.ts';
import { digestOf } from '../../../src/model/digest.ts';
import type { Repository } from '../../../src/model/reference.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';
import { ALICE, startRegistry, type TestRegistry } from '../../support/registry.ts';

const BYTES = Buffer.alloc(3 * 2 ** 20, 'layer');
const DIGEST = digestOf(BYTES);
const http = createHttp({ idle: 2000 });
const alice: Credentials = async () => ({ kind: 'password', ...ALICE });

let folder: string;
let file: { readonly path: string; readonly size: number };
let server: TestRegistry;
let proxy: FaultProxy;
const others: Server[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'upload-'));
  file = { path: join(folder, 'layer'), size: BYTES.length };
  writeFileSync(file.path, BYTES);
  server = await startRegistry();
  proxy = await startFaultProxy(server.host);
});
afterEach(() => {
  for (const other of others.splice(0)) other.close();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await http.close();
  await proxy.stop();
  await server.stop();
});

function clientOf(credentials: Credentials) {
  const clock = { now: () => performance.now(), sleep: async () => {} };
  return createRegistry({
    http,
    credentials,
    insecureRegistries: () => false,
    retry: { retries: 2, clock, random: () => 0, log: () => {} },
  });
}

const repositoryAt = (host: string): Repository => ({ name: `${host}/test/app`, registry: host, path: 'test/app' });

async function serve(answer: (request: IncomingMessage) => { status: number; location?: string }): Promise<string> {
  const other = createServer((request, response) => {
    request.resume().on('end', () => {
      const { status, location } = answer(request);
      response.writeHead(status, { 'www-authenticate': 'Basic', ...(location && { location }) }).end();
    });
  });
  others.push(other);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(other.address() as AddressInfo).port}`;
}

test('uploads a blob once, and not if it exists', async () => {
  const repository = repositoryAt(proxy.host);
  const registry = clientOf(async () => undefined);
  await registry.putBlob(repository, DIGEST, file);
  expect(digestOf(await registry.getBlob(repository, DIGEST, 2 ** 23))).toBe(DIGEST);
  const asked: string[] = [];
  const counting = createRegistry({
    http: (request) => {
      asked.push(request.method);
      return http(request);
    },
    credentials: async () => undefined,
    insecureRegistries: () => false,
    retry: { retries: 0, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
  });
  await counting.putBlob(repository, DIGEST, file);
  expect(asked).not.toContain('POST');
});

test('retries an upload after a transient error', async () => {
  let refusals = 1;
  const host = await serve(({ method }) => {
    if (method === 'POST') return { status: 202, location: '/v2/test/app/blobs/uploads/1' };
    if (method === 'PUT') return { status: refusals-- > 0 ? 503 : 201 };
    return { status: 404 };
  });
  await clientOf(async () => undefined).putBlob(repositoryAt(host), DIGEST, file);
  expect(refusals).toBe(-1);
});

test.each([
  ['that the registry does not open', 403, 201, /uploading .* failed: .* answered 403/],
  ['that the registry does not store', 202, 400, /uploading .* failed: .* answered 400/],
])('reports an upload %s', async (_, opened, stored, message) => {
  const host = await serve(({ method }) => {
    if (method === 'POST') return { status: opened, location: '/v2/test/app/blobs/uploads/1' };
    return { status: method === 'PUT' ? stored : 404 };
  });
  await expect(clientOf(async () => undefined).putBlob(repositoryAt(host), DIGEST, file)).rejects.toThrow(message);
});

test('keeps the parameters of an upload URL, and sends the login only to the registry', async () => {
  const seen: { readonly place: string; readonly login: string | undefined }[] = [];
  const storage = await serve((request) => {
    seen.push({ place: `storage ${request.url}`, login: request.headers.authorization });
    return { status: 201 };
  });
  let location = '/v2/test/app/blobs/uploads/1?state=a%2Fb';
  const host = await serve((request) => {
    if (request.headers.authorization === undefined) return { status: request.url === '/v2/' ? 200 : 401 };
    if (request.method === 'PUT') seen.push({ place: String(request.url), login: 'given' });
    return request.method === 'POST' ? { status: 202, location } : { status: request.method === 'PUT' ? 201 : 404 };
  });
  const registry = clientOf(alice);
  const query = `digest=${encodeURIComponent(DIGEST)}`;
  await registry.putBlob(repositoryAt(host), DIGEST, file);
  location = `http://${storage}/put`;
  await registry.putBlob(repositoryAt(host), DIGEST, file);
  expect(seen).toEqual([
    { place: `/v2/test/app/blobs/uploads/1?state=a%2Fb&${query}`, login: 'given' },
    { place: `storage /put?${query}`, login: undefined },
  ]);
});
