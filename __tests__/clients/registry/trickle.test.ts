import { afterAll, afterEach, expect, test } from '@jest/globals';
import { createHttp } from '../../../src/clients/http/http.ts';
import { createRegistry, type Registry } from '../../../src/clients/registry/client.ts';
import { digestOf } from '../../../src/model/digest.ts';
import type { Repository } from '../../../src/model/reference.ts';
import { systemClock } from '../../../src/runtime/retry.ts';
import { startTrickleServer, type Trickle, trickledBody, trickledHead, whole } from '../../support/trickle-server.ts';

const MANIFEST = { mediaType: 'application/vnd.oci.image.index.v1+json', bytes: Buffer.from('{"manifests":[]}') };
const http = createHttp({ timeout: 150 });
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});
afterAll(() => http.close());

/** @param answer the registry's response, except to the check for TLS. */
async function start(answer: (line: string) => Trickle) {
  const server = await startTrickleServer((line) => (line.startsWith('GET /v2/ ') ? whole('200 OK') : answer(line)));
  ended.push(server.stop);
  const lines: string[] = [];
  const registry = createRegistry({
    http,
    credentials: async () => ({ kind: 'password', username: 'alice', password: 'wonderland' }),
    insecureRegistries: () => false,
    retry: { retries: 2, clock: { ...systemClock, sleep: async () => {} }, log: (line) => lines.push(line) },
  });
  return { server, registry, lines, repository: { name: `${server.host}/app`, registry: server.host, path: 'app' } };
}

const digest = digestOf(Buffer.from('config'));
const challenge = { 'www-authenticate': 'Basic realm="x"' };

test.each<[string, (line: string) => Trickle, (registry: Registry, app: Repository) => Promise<unknown>]>([
  ['a manifest', () => trickledBody('200 OK'), (registry, app) => registry.getManifest(app, '1')],
  ['the headers of a manifest', () => trickledHead, (registry, app) => registry.getManifest(app, '1')],
  ['the response to a HEAD', () => trickledHead, (registry, app) => registry.headManifest(app, '1')],
  ['a config', () => trickledBody('200 OK'), (registry, app) => registry.getBlob(app, digest, 1_000_000)],
  ['an error', () => trickledBody('401 Unauthorized', challenge), (registry, app) => registry.getManifest(app, '1')],
  ['the response to an upload', () => trickledBody('202 Accepted'), (registry, app) => registry.checkPush(app)],
  [
    'the response to a PUT',
    (line) => (line.startsWith('PUT') ? trickledBody('201 Created') : whole('404 Not Found')),
    (registry, app) => registry.putManifest(app, '1', MANIFEST),
  ],
])('ends with a transient error after its retries if it arrives byte by byte: %s', async (_, answer, ask) => {
  const { registry, repository, lines } = await start(answer);
  await expect(ask(registry, repository)).rejects.toMatchObject({
    name: 'RegistryError',
    verdict: 'transient',
    code: 'TOO_SLOW',
    message: expect.stringMatching(
      /^(?:reading|writing|opening) .+ failed: localhost:\d+: no whole answer within 0\.15 s/,
    ),
  });
  // the check for a push has no retries
  expect(lines).toHaveLength(ask.toString().includes('checkPush') ? 0 : 2);
});

test('ends with a transient error if a token arrives byte by byte', async () => {
  const tokens = await startTrickleServer(() => trickledBody('200 OK'));
  ended.push(tokens.stop);
  const challenge = { 'www-authenticate': `Bearer realm="http://${tokens.host}/token",service="x"` };
  const { registry, repository, lines } = await start(() => whole('401 Unauthorized', challenge));
  await expect(registry.getManifest(repository, '1')).rejects.toMatchObject({
    verdict: 'transient',
    code: 'TOO_SLOW',
    message: expect.stringContaining(`${tokens.host}: no whole answer within 0.15 s`),
  });
  expect([tokens.seen.length, lines.length]).toEqual([3, 2]);
});

test('succeeds for a completed write although its response arrives byte by byte', async () => {
  const held = {
    ...{ 'docker-content-digest': digestOf(MANIFEST.bytes), 'content-type': MANIFEST.mediaType },
    'content-length': String(MANIFEST.bytes.length),
  };
  const head = Object.entries(held).map(([name, value]) => `${name}: ${value}\r\n`);
  const { registry, repository, lines } = await start((line) =>
    line.startsWith('HEAD') ? { first: `HTTP/1.1 200 OK\r\n${head.join('')}\r\n` } : trickledBody('201 Created'),
  );
  await expect(registry.putManifest(repository, '1', MANIFEST)).resolves.toBe(digestOf(MANIFEST.bytes));
  expect(lines).toEqual([]);
});
