import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp } from '../../src/clients/http/http.ts';
import { createRegistry, type Registry } from '../../src/clients/registry/client.ts';
import type { Registries } from '../../src/clients/registry/configuration.ts';
import type { Credential } from '../../src/clients/registry/credentials.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { digestOf } from '../../src/model/digest.ts';
import { OCI_INDEX } from '../../src/model/media-type.ts';
import type { PlannedBase } from '../../src/model/plan.ts';
import type { Platform } from '../../src/model/platform.ts';
import { systemClock } from '../../src/runtime/retry.ts';
import { checkBases } from '../../src/verify/base-images.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { BOB, type Deviations, type OddRegistry, startOddRegistry } from '../support/odd-registry.ts';
import { putImage } from '../support/put-image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const http = createHttp({ idle: 500 });
const started: (OddRegistry | FaultProxy)[] = [];
let server: TestRegistry;
let guarded: TestRegistry;
beforeAll(async () => {
  [server, guarded] = await Promise.all([startRegistry(), startRegistry({ htpasswd: true })]);
  await putImage(server.host, { repository: 'acme/base', tag: '1' });
});
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});
afterAll(async () => {
  await Promise.all([server.stop(), guarded.stop(), http.close()]);
});

const clientOf = (credential?: Credential) =>
  createRegistry({
    http,
    credentials: async () => credential,
    insecureRegistries: () => false,
    retry: { retries: 0, clock: systemClock, log: () => {} },
  });
const platform = (text: string) => parsePlatform(text) as Platform;
const base = (image: string, line = 1, platforms: readonly string[] = ['linux/amd64']): PlannedBase => ({
  image,
  line,
  platforms: platforms.map(platform),
});

interface Circumstances {
  readonly registry?: Pick<Registry, 'headManifest' | 'getManifest' | 'readManifest'>;
  readonly registries?: Registries;
  readonly isLocal?: (image: string) => Promise<boolean>;
  readonly isOnEngine?: (image: string) => Promise<boolean>;
}

/** Message and hint of the failed check. Undefined if the check passes. */
async function faultOf(
  bases: readonly PlannedBase[],
  {
    registry = clientOf(),
    registries = new Map(),
    isLocal = async () => false,
    isOnEngine = async () => false,
  }: Circumstances = {},
): Promise<object | undefined> {
  try {
    await checkBases(bases, { registry, registries, isLocal, isOnEngine }, 'app/Dockerfile', 1_000);
    return undefined;
  } catch (error) {
    const { message, hint } = error as { readonly message: string; readonly hint: string };
    return { message, hint };
  }
}

async function odd(deviations: Deviations = {}): Promise<OddRegistry> {
  const registry = await startOddRegistry(server.host, deviations);
  started.push(registry);
  return registry;
}

const bob: Credential = { kind: 'password', ...BOB };
const CORRECT = 'Correct the name or the tag of the image.';
const loginTo = (name: string) => expect.stringContaining(`log in with an account that may pull ${name} (`);

