import { describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../../src/system/docker/endpoint.ts';
import { createEngine } from '../../../src/system/docker/engine.ts';
import { HttpError, type HttpRequest } from '../../../src/system/http.ts';

const SOCKET: Endpoint = { host: 'unix:///run/docker.sock', certificates: undefined };
const digest = (figure: string) => `sha256:${figure.repeat(64)}`;

/** An engine that answers by path; what it was asked is in `asked`. */
function engineWith(answers: Readonly<Record<string, unknown>>, endpoint = SOCKET) {
  const asked: HttpRequest[] = [];
  const engine = createEngine(
    endpoint,
    async (request) => {
      asked.push(request);
      const { pathname } = new URL(request.url);
      const known = answers[`${request.method} ${pathname}`];
      const body = known === undefined ? { message: `No such thing: ${pathname}` } : known;
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      return { status: known === undefined ? 404 : 200, headers: {}, body: Buffer.from(text) };
    },
    (path) => `text of ${path}`,
  );
  return { engine, asked };
}

describe("the engine's state", () => {
  const version = { 'GET /version': { Version: '28.5.2', ApiVersion: '1.51' } };

  test('with containerd’s store, mirrors and insecure registries', async () => {
    const { engine } = engineWith({
      ...version,
      'GET /info': {
        Architecture: 'x86_64',
        KernelVersion: '6.1.0',
        DockerRootDir: '/var/lib/docker',
        DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
        RegistryConfig: {
          Mirrors: ['http://127.0.0.1:5000/'],
          InsecureRegistryCIDRs: ['127.0.0.0/8'],
          IndexConfigs: { 'docker.io': { Secure: true }, 'registry.local:5000': { Secure: false } },
        },
      },
    });
    expect(await engine.info()).toMatchObject({
      version: '28.5.2',
      apiVersion: [1, 51],
      architecture: 'x86_64',
      kernel: '6.1.0',
      containerdStore: true,
      mirrors: ['http://127.0.0.1:5000/'],
      insecureRegistries: ['127.0.0.0/8', 'registry.local:5000'],
    });
  });

  test('with the classic store, and nothing said of registries', async () => {
    const { engine } = engineWith({
      ...version,
      'GET /info': { DriverStatus: [['Backing Filesystem', 'extfs']], RegistryConfig: null },
    });
    expect(await engine.info()).toMatchObject({ containerdStore: false, mirrors: [], insecureRegistries: [] });
  });

  test.each([
    ['is no JSON', '<html>', /answer about its state is not JSON/],
    ['is no object', '"ok"', /answer about its state is not JSON/],
  ])('an answer that %s', async (_, text, message) => {
    const { engine } = engineWith({ ...version, 'GET /info': text });
    await expect(engine.info()).rejects.toThrow(message);
  });

  test('an engine that does not answer', async () => {
    const engine = createEngine(
      SOCKET,
      () => Promise.reject(new HttpError('no such socket', { code: 'ENOENT' })),
      () => undefined,
    );
    await expect(engine.info()).rejects.toThrow(
      'the Docker engine does not answer at unix:///run/docker.sock: no such socket',
    );
  });
});

describe('an image', () => {
  test('with its manifests', async () => {
    const { engine, asked } = engineWith({
      'GET /images/app:1/json': {
        Id: digest('0'),
        Descriptor: { digest: digest('0'), mediaType: 'application/vnd.oci.image.index.v1+json' },
        Os: 'linux',
        Architecture: 'arm',
        Variant: 'v7',
        Manifests: [
          {
            Descriptor: { digest: digest('1'), mediaType: 'm' },
            Kind: 'image',
            Available: true,
            Size: { Content: 5 },
            ImageData: { Platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
          },
          { Descriptor: { digest: digest('2') }, Kind: 'attestation', AttestationData: { For: digest('1') } },
          { Descriptor: { digest: digest('3') }, Kind: 'new' },
        ],
      },
    });
    expect(await engine.image('app:1')).toEqual({
      id: digest('0'),
      mediaType: 'application/vnd.oci.image.index.v1+json',
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
      manifests: [
        {
          digest: digest('1'),
          mediaType: 'm',
          kind: 'image',
          platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
          available: true,
          size: 5,
          attests: undefined,
        },
        {
          digest: digest('2'),
          mediaType: '',
          kind: 'attestation',
          platform: { os: 'unknown', architecture: 'unknown' },
          available: false,
          size: 0,
          attests: digest('1'),
        },
        {
          digest: digest('3'),
          mediaType: '',
          kind: 'unknown',
          platform: { os: 'unknown', architecture: 'unknown' },
          available: false,
          size: 0,
          attests: undefined,
        },
      ],
    });
    expect(asked[0]).toMatchObject({
      url: 'http://docker/images/app:1/json?manifests=true',
      socketPath: '/run/docker.sock',
    });
  });

  test('of one platform, in the classic store', async () => {
    const { engine, asked } = engineWith({
      'GET /images/app:1/json': { Id: digest('9'), Os: 'linux', Architecture: 'arm64' },
    });
    expect(await engine.image('app:1', { os: 'linux', architecture: 'arm64' })).toMatchObject({
      id: digest('9'),
      manifests: [],
    });
    expect(new URL(asked[0]?.url ?? '').searchParams.get('platform')).toBe('{"os":"linux","architecture":"arm64"}');
  });

  test('that is not there', async () => {
    const { engine } = engineWith({});
    expect(await engine.image('app:1')).toBeUndefined();
    await expect(engine.untag('app:1')).resolves.toBeUndefined();
    await expect(engine.tag('app:1', 'app', '2')).rejects.toThrow(
      'the Docker engine refused a new name for app:1: No such thing',
    );
  });

  test('named by something else than a digest', async () => {
    const { engine } = engineWith({ 'GET /images/app:1/json': { Id: 'latest' } });
    await expect(engine.image('app:1')).rejects.toThrow('something that is not a digest: latest');
  });
});

describe('a name is taken away', () => {
  const DIGESTED = `acme/app@${digest('1')}`;
  const held = (...RepoTags: string[]) => ({
    [`GET /images/${DIGESTED}/json`]: { RepoTags },
    [`DELETE /images/${DIGESTED}`]: [],
    'DELETE /images/app:1': [],
  });

  test.each<[string, string, readonly string[], boolean]>([
    ['a tag', 'app:1', [], true],
    ['a digest', DIGESTED, [DIGESTED], true],
    ['a digest, another repository having a tag for it', DIGESTED, ['other/app:1', 'localhost:5000/acme/app:1'], true],
    ['not a digest that a tag of its repository would go with', DIGESTED, ['docker.io/acme/app:1'], false],
  ])('%s', async (_, name, tags, taken) => {
    const { engine, asked } = engineWith(held(...tags));
    await engine.untag(name);
    expect(asked.some(({ method }) => method === 'DELETE')).toBe(taken);
  });
});

describe('its address', () => {
  const addressOf = async (host: string, certificates?: string) => {
    const { engine, asked } = engineWith({ 'GET /images/a/json': { Id: digest('0') } }, { host, certificates });
    await engine.image('a');
    const [{ url = '', tls } = {}] = asked;
    return { origin: new URL(url).origin, tls };
  };

  test.each([
    ['tcp://10.0.0.2:2375', undefined, { origin: 'http://10.0.0.2:2375', tls: undefined }],
    [
      'tcp://10.0.0.2:2376',
      '/c',
      {
        origin: 'https://10.0.0.2:2376',
        tls: { ca: 'text of /c/ca.pem', cert: 'text of /c/cert.pem', key: 'text of /c/key.pem' },
      },
    ],
  ])('%s', async (host, certificates, expected) => {
    expect(await addressOf(host, certificates)).toEqual(expected);
  });

  test('over ssh is refused', () => {
    expect(() => engineWith({}, { host: 'ssh://me@host', certificates: undefined })).toThrow(
      /reached over unix:\/\/ or tcp:\/\/ only/,
    );
  });
});
