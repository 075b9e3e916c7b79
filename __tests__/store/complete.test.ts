import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp } from '../../src/clients/http/http.ts';
import { createRegistry } from '../../src/clients/registry/client.ts';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import type { Image } from '../../src/model/image.ts';
import { run } from '../../src/runtime/process.ts';
import { systemClock } from '../../src/runtime/retry.ts';
import { requireComplete } from '../../src/store/complete.ts';
import { blobName, layoutPlace, openLayout, readLayout } from '../../src/store/oci-layout.ts';
import { registryStore } from '../../src/store/registry.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { pushBlob, pushManifest } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const OCI = 'application/vnd.oci.image';
const LAYER = `${OCI}.layer.v1.tar`;
const ROOT = mkdtempSync(join(tmpdir(), 'complete-'));
afterAll(() => rmSync(ROOT, { recursive: true }));

interface Described {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
}
type Put = (content: object | string, mediaType: string) => Promise<Described>;

/** Puts an image of these architectures with these layers and one statement about each. @returns its index. */
async function putImage(put: Put, architectures: readonly string[], layers: readonly (readonly [string, object?])[]) {
  const manifests: object[] = [];
  const statements: object[] = [];
  for (const architecture of architectures) {
    const platform = { os: 'linux', architecture };
    const list = await Promise.all(layers.map(async ([text, more]) => ({ ...(await put(text, LAYER)), ...more })));
    const rootfs = { type: 'layers', diff_ids: list.map(({ digest }) => digest) };
    const manifest = { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json` };
    const config = await put({ ...platform, rootfs }, `${OCI}.config.v1+json`);
    const image = await put({ ...manifest, config, layers: list }, manifest.mediaType);
    manifests.push({ ...image, platform });
    const empty = await put({}, 'application/vnd.oci.empty.v1+json');
    const statement = await put(`about ${image.digest}`, 'application/vnd.in-toto+json');
    const about = await put({ ...manifest, config: empty, layers: [statement] }, manifest.mediaType);
    const annotations = {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': image.digest,
    };
    statements.push({ ...about, annotations, platform: { os: 'unknown', architecture: 'unknown' } });
  }
  const mediaType = `${OCI}.index.v1+json`;
  return put({ schemaVersion: 2, mediaType, manifests: [...manifests, ...statements] }, mediaType);
}

const bytesOf = (content: object | string) =>
  Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));

describe.each([false, true])('a layout (packed: %s)', (packed) => {
  let count = 0;

  /** The image of a layout, after something happened to the layout. */
  async function complete(layers: readonly (readonly [string, object?])[], spoil: (folder: string) => void) {
    const folder = join(ROOT, `${packed}-${++count}`);
    const write = (name: string, content: object | string) => {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytesOf(content));
    };
    const put: Put = async (content, mediaType) => {
      const bytes = bytesOf(content);
      const digest = digestOf(bytes);
      write(blobName(digest), content);
      return { mediaType, digest, size: bytes.length };
    };
    const top = await putImage(put, ['amd64', 'arm64'], layers);
    write('index.json', { schemaVersion: 2, manifests: [top] });
    spoil(folder);
    if (packed)
      execFileSync('tar', ['--create', '--file', `${folder}.tar`, '--directory', folder, 'blobs', 'index.json']);
    const layout = await openLayout(packed ? `${folder}.tar` : folder, run);
    await requireComplete(await readLayout(layout), layoutPlace(layout));
  }

  const layer = digestOf(Buffer.from('one layer'));

  test('that is whole', async () => {
    await expect(complete([['one layer'], ['']], () => {})).resolves.toBeUndefined();
  });

  test.each<[string, (folder: string) => void, string]>([
    [
      'that lacks a layer',
      (folder) => rmSync(join(folder, blobName(layer))),
      `it lacks ${layer}, a layer of linux/amd64`,
    ],
    [
      'whose layer was cut off',
      (folder) => writeFileSync(join(folder, blobName(layer)), 'one'),
      `it has 3 bytes of 9 of ${layer}, a layer of linux/amd64`,
    ],
  ])('%s', async (_, spoil, message) => {
    await expect(complete([['one layer']], spoil)).rejects.toThrow(message);
  });

  test.each<[string, object]>([
    ['with an address', { urls: ['https://example.com/layer'] }],
    ["of Docker's foreign media type", { mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' }],
    ['of a media type that is not distributed', { mediaType: `${OCI}.layer.nondistributable.v1.tar+zstd` }],
  ])('whose layer is to be loaded from elsewhere: %s', async (_, more) => {
    await expect(complete([['one layer', more]], () => {})).rejects.toThrow(
      `${layer}, a layer of linux/amd64, is to be loaded from outside the registry`,
    );
  });
});

describe('a registry', () => {
  const http = createHttp();
  let server: TestRegistry;
  let proxy: FaultProxy;
  beforeAll(async () => {
    server = await startRegistry();
    proxy = await startFaultProxy(server.host);
  });
  afterAll(async () => {
    await http.close();
    await proxy.stop();
    await server.stop();
  });

  /** An image in a repository, seen through the proxy. */
  async function storeOf(path: string) {
    const name = `${server.host}/${path}`;
    const put: Put = async (content, mediaType) =>
      /manifest|index/.test(mediaType)
        ? pushManifest(name, content as { readonly mediaType: string })
        : { mediaType, ...(await pushBlob(name, bytesOf(content))) };
    const { digest } = await putImage(put, ['amd64', 'arm64', 's390x'], [['shared'], ['by all']]);
    const clock = { ...systemClock, sleep: async () => {} };
    const retry = { retries: 3, clock, log: () => {} };
    const registry = createRegistry({
      http,
      credentials: async () => undefined,
      insecureRegistries: () => false,
      retry,
    });
    const repository = { name: `${proxy.host}/${path}`, registry: proxy.host, path };
    return { store: registryStore([repository], true, { registry } as never), digest };
  }

  test('is asked for each digest once, and over few connections', async () => {
    const { store, digest } = await storeOf('once');
    const image: Image = await store.read(digest);
    proxy.reset();
    await store.requireComplete(image);
    const asked = proxy.seen.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(asked).size).toBe(asked.length);
    const count = (pattern: RegExp) => asked.filter((line) => pattern.test(line)).length;
    expect(count(/^GET .*\/manifests\//)).toBe(3);
    // two layers and an empty config that all share, and a statement of each platform; what was read before is here
    expect(count(/^HEAD .*\/blobs\//)).toBe(6);
    expect(asked).toHaveLength(9);
    const connections = proxy.seen.flatMap(({ path, port }) => (path.includes('/blobs/') ? [port] : []));
    expect(new Set(connections).size).toBeLessThanOrEqual(8);
  });

  test('that is a little late is asked again', async () => {
    const { store, digest } = await storeOf('late');
    const image = await store.read(digest);
    proxy.fail({ path: /\/blobs\//, fault: { kind: 'status', status: 404 }, times: 4 });
    await expect(store.requireComplete(image)).resolves.toBeUndefined();
  });

  test('that alters an attestation manifest is noticed', async () => {
    const { store, digest } = await storeOf('altered');
    const image = await store.read(digest);
    const [attestation] = image.attestations;
    proxy.fail({
      method: 'GET',
      path: new RegExp(`manifests/${attestation?.digest}`),
      fault: { kind: 'altered' },
      times: 99,
    });
    await expect(store.requireComplete(image)).rejects.toThrow(/the bytes have the digest .* instead of/);
  });
});
