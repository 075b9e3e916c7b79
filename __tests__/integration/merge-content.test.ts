import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { runAction } from '../../script/runner.mjs';
import { digestOf } from '../../src/model/digest.ts';
import { crane } from '../support/crane.ts';
import { AUTHORIZATION, logIn } from '../support/login.ts';
import { type Pushed, pushBlob, pushManifest, pushPart } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

jest.setTimeout(60_000);

const MERGE = fileURLToPath(new URL('../../merge', import.meta.url));
const OCI = 'application/vnd.oci.image';
const INDEX = `${OCI}.index.v1+json`;
const PLATFORMS = ['linux/amd64', 'linux/arm64'];
const root = mkdtempSync(join(tmpdir(), 'merge-content-'));
const hub = crane();
let registry: TestRegistry;
let count = 0;

beforeAll(async () => {
  registry = await startRegistry({ htpasswd: true });
  logIn(join(root, 'docker'), registry);
});
afterAll(async () => {
  await registry.stop();
  rmSync(root, { recursive: true, force: true });
});

const newRepository = () => `${registry.host}/acme/${++count}`;

function merge(inputs: Readonly<Record<string, string>>) {
  const temp = mkdtempSync(join(root, 'temp-'));
  const given = { platforms: PLATFORMS.join(), retries: '0', tags: '1', ...inputs };
  return runAction({ action: MERGE, workspace: root, temp, inputs: given });
}

/** The error of a merge that updated no tag of a repository. */
async function refusal(repository: string, inputs: Readonly<Record<string, string>>): Promise<string> {
  const result = await merge({ images: repository, ...inputs });
  if (result.code !== 1) throw new Error(result.log);
  expect(hub.tags(repository)).toEqual([]);
  return result.commands.flatMap(({ command, message }) => (command === 'error' ? [message] : [])).join('\n');
}

describe('an image with content that the registry lost', () => {
  type Find = (repository: string, pushed: Pushed) => string | undefined;
  const manifestOf = (repository: string, digest: string | undefined) => hub.manifest(`${repository}@${digest}`);
  const [image, attestation]: [Find, Find] = [
    (_, { images }) => images['linux/arm64'],
    (_, { attestations }) => attestations['linux/arm64'],
  ];
  const layerOf: (of: Find) => Find = (of) => (repository, pushed) =>
    manifestOf(repository, of(repository, pushed)).layers?.[0]?.digest;
  const configOf: (of: Find) => Find = (of) => (repository, pushed) =>
    manifestOf(repository, of(repository, pushed)).config?.digest;

  test.each<[string, Find, string]>([
    ['a layer', layerOf(image), 'a layer of linux/arm64'],
    ['a config', configOf(image), ''],
    ['an attestation manifest', attestation, ''],
    ['the config of an attestation', configOf(attestation), 'the config of the attestation of linux/arm64'],
    ['a statement', layerOf(attestation), 'a layer of the attestation of linux/arm64'],
  ])('is not published without %s', async (_, find, what) => {
    for (const promoted of [true, false]) {
      const repository = newRepository();
      const salt = String(count);
      const parts = promoted
        ? [await pushPart(repository, { platforms: PLATFORMS, salt })]
        : await Promise.all(PLATFORMS.map((name) => pushPart(repository, { platforms: [name], salt })));
      const holder = parts.find(({ images }) => 'linux/arm64' in images);
      const lost = holder && find(repository, holder);
      if (holder === undefined || lost === undefined) throw new Error('no content to delete');
      const digests = promoted
        ? holder.digest
        : JSON.stringify(Object.fromEntries(PLATFORMS.map((name, i) => [name, parts[i]?.digest])));
      registry.lose(lost);
      const message = await refusal(repository, { digests });
      expect(message).toContain(lost);
      expect(message).toContain(what);
    }
  });

  test('is published with `verify: false`', async () => {
    const repository = newRepository();
    const pushed = await pushPart(repository, { platforms: PLATFORMS, salt: String(count) });
    registry.lose(layerOf(image)(repository, pushed) ?? '');
    const result = await merge({ images: repository, digests: pushed.digest, verify: 'false' });
    expect(result.outputs.digest).toBe(pushed.digest);
  });
});

