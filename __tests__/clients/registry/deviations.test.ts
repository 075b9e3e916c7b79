import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp } from '../../../src/clients/http/http.ts';
import { createRegistry } from '../../../src/clients/registry/client.ts';
import type { Credential } from '../../../src/clients/registry/credentials.ts';
import { digestOf } from '../../../src/model/digest.ts';
import { systemClock } from '../../../src/runtime/retry.ts';
import {
  ACCEPTABLE,
  BOB,
  BUILDX_FAILS,
  type Deviations,
  type OddRegistry,
  PAGE,
  startOddRegistry,
} from '../../support/odd-registry.ts';
import { pushPart } from '../../support/part.ts';
import { putImage } from '../../support/put-image.ts';
import { startRegistry, type TestRegistry } from '../../support/registry.ts';
import { pluginPath } from '../../support/stand-in.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const PASSWORD: Credential = { kind: 'password', ...BOB };

const AUTH = Buffer.from(`${BOB.username}:${BOB.password}`).toString('base64');
const config = mkdtempSync(join(tmpdir(), 'deviations-'));
const buildx = pluginPath();

const http = createHttp();
const started: OddRegistry[] = [];
let server: TestRegistry;
let count = 0;
beforeAll(async () => {
  server = await startRegistry();
});
afterEach(async () => {
  for (const odd of started.splice(0)) await odd.stop();
});
afterAll(async () => {
  await server.stop();
  await http.close();
  rmSync(config, { recursive: true });
});

/** A registry with these deviations, a client, and a repository that no other test uses. */
async function meet(deviations: Deviations, credential = PASSWORD) {
  const odd = await startOddRegistry(server.host, deviations);
  started.push(odd);
  const registry = createRegistry({
    http,
    credentials: async () => credential,
    insecureRegistries: () => false,
    retry: { retries: 0, clock: systemClock, log: () => {} },
  });
  count += 1;
  const path = `deviations/${count}`;
  return { odd, registry, repository: { name: `${odd.host}/${path}`, registry: odd.host, path } };
}

function indexOf(content: object) {
  const bytes = Buffer.from(JSON.stringify(content));
  return { mediaType: INDEX, bytes, digest: digestOf(bytes) };
}

describe.each([
  ['password', PASSWORD],
  ['identity token', { kind: 'identity', token: BOB.password } as const],
])('with a %s', (_, credential) => {
  test.each(Object.entries({ ...ACCEPTABLE, ...BUILDX_FAILS }))(
    'writes and reads an index in a registry with %s',
    async (name, deviations) => {
      const { registry, repository } = await meet(deviations(), credential);
      const { digest, ...index } = indexOf({
        schemaVersion: 2,
        mediaType: INDEX,
        manifests: [],
        annotations: { name },
      });
      await registry.checkPush(repository);
      await expect(registry.putManifest(repository, '1', index)).resolves.toBe(digest);
      const size = index.bytes.length;
      for (const reference of ['1', digest]) {
        await expect(registry.getManifest(repository, reference)).resolves.toEqual({ digest, ...index });
        await expect(registry.headManifest(repository, reference)).resolves.toEqual({ digest, mediaType: INDEX, size });
      }
      const missing = registry.headManifest(repository, '2');
      if (name.startsWith('403')) await expect(missing).rejects.toMatchObject({ status: 403 });
      else await expect(missing).resolves.toBeUndefined();
    },
  );
});

test.each(Object.entries(ACCEPTABLE))(
  'plain buildx pushes to a registry with %s',
  async (_, deviations) => {
    const { odd, repository } = await meet(deviations());
    const { digest } = await pushPart(`${server.host}/source`, { platforms: ['linux/amd64'], attested: false });
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [odd.host]: { auth: AUTH } } }));
    const args = [
      'imagetools',
      'create',
      '--prefer-index=false',
      `--tag=${repository.name}:1`,
      `${server.host}/source@${digest}`,
    ];
    await promisify(execFile)(buildx, args, { env: { ...process.env, DOCKER_CONFIG: config }, timeout: 20_000 });
    const pushed = await fetch(`http://${server.host}/v2/${repository.path}/manifests/1`, {
      headers: { accept: IMAGE },
    });
    expect(pushed.headers.get('docker-content-digest')).toBe(digest);
  },
  30_000,
);

