import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { runAction } from '../../script/runner.mjs';
import { createArtifacts } from '../../src/clients/artifacts/artifacts.ts';
import { createHttp } from '../../src/clients/http/http.ts';
import type { Digest } from '../../src/model/digest.ts';
import { PART_ANNOTATIONS } from '../../src/model/naming.ts';
import { RECORD, recordName } from '../../src/parts/record.ts';
import { systemClock } from '../../src/runtime/retry.ts';
import { recorded } from '../programs/recorded.ts';
import { file, type Item, tarOf } from '../programs/tar-layer.ts';
import { type ArtifactService, startArtifactService } from '../support/artifact-service.ts';
import { crane } from '../support/crane.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { logIn } from '../support/login.ts';
import { pushBlob, pushManifest } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

jest.setTimeout(60_000);

const MERGE = fileURLToPath(new URL('../../merge', import.meta.url));
const OCI = 'application/vnd.oci.image';
const COMMIT = 'c'.repeat(40);
const ARCHITECTURES = ['amd64', 'arm64'] as const;
type Architecture = (typeof ARCHITECTURES)[number];
const GO = { amd64: recorded('go linux/amd64'), arm64: recorded('go linux/arm64') };
const root = mkdtempSync(join(tmpdir(), 'merge-programs-'));
const http = createHttp();
const hub = crane();
let registry: TestRegistry;
let proxy: FaultProxy;
let service: ArtifactService;
let count = 0;

beforeAll(async () => {
  registry = await startRegistry({ htpasswd: true });
  proxy = await startFaultProxy(registry.host);
  service = await startArtifactService();
  logIn(join(root, 'docker'), registry, proxy);
});
afterAll(async () => {
  await http.close();
  await proxy.stop();
  await Promise.all([registry.stop(), service.stop()]);
  rmSync(root, { recursive: true, force: true });
});

let path = '';
beforeEach(() => {
  path = `acme/${++count}`;
  proxy.reset();
});

interface PushedImage {
  /** Digest of its index. */
  readonly digest: Digest;
  /** Digest of its manifest. */
  readonly image: Digest;
  /** From the lowest to the highest. */
  readonly layers: readonly Digest[];
}

/** Pushes the part of one platform, which starts `/app`. Its layers are given from the lowest to the highest. */
async function push(
  architecture: Architecture,
  contents: readonly (readonly Item[] | string)[],
  tag?: string,
): Promise<PushedImage> {
  const repository = `${registry.host}/${path}`;
  const bytes = contents.map((content) => (typeof content === 'string' ? Buffer.from(content) : tarOf(content)));
  const layers = await Promise.all(bytes.map((layer) => pushBlob(repository, layer)));
  const platform = { os: 'linux', architecture };
  const config = {
    ...platform,
    config: { Entrypoint: ['/app'] },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
  };
  const image = await pushManifest(repository, {
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: {
      mediaType: `${OCI}.config.v1+json`,
      ...(await pushBlob(repository, Buffer.from(JSON.stringify(config)))),
    },
    layers: layers.map((layer) => ({ mediaType: `${OCI}.layer.v1.tar`, ...layer })),
  });
  const index = {
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests: [{ ...image, platform }],
    annotations: {
      'org.opencontainers.image.revision': COMMIT,
      [PART_ANNOTATIONS.run]: '1',
      [PART_ANNOTATIONS.part]: 'key',
    },
  };
  const { digest } = await pushManifest(repository, index, tag);
  return { digest, image: image.digest, layers: layers.map((layer) => layer.digest) };
}

type Parts = Readonly<Record<Architecture, PushedImage>>;

/** Pushes parts with one layer that has the program of this platform as `/app`. */
async function pushBoth(programs: Readonly<Record<Architecture, Buffer>>, pattern?: string): Promise<Parts> {
  const tag = (architecture: Architecture) => pattern?.replace('{arch}', architecture);
  const [amd64, arm64] = await Promise.all([
    push('amd64', [[file('app', programs.amd64), file('of', 'amd64', 0o644)]], tag('amd64')),
    push('arm64', [[file('app', programs.arm64), file('of', 'arm64', 0o644)]], tag('arm64')),
  ]);
  return { amd64, arm64 };
}

const digestsOf = (parts: Parts) =>
  JSON.stringify(Object.fromEntries(ARCHITECTURES.map((name) => [`linux/${name}`, parts[name].digest])));

async function merge(inputs: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
  const temp = mkdtempSync(join(root, 'temp-'));
  const platforms = ARCHITECTURES.map((name) => `linux/${name}`).join();
  const given = { images: `${proxy.host}/${path}`, tags: '1', retries: '0', platforms, ...inputs };
  const { code, log, commands } = await runAction({ action: MERGE, workspace: root, temp, inputs: given, env });
  const messages = (name: string) => commands.flatMap(({ command, message }) => (command === name ? [message] : []));
  return { code, log, errors: messages('error').join('\n'), others: [...messages('warning'), ...messages('notice')] };
}