describe('an image that Docker would read differently', () => {
  /** Pushes an index given as text, because JSON libraries cannot write a key twice. */
  async function put(repository: string, text: string): Promise<string> {
    const digest = digestOf(Buffer.from(text));
    const headers = { ...AUTHORIZATION, 'content-type': INDEX };
    const answer = await fetch(urlOf(repository, digest), { method: 'PUT', headers, body: text });
    if (answer.status !== 201) throw new Error(await answer.text());
    return digest;
  }

  const ATTACKS: readonly (readonly [string, (own: string, other: string) => string])[] = [
    ['a key in another case', (own, other) => `"manifests":${own},"Manifests":${other}`],
    ['a key with a long s', (own, other) => `"manifests":${own},"manifeſts":${other}`],
    ['a key twice', (own, other) => `"manifests":${other},"manifests":${own}`],
  ];

  test.each(ATTACKS)('is not published: an index with %s', async (_, contentOf) => {
    const repository = newRepository();
    const [own, other] = await Promise.all(
      ['own', 'other'].map(async (salt) => {
        const { digest } = await pushPart(repository, { platforms: PLATFORMS, salt });
        const { manifests } = hub.manifest(`${repository}@${digest}`);
        const one = await pushPart(repository, { platforms: ['linux/amd64'], salt });
        const single = hub.manifest(`${repository}@${one.digest}`).manifests;
        return { digest, whole: JSON.stringify(manifests), single: JSON.stringify(single) };
      }),
    );
    if (own === undefined || other === undefined) throw new Error('no images');
    const index = (text: string) => `{"schemaVersion":2,"mediaType":"${INDEX}",${text}}`;
    const whole = await put(repository, index(contentOf(own.whole, other.whole)));
    expect(await refusal(repository, { digests: whole })).toContain(`the image index ${whole} is ambiguous`);

    const part = await put(repository, index(contentOf(own.single, other.single)));
    const arm64 = await pushPart(repository, { platforms: ['linux/arm64'] });
    const digests = JSON.stringify({ 'linux/amd64': part, 'linux/arm64': arm64.digest });
    expect(await refusal(repository, { digests })).toContain(`the image index ${part} is ambiguous`);
  });

  test('is not published: a config with two platforms', async () => {
    const repository = newRepository();
    const config = '{"os":"linux","architecture":"arm64","Architecture":"s390x","rootfs":{"diff_ids":[]}}';
    const digest = await putImage(repository, config, []);
    const message = await refusal(repository, { digests: digest, platforms: 'linux/arm64' });
    expect(message).toContain('the image config is ambiguous: the key "Architecture" is written "architecture"');
  });
});

function urlOf(repository: string, digest: string): string {
  return `http://${repository.replace('/', '/v2/')}/manifests/${digest}`;
}

/** Pushes an image that is one manifest, with this config and these layers. */
async function putImage(repository: string, config: string, layers: readonly object[]): Promise<string> {
  const described = { mediaType: `${OCI}.config.v1+json`, ...(await pushBlob(repository, Buffer.from(config))) };
  const manifest = { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config: described, layers };
  return (await pushManifest(repository, manifest)).digest;
}

describe('an image that cannot be pulled as its manifest describes it', () => {
  const config = '{"os":"linux","architecture":"arm64","rootfs":{"type":"layers","diff_ids":["a"]}}';
  const inputs = (digests: string) => ({ digests, platforms: 'linux/arm64' });

  test('is not published: a layer with another size', async () => {
    const repository = newRepository();
    const layer = await pushBlob(repository, Buffer.from('layer'));
    const layers = [{ mediaType: `${OCI}.layer.v1.tar`, ...layer, size: 99 }];
    expect(await refusal(repository, inputs(await putImage(repository, config, layers)))).toContain(
      `it has 5 bytes of 99 of ${layer.digest}, a layer of linux/arm64`,
    );
  });

  test('is not published: a nondistributable layer', async () => {
    const repository = newRepository();
    const layer = await pushBlob(repository, Buffer.from('layer'));
    const layers = [{ mediaType: `${OCI}.layer.nondistributable.v1.tar`, ...layer }];
    expect(await refusal(repository, inputs(await putImage(repository, config, layers)))).toContain(
      `${layer.digest}, a layer of linux/arm64, is to be loaded from outside the registry`,
    );
  });

  test('is not published: an index in an index', async () => {
    const repository = newRepository();
    const { digest } = await pushPart(repository, { platforms: ['linux/arm64'] });
    const size = Buffer.byteLength(
      await (await fetch(urlOf(repository, digest), { headers: { ...AUTHORIZATION, accept: INDEX } })).text(),
    );
    const inner = { mediaType: INDEX, digest, size, platform: { os: 'linux', architecture: 'arm64' } };
    const outer = await pushManifest(repository, { schemaVersion: 2, mediaType: INDEX, manifests: [inner] });
    expect(await refusal(repository, inputs(outer.digest))).toContain(`an index lists ${digest} as ${INDEX}`);
  });
});