test('sends the body and the credentials of a redirected write to the same host', async () => {
  const { odd, registry, repository } = await meet(ACCEPTABLE['a PUT that is redirected by 307']?.() ?? {});
  const { digest, ...index } = indexOf({ schemaVersion: 2, mediaType: INDEX, manifests: [] });
  await registry.putManifest(repository, '1', index);
  const path = `/v2/${repository.path}/manifests/1`;
  expect(odd.seen.slice(-2)).toEqual([`PUT ${path} Bearer`, `PUT ${path}?again=1 Bearer`]);
  const stored = await fetch(`http://${server.host}${path}`, { headers: { accept: INDEX } });
  expect(Buffer.from(await stored.arrayBuffer())).toEqual(index.bytes);
});

test('opens an upload at the target of a redirect', async () => {
  const { odd, registry, repository } = await meet({
    instead: ({ method, url = '' }) =>
      method === 'POST' && !url.includes('again')
        ? { status: 308, headers: { location: `${url}?again=1` } }
        : undefined,
  });
  await registry.checkPush(repository);
  const path = `/v2/${repository.path}/blobs/uploads/`;
  expect(odd.seen.slice(-3, -1)).toEqual([`POST ${path} Bearer`, `POST ${path}?again=1 Bearer`]);
  expect(odd.seen.at(-1)).toMatch(/^DELETE \S+\/blobs\/uploads\/\S+ Bearer$/);
});

describe('the media type of a manifest that is served as application/json', () => {
  const manifests: readonly object[] = [];
  const image = { config: { digest: 'x' }, layers: [] };
  test.each<[string, object, string]>([
    ['is the media type in the document', { mediaType: LIST, manifests }, LIST],
    ['is an index by the fields of the document', { manifests }, INDEX],
    ['is an image manifest by the fields of the document', image, IMAGE],
    ['is unknown for an index with layers', { mediaType: INDEX, manifests, ...image }, 'application/json'],
    ['is unknown for an image manifest without layers', { mediaType: IMAGE, manifests }, 'application/json'],
    [
      'is unknown for an unknown media type in the document',
      { mediaType: 'text/plain', manifests },
      'application/json',
    ],
    ['is unknown for a media type that is not a string', { mediaType: [INDEX], manifests }, 'application/json'],
  ])('%s', async (_, document, mediaType) => {
    const { digest, bytes } = indexOf(document);
    const { registry, repository } = await meet({
      instead: ({ method }) => (method === 'GET' ? { status: 200, body: document } : undefined),
    });
    await expect(registry.getManifest(repository, '1')).resolves.toEqual({ digest, mediaType, bytes });
    await expect(registry.headManifest(repository, digest)).resolves.toEqual({ digest, mediaType, size: bytes.length });
  });
});

describe('a web page', () => {
  const hint = (host: string) => expect.stringContaining(`the proxy in front of ${host}`);

  test('in place of a manifest gives an error with the server and the content type', async () => {
    const { odd, registry, repository } = await meet({ instead: () => ({ status: 200, ...PAGE }) });
    for (const reference of ['1', digestOf(Buffer.from('x'))]) {
      await expect(registry.headManifest(repository, reference)).rejects.toMatchObject({
        message: expect.stringMatching(
          /^reading \S+ failed: localhost:\d+ answered 200 with text\/html instead of a manifest$/,
        ),
        hint: hint(odd.host),
        verdict: 'final',
      });
    }
  });

  test('in place of a blob, a token or a confirmation gives an error too', async () => {
    const { registry, repository } = await meet({ instead: () => ({ status: 200, ...PAGE }) });
    const { digest, ...index } = indexOf({ manifests: [] });
    await expect(registry.getBlob(repository, digest, 99)).rejects.toThrow('with text/html instead of a blob');
    await expect(registry.putManifest(repository, '1', index)).rejects.toThrow('text/html instead of a confirmation');
    const tokens = await meet({ refuseToken: () => ({ status: 200, ...PAGE }) });
    await expect(tokens.registry.getManifest(tokens.repository, '1')).rejects.toMatchObject({
      message: `logging in to ${tokens.odd.host} failed: ${tokens.odd.host} answered 200 with text/html instead of a token`,
    });
  });
});

test('keeps the token to push if an upload cannot be deleted', async () => {
  const { odd, registry, repository } = await meet({
    instead: ({ method }) => (method === 'DELETE' ? { status: 401, body: {} } : undefined),
  });
  await registry.checkPush(repository);
  const digest = await putImage(server.host, { repository: repository.path, tag: '1' });
  await expect(registry.headManifest(repository, '1')).resolves.toMatchObject({ digest });
  expect(odd.scopes).toEqual([`repository:${repository.path}:pull,push`]);
});