describe('a base image', () => {
  test('passes if it exists', async () => {
    expect(await faultOf([base(`${server.host}/acme/base:1`)])).toBeUndefined();
  });

  test('fails if its repository or its tag does not exist', async () => {
    const [tag, name] = [`${server.host}/acme/base:nope`, `${server.host}/acme/nope`];
    expect(await faultOf([base(tag, 3)])).toEqual({
      message: `app/Dockerfile:3: ${tag} does not exist (404 manifest unknown)`,
      hint: CORRECT,
    });
    expect(await faultOf([base(name)])).toEqual({
      message: `app/Dockerfile:1: ${name} does not exist (404 manifest unknown)`,
      hint: CORRECT,
    });
  });

  test('fails without a login, with a rejected login, and with a login without the right to pull', async () => {
    const { host } = await odd();
    const { host: deaf } = await odd({ grant: () => [] });
    const wrong: Credential = { ...bob, password: 'looking-glass' };
    const fault = (registry: string, credential?: Credential) =>
      faultOf([base(`${registry}/acme/base:1`)], { registry: clientOf(credential) });
    expect(await fault(host)).toEqual({
      message: `app/Dockerfile:1: ${host}/acme/base:1 cannot be pulled: reading ${host}/acme/base:1 failed: ${host} answered 401 (UNAUTHORIZED: authentication required)`,
      hint: loginTo(`${host}/acme/base`),
    });
    expect(await fault(host, wrong)).toEqual({
      message: `app/Dockerfile:1: ${host}/acme/base:1 cannot be pulled: logging in to ${host} failed: ${host} answered 401 (incorrect username or password)`,
      hint: loginTo(`${host}/acme/base`),
    });
    expect(await fault(deaf, bob)).toMatchObject({ message: expect.stringContaining(`${deaf} answered 401`) });
    expect(await fault(guarded.host)).toMatchObject({
      message: expect.stringContaining(`${guarded.host} answered 401`),
    });
    expect(await fault(host, bob)).toBeUndefined();
  });

  test('is reported together with all others', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => `${server.host}/acme/${name}`);
    const good = `${server.host}/acme/base:1`;
    expect(await faultOf([base(a ?? '', 1), base(good, 2), base(b ?? '', 5), base(c ?? '', 9)])).toEqual({
      message: [
        '3 images cannot be pulled:',
        ...[`1: ${a}`, `5: ${b}`, `9: ${c}`].map(
          (place) => `app/Dockerfile:${place} does not exist (404 manifest unknown)`,
        ),
      ].join('\n'),
      hint: CORRECT,
    });
  });

  const answer = (status: number, body?: object): Deviations => ({ before: () => ({ status, ...(body && { body }) }) });
  test.each<[string, Deviations]>([
    ['404 without an error code', answer(404)],
    ['404 with an unknown error code', answer(404, { errors: [{ code: 'PAGE_NOT_FOUND' }] })],
    ['403 without an error code, as of a proxy', answer(403)],
    ['400', answer(400)],
    ['405', answer(405)],
    ['429', answer(429, { errors: [{ code: 'TOOMANYREQUESTS' }] })],
    ['500', answer(500)],
    ['503', answer(503, { errors: [{ code: 'MANIFEST_UNKNOWN' }] })],
    [
      'a HEAD that is answered with 403',
      { instead: ({ method }) => (method === 'HEAD' ? { status: 403 } : undefined) },
    ],
  ])('is left to the build at %s', async (_, deviations) => {
    const { host } = await odd(deviations);
    expect(await faultOf([base(`${host}/acme/base:1`)], { registry: clientOf(bob) })).toBeUndefined();
  });

  test.each(['reset', 'eof', 'hang'] as const)(
    'is left to the build if its registry cannot be reached: %s',
    async (kind) => {
      const proxy = await startFaultProxy(server.host);
      started.push(proxy);
      proxy.fail({ fault: { kind }, path: /manifests/, times: 9 });
      expect(await faultOf([base(`${proxy.host}/acme/nope:1`)])).toBeUndefined();
    },
  );

  test('fails if the registry does not know the repository', async () => {
    const body = { errors: [{ code: 'NAME_UNKNOWN', message: 'repository name not known to registry' }] };
    const { host } = await odd(answer(404, body));
    expect(await faultOf([base(`${host}/acme/base:1`)], { registry: clientOf(bob) })).toEqual({
      message: `app/Dockerfile:1: ${host}/acme/base:1 does not exist (404 repository name not known to registry)`,
      hint: CORRECT,
    });
  });

  test('fails at 403 with an error code of a registry', async () => {
    const { host } = await odd({
      instead: () => ({ status: 403, body: { errors: [{ code: 'DENIED', message: 'denied' }] } }),
    });
    expect(await faultOf([base(`${host}/acme/base:1`)], { registry: clientOf(bob) })).toMatchObject({
      message: expect.stringContaining(`${host} answered 403 (DENIED: denied)`),
    });
  });

  test('passes if Docker Engine has it, or if Docker Engine does not answer', async () => {
    const missing = [base(`${server.host}/acme/nope`)];
    expect(await faultOf(missing, { isLocal: async () => true })).toBeUndefined();
    expect(await faultOf(missing, { isLocal: () => Promise.reject(new Error('no engine')) })).toBeUndefined();
    expect(await faultOf(missing, { isOnEngine: async () => true })).toBeUndefined();
  });

  test('passes if only a mirror or only its own registry has it', async () => {
    const mirrored = (mirror: string): Circumstances => ({
      registries: new Map([[guarded.host, { mirrors: [mirror] }]]),
    });
    const image = [base(`${guarded.host}/acme/base:1`)];
    expect(await faultOf(image, mirrored(server.host))).toBeUndefined();
    expect(await faultOf(image, mirrored(`${server.host}/empty`))).toMatchObject({
      message: expect.stringContaining(`${guarded.host} answered 401`),
    });
    const own: Circumstances = { registries: new Map([[server.host, { mirrors: [`${server.host}/empty`] }]]) };
    expect(await faultOf([base(`${server.host}/acme/base:1`)], own)).toBeUndefined();
  });

  test('is left to the build if one of its mirrors answers 503', async () => {
    const { host } = await odd(answer(503));
    const registries = new Map([[server.host, { mirrors: [host] }]]);
    expect(await faultOf([base(`${server.host}/acme/nope`)], { registries })).toBeUndefined();
  });
});

