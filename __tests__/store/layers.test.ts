import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttp } from '../../src/clients/http/http.ts';
import { createRegistry } from '../../src/clients/registry/client.ts';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import { run } from '../../src/runtime/process.ts';
import { systemClock } from '../../src/runtime/retry.ts';
import { fileStore } from '../../src/store/file.ts';
import { layoutStore } from '../../src/store/layout.ts';
import { blobName } from '../../src/store/oci-layout.ts';
import { registryStore } from '../../src/store/registry.ts';
import type { ImageStore } from '../../src/store/store.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { pushBlob } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const CONTENT = randomBytes(2 ** 20);
const DIGEST = digestOf(CONTENT);
const LAYER = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest: DIGEST, size: CONTENT.length };

/** The digest of all bytes: a comparison of the bytes themselves takes Jest seconds. */
async function all(bytes: AsyncIterable<Buffer>): Promise<Digest> {
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return digestOf(Buffer.concat(pieces));
}

async function firstPiece(bytes: AsyncIterable<Buffer>): Promise<number> {
  for await (const piece of bytes) return piece.length;
  return 0;
}

describe('a layer in files', () => {
  const root = mkdtempSync(join(tmpdir(), 'layers-'));
  afterAll(() => rmSync(root, { recursive: true }));

  function layout(name: string, content: Buffer): string {
    const folder = join(root, name);
    const file = join(folder, blobName(DIGEST));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return folder;
  }

  function packed(name: string): ImageStore {
    const archive = join(root, `${name}.tar`);
    execFileSync('tar', ['--create', '--file', archive, '--directory', layout(name, CONTENT), 'blobs']);
    const folder = { path: mkdtempSync(join(root, 'run-')) };
    const session = { folder, job: { workspace: root }, run } as never;
    return fileStore([{ type: 'oci', attributes: { dest: archive } }], true, session) as ImageStore;
  }

  test.each<[string, () => ImageStore]>([
    ['a layout', () => layoutStore(layout('plain', CONTENT), true, {} as never)],
    ['an archive of a layout', () => packed('packed')],
  ])('is read from %s', async (_, open) => {
    expect(await open().readLayer(LAYER, all)).toBe(DIGEST);
  });

  test('is an error with other bytes than its digest', async () => {
    const store = layoutStore(layout('altered', Buffer.concat([CONTENT, Buffer.from('!')])), true, {} as never);
    await expect(store.readLayer(LAYER, all)).rejects.toThrow(`holds other bytes under ${DIGEST}`);
  });
});

describe('a layer in a registry', () => {
  const http = createHttp({ idle: 500 });
  let server: TestRegistry;
  let proxy: FaultProxy;
  let store: ImageStore;
  beforeAll(async () => {
    server = await startRegistry();
    proxy = await startFaultProxy(server.host);
    await pushBlob(`${server.host}/acme/app`, CONTENT);
    const registry = createRegistry({
      http,
      credentials: async () => undefined,
      insecureRegistries: () => false,
      retry: { retries: 0, clock: systemClock, log: () => {} },
    });
    const repository = { name: `${proxy.host}/acme/app`, registry: proxy.host, path: 'acme/app' };
    const retry = { retries: 1, clock: { ...systemClock, sleep: async () => {} }, log: () => {} };
    store = registryStore([repository], true, { registry, retry } as never);
  });
  beforeEach(() => proxy.reset());
  afterAll(async () => {
    await http.close();
    await proxy.stop();
    await server.stop();
  });

  test('is read by one request', async () => {
    expect(await store.readLayer(LAYER, all)).toBe(DIGEST);
    const ofBlobs = proxy.seen.filter(({ path }) => path.includes('/blobs/'));
    expect(ofBlobs.map(({ method }) => method)).toEqual(['GET']);
  });

  test('need not be read to its end', async () => {
    expect(await store.readLayer(LAYER, firstPiece)).toBeGreaterThan(0);
    // the connection with the rest of the layer is not used again
    expect(await store.readLayer(LAYER, all)).toBe(DIGEST);
  });

  test.each<[string, Fault]>([
    ['altered', { kind: 'altered' }],
    ['cut off', { kind: 'truncated' }],
    ['stalled', { kind: 'stalled' }],
    ['refused with 503', { kind: 'status', status: 503 }],
  ])('is read again after an answer that was %s', async (_, fault) => {
    proxy.fail({ path: /\/blobs\//, fault });
    expect(await store.readLayer(LAYER, all)).toBe(DIGEST);
    expect(proxy.seen).toHaveLength(2);
  });

  test.each<[string, Fault, RegExp]>([
    ['altered', { kind: 'altered' }, /the bytes have the digest sha256:\w+ instead of/],
    ['cut off', { kind: 'truncated' }, /^reading \S+\/acme\/app@sha256:\w+ failed: /],
    ['stalled', { kind: 'stalled' }, /^reading \S+\/acme\/app@sha256:\w+ failed: .*0\.5 s/],
    ['missing', { kind: 'status', status: 404 }, /404/],
  ])('that is always %s is an error', async (_, fault, message) => {
    proxy.fail({ path: /\/blobs\//, fault, times: 9 });
    await expect(store.readLayer(LAYER, all)).rejects.toThrow(message);
  });
});