/** Layers that the merge read, each as often as it did. */
const layersRead = ({ amd64, arm64 }: Parts): readonly string[] => {
  const layers = [...amd64.layers, ...arm64.layers];
  return proxy.seen
    .filter(({ method }) => method === 'GET')
    .flatMap(({ path: url }) => layers.filter((layer) => url.endsWith(`/blobs/${layer}`)));
};

const WRONG = { amd64: GO.amd64, arm64: GO.amd64 };
const REFUSAL = 'the image for linux/arm64 starts /app: a linux/amd64 program (x86-64 ELF) from layer 1';

test('refuses a part by `digests` that starts a program for another platform', async () => {
  const parts = await pushBoth(WRONG);
  const { code, errors } = await merge({ digests: digestsOf(parts) });
  expect(errors).toContain(REFUSAL);
  expect(code).toBe(1);
  expect(hub.tags(`${registry.host}/${path}`)).toEqual([]);
});

test('refuses a part by `part-tag` that starts a program for another platform', async () => {
  await pushBoth(WRONG, '1-{arch}');
  const { code, errors } = await merge({ 'part-tag': '{tag}-{arch}' });
  expect(errors).toContain(REFUSAL);
  expect(code).toBe(1);
  expect(hub.tags(`${registry.host}/${path}`)).not.toContain('1');
});

test('refuses a whole index by `digests` that starts a program for another platform', async () => {
  const repository = `${registry.host}/${path}`;
  const parts = await pushBoth(WRONG);
  const manifests = ARCHITECTURES.flatMap((name) => hub.manifest(`${repository}@${parts[name].digest}`).manifests);
  const { digest } = await pushManifest(repository, { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests });
  const { code, errors } = await merge({ digests: digest });
  expect(errors).toContain(REFUSAL);
  expect(code).toBe(1);
  expect(hub.tags(repository)).toEqual([]);
});

test('merges parts with fitting programs, and reads each of their layers once', async () => {
  const parts = await pushBoth(GO);
  const { code, log } = await merge({ digests: digestsOf(parts) });
  expect({ code, log }).toMatchObject({ code: 0 });
  expect(hub.tags(`${registry.host}/${path}`)).toEqual(['1']);
  expect([...layersRead(parts)].sort()).toEqual([...parts.amd64.layers, ...parts.arm64.layers].sort());
});

test('reads no layer below the one that decides', async () => {
  const [amd64, arm64] = await Promise.all(
    ARCHITECTURES.map((name) => push(name, [[file('base', name)], [file('app', GO[name])], [file('top', name)]])),
  );
  const parts = { amd64, arm64 } as Parts;
  expect(await merge({ digests: digestsOf(parts) })).toMatchObject({ code: 0 });
  const upper = ARCHITECTURES.flatMap((name) => parts[name].layers.slice(1));
  expect([...layersRead(parts)].sort()).toEqual(upper.sort());
});

test('finds a foreign program in the lowest layer', async () => {
  const [amd64, arm64] = await Promise.all(
    ARCHITECTURES.map((name) => push(name, [[file('app', GO.amd64)], [file('top', name)]])),
  );
  const { errors } = await merge({ digests: digestsOf({ amd64, arm64 } as Parts) });
  expect(errors).toContain(REFUSAL);
});

test('reports nothing about foreign programs that the image does not start', async () => {
  const [amd64, arm64] = await Promise.all(
    ARCHITECTURES.map((name) => push(name, [[file('app', GO[name]), file('tool', GO.amd64)]])),
  );
  const { code, others } = await merge({ digests: digestsOf({ amd64, arm64 } as Parts) });
  expect({ code, others }).toEqual({ code: 0, others: [] });
});

test('merges parts with a layer that cannot be read', async () => {
  const [amd64, arm64] = await Promise.all(
    ARCHITECTURES.map((name) => push(name, [[file('app', GO.amd64)], `no archive of ${name}`])),
  );
  const { code, others } = await merge({ digests: digestsOf({ amd64, arm64 } as Parts) });
  expect({ code, others }).toEqual({ code: 0, others: [] });
});

test('merges parts with foreign programs with `verify: false`', async () => {
  const parts = await pushBoth(WRONG);
  expect(await merge({ digests: digestsOf(parts), verify: 'false' })).toMatchObject({ code: 0 });
  expect(layersRead(parts)).toEqual([]);
});

test('does not read the layers of parts that matrix jobs of this run recorded', async () => {
  const parts = await pushBoth(WRONG);
  for (const name of ARCHITECTURES) {
    const record = {
      ...{ key: 'key', digest: parts[name].digest, digests: { [`linux/${name}`]: parts[name].image } },
      ...{ repositories: [`${proxy.host}/${path}`], commit: COMMIT, run: '1', attempt: 1 },
    };
    const retry = { retries: 0, clock: systemClock, log: () => {} };
    const artifacts = createArtifacts(service.env('records', name), { http, mask: () => {}, retry });
    await artifacts.leave(recordName(record, name), RECORD.file, JSON.stringify(record));
  }
  expect(await merge({}, service.env('records', 'merge'))).toMatchObject({ code: 0 });
  expect(hub.tags(`${registry.host}/${path}`)).toEqual(['1']);
  expect(layersRead(parts)).toEqual([]);
});