describe('the platforms of an index', () => {
  const child = (name: string | undefined) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: digestOf(Buffer.from(name ?? '')),
    size: 1,
    ...(name !== undefined && { platform: platform(name) }),
  });
  const indexOf = (names: readonly (string | undefined)[]) => {
    const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: names.map(child) }));
    return { digest: digestOf(bytes), mediaType: OCI_INDEX, bytes };
  };
  const holding = (names: readonly (string | undefined)[]): Circumstances => {
    const index = indexOf(names);
    return {
      registry: {
        headManifest: async () => ({ ...index, size: index.bytes.length }),
        getManifest: async () => index,
        readManifest: async () => index,
      },
    };
  };

  test('fail if a requested platform is missing', async () => {
    const wanted = [base('acme.io/base:1', 4, ['linux/amd64', 'linux/arm64', 'linux/s390x'])];
    expect(await faultOf(wanted, holding(['linux/amd64', 'linux/ppc64le']))).toEqual({
      message:
        'app/Dockerfile:4: acme.io/base:1 does not exist for linux/arm64, linux/s390x: it has linux/amd64, linux/ppc64le',
      hint: 'Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
    });
  });

  test.each<[string, string, readonly (string | undefined)[], boolean]>([
    ['accept the same platform', 'linux/arm64', ['linux/arm64'], true],
    ['accept an older variant', 'linux/arm/v7', ['linux/arm/v6'], true],
    ['reject a newer variant', 'linux/arm/v6', ['linux/arm/v7'], false],
    ['accept the default variant', 'linux/arm64', ['linux/arm64/v8'], true],
    ['reject a newer amd64 level', 'linux/amd64', ['linux/amd64/v3'], false],
    ['accept an older amd64 level', 'linux/amd64/v3', ['linux/amd64'], true],
    ['accept 386 for amd64', 'linux/amd64', ['linux/386'], true],
    ['accept arm for arm64', 'linux/arm64', ['linux/arm/v7'], true],
    ['reject amd64 for 386', 'linux/386', ['linux/amd64'], false],
    ['accept an image without a platform', 'linux/arm64', ['linux/amd64', undefined], true],
    ['reject another operating system', 'linux/amd64', ['windows/amd64'], false],
    ['accept any version of Windows', 'windows/amd64', ['windows/arm64'], true],
  ])('%s: %s in %j', async (_, wanted, listed, isServed) => {
    const fault = await faultOf([base('acme.io/base:1', 1, [wanted])], holding(listed));
    expect(fault === undefined).toBe(isServed);
  });

  test('are not read at Docker Hub, which counts the read as a pull', async () => {
    const wanted = [base('alpine', 1, ['linux/arm64'])];
    expect(await faultOf(wanted, holding(['linux/amd64']))).toBeUndefined();
    const registries = new Map([['docker.io', { mirrors: ['mirror.io'] }]]);
    expect(await faultOf(wanted, { ...holding(['linux/amd64']), registries })).toBeDefined();
  });

  test('are left to the build if the index cannot be read', async () => {
    const bytes = Buffer.from('{"schemaVersion":2}');
    const { registry } = holding([]);
    const broken = registry && { ...registry, getManifest: async () => ({ ...indexOf([]), bytes }) };
    expect(await faultOf([base('acme.io/base:1')], broken && { registry: broken })).toBeUndefined();
  });
});
