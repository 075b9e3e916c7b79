import { describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../../src/clients/docker/endpoint.ts';
import { createEngine } from '../../../src/clients/docker/engine.ts';
import { TransferError } from '../../../src/clients/docker/transfer.ts';
import { HttpError, type HttpRequest } from '../../../src/clients/http/http.ts';
import type { Credential } from '../../../src/clients/registry/credentials.ts';
import { HungError } from '../../../src/model/errors.ts';

const SOCKET: Endpoint = { host: 'unix:///run/docker.sock', certificates: undefined };
const digest = (figure: string) => `sha256:${figure.repeat(64)}`;

/** A Docker Engine with these responses by path. `asked` lists the requests. */
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

test.each([
  ['was built here', { 'GET /images/app:1/json': { RepoDigests: [] } }, true],
  ['was pulled', { 'GET /images/app:1/json': { RepoDigests: [`app@${digest('1')}`] } }, false],
  ['does not exist', {}, false],
])('knows if only Docker Engine has an image that %s', async (_, answers, isLocal) => {
  expect(await engineWith(answers).engine.hasLocal('app:1')).toBe(isLocal);
});

describe('the platforms of an image', () => {
  const platformsOf = async (answer: object) => {
    const { engine } = engineWith({ 'GET /images/app:1/json': { Id: digest('1'), ...answer } });
    return (await engine.image('app:1'))?.platforms;
  };
  const manifest = 'application/vnd.oci.image.manifest.v1+json';

  test('are those of an index, without attestations', async () => {
    const entry = (Kind: string, platform: object) => ({
      Kind,
      Descriptor: { mediaType: manifest, digest: digest('2'), platform },
    });
    const answer = {
      Descriptor: { mediaType: 'application/vnd.oci.image.index.v1+json' },
      ...{ Os: 'linux', Architecture: 'amd64' },
      Manifests: [
        entry('image', { os: 'linux', architecture: 'amd64' }),
        entry('image', { os: 'linux', architecture: 'arm', variant: 'v7' }),
        entry('attestation', { os: 'unknown', architecture: 'unknown' }),
      ],
    };
    const platforms = [
      { os: 'linux', architecture: 'amd64', variant: undefined },
      { os: 'linux', architecture: 'arm', variant: 'v7' },
    ];
    expect(await platformsOf(answer)).toEqual({ isIndex: true, platforms });
  });

  test('are the one of the config if there is no index', async () => {
    const answer = { Descriptor: { mediaType: manifest }, Os: 'linux', Architecture: 'arm64', Variant: 'v8' };
    const platforms = [{ os: 'linux', architecture: 'arm64', variant: undefined }];
    expect(await platformsOf(answer)).toEqual({ isIndex: false, platforms });
  });

  test('are not known from a Docker Engine that does not describe the image', async () => {
    expect(await platformsOf({ Os: 'linux', Architecture: 'arm64' })).toBeUndefined();
  });
});

test('reports an image that cannot be saved', async () => {
  await expect(engineWith({}).engine.save('app:1', 1000, () => {})).rejects.toThrow(
    'the Docker engine refused to save app:1: No such thing',
  );
});

describe('the state of Docker Engine', () => {
  const version = { 'GET /version': { Version: '28.5.2', ApiVersion: '1.51' } };

  test('includes the containerd image store, mirrors and insecure registries', async () => {
    const { engine } = engineWith({
      ...version,
      'GET /info': {
        Architecture: 'x86_64',
        KernelVersion: '6.1.0',
        DockerRootDir: '/var/lib/docker',
        HttpsProxy: 'http://proxy.corp:3128',
        NoProxy: '.corp',
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
      proxies: { http: '', https: 'http://proxy.corp:3128', except: '.corp' },
    });
  });

  test('includes the classic image store without settings of registries', async () => {
    const { engine } = engineWith({
      ...version,
      'GET /info': { DriverStatus: [['Backing Filesystem', 'extfs']], RegistryConfig: null },
    });
    expect(await engine.info()).toMatchObject({ containerdStore: false, mirrors: [], insecureRegistries: [] });
  });

  test.each([
    ['is not JSON', '<html>', /answer about its state is not JSON/],
    ['is not an object', '"ok"', /answer about its state is not JSON/],
  ])('is an error if the response %s', async (_, text, message) => {
    const { engine } = engineWith({ ...version, 'GET /info': text });
    await expect(engine.info()).rejects.toThrow(message);
  });

  test('is an error that names the field with an unexpected type', async () => {
    const { engine } = engineWith({ ...version, 'GET /info': { RegistryConfig: { Mirrors: ['a', 5] } } });
    await expect(engine.info()).rejects.toThrow(
      "the Docker engine's answer about its state cannot be read: RegistryConfig.Mirrors.1 has an unexpected type",
    );
  });

  test('is an error if Docker Engine does not respond', async () => {
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

describe('an image of Docker Engine', () => {
  test('has its manifests', async () => {
    const { engine, asked } = engineWith({
      'GET /images/app:1/json': {
        Id: digest('0'),
        Descriptor: { digest: digest('0'), mediaType: 'application/vnd.oci.image.index.v1+json' },
        Os: 'linux',
        Architecture: 'arm',
        Variant: 'v7',
        Manifests: [
          {
            Descriptor: { digest: digest('1') },
            Kind: 'image',
            Available: true,
          },
          { Descriptor: { digest: digest('2') }, Kind: 'attestation' },
          { Descriptor: { digest: digest('3') }, Kind: 'new' },
        ],
      },
    });
    expect(await engine.image('app:1')).toEqual({
      id: digest('0'),
      manifests: [
        { digest: digest('1'), kind: 'image', available: true },
        { digest: digest('2'), kind: 'attestation', available: false },
        { digest: digest('3'), kind: 'unknown', available: false },
      ],
      platforms: { isIndex: true, platforms: [] },
    });
    expect(asked[0]).toMatchObject({
      url: 'http://docker/images/app:1/json?manifests=true',
      socketPath: '/run/docker.sock',
    });
  });

  test('has no manifests in the classic image store', async () => {
    const { engine } = engineWith({ 'GET /images/app:1/json': { Id: digest('9') } });
    expect(await engine.image('app:1')).toEqual({ id: digest('9'), manifests: [] });
  });

  test('is undefined if it does not exist, and cannot get a new name', async () => {
    const { engine } = engineWith({});
    expect(await engine.image('app:1')).toBeUndefined();
    await expect(engine.untag('app:1')).resolves.toBeUndefined();
    await expect(engine.tag('app:1', 'app', '2')).rejects.toThrow(
      'the Docker engine refused a new name for app:1: No such thing',
    );
  });

  test('is undefined if its id is not a digest', async () => {
    const { engine } = engineWith({ 'GET /images/app:1/json': { Id: 'latest' } });
    await expect(engine.image('app:1')).rejects.toThrow('something that is not a digest: latest');
  });
});

test('reads contents of BuildKit over an upgraded connection to Docker Engine', async () => {
  const { engine, asked } = engineWith({});
  await expect(engine.contents()).rejects.toThrow('an upgrade without a connection');
  expect(asked).toEqual([
    { method: 'POST', url: 'http://docker/grpc', socketPath: '/run/docker.sock', upgrade: 'h2c' },
  ]);
});

describe('removes from Docker Engine', () => {
  const DIGESTED = `acme/app@${digest('1')}`;
  const held = (...RepoTags: string[]) => ({
    [`GET /images/${DIGESTED}/json`]: { RepoTags },
    [`DELETE /images/${DIGESTED}`]: [],
    'DELETE /images/app:1': [],
  });

  test.each<[string, string, readonly string[], boolean]>([
    ['a tag', 'app:1', [], true],
    ['a digest', DIGESTED, [DIGESTED], true],
    ['a digest that has tags only in other repositories', DIGESTED, ['other/app:1', 'localhost:5000/acme/app:1'], true],
    ['no digest that has a tag in its repository', DIGESTED, ['docker.io/acme/app:1'], false],
  ])('%s', async (_, name, tags, taken) => {
    const { engine, asked } = engineWith(held(...tags));
    await engine.untag(name);
    expect(asked.some(({ method }) => method === 'DELETE')).toBe(taken);
  });
});

test('does not wait for the response to a removal once the image does not exist', async () => {
  const asked: string[] = [];
  const engine = createEngine(
    SOCKET,
    ({ method, signal }) => {
      asked.push(method);
      const status = asked.length < 3 ? 200 : 404;
      if (method === 'GET') return Promise.resolve({ status, headers: {}, body: Buffer.from('{}') });
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    },
    () => undefined,
  );
  await engine.untag('app:1');
  expect(asked).toEqual(['DELETE', 'GET', 'GET']);
});

describe('a push', () => {
  const REPOSITORY = { name: 'ghcr.io/acme/app', registry: 'ghcr.io', path: 'acme/app' };
  const streamOf = (...lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\r\n`).join('');
  const DONE = { status: `1: digest: ${digest('1')} size: 528` };

  /** Pushes through a Docker Engine with this response, in two chunks. */
  async function push(status: number, text: string, login?: Credential, repository = REPOSITORY) {
    const asked: HttpRequest[] = [];
    const engine = createEngine(
      SOCKET,
      async (request) => {
        asked.push(request);
        const body = Buffer.from(text);
        if (status < 300) for (const piece of [body.subarray(0, 9), body.subarray(9)]) request.onData?.(piece);
        return { status, headers: {}, body: status < 300 ? Buffer.of() : body };
      },
      () => undefined,
    );
    const error: unknown = await engine.push(repository, '1', login, 1000).catch((thrown) => thrown);
    return { error, asked: asked[0] };
  }

  test('is of a tag, with the timeout for layers', async () => {
    const { error, asked } = await push(200, streamOf({ status: 'Pushing', id: 'a' }, DONE));
    expect(error).toBeUndefined();
    expect(asked).toMatchObject({
      ...{ method: 'POST', url: 'http://docker/images/ghcr.io/acme/app/push?tag=1', idle: 1000 },
      headers: { 'x-registry-auth': 'e30=' },
    });
  });

  test.each<[Credential, string, object]>([
    [
      { kind: 'password', username: 'me', password: 'p?~>' },
      'ghcr.io',
      { username: 'me', password: 'p?~>', serveraddress: 'ghcr.io' },
    ],
    [
      { kind: 'identity', token: 't' },
      'docker.io',
      { identitytoken: 't', serveraddress: 'https://index.docker.io/v1/' },
    ],
  ])('sends the login in URL-safe base64: %j', async (login, registry, expected) => {
    const { asked } = await push(200, streamOf(DONE), login, { ...REPOSITORY, registry });
    const header = asked?.headers?.['x-registry-auth'] ?? '';
    expect(header).toMatch(/^[\w-]+=*$/);
    expect(header.length % 4).toBe(0);
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(expected);
  });

  test('fails if the connection breaks', async () => {
    const lost = new HttpError('the connection was reset', { code: 'ECONNRESET' });
    const engine = createEngine(
      SOCKET,
      () => Promise.reject(lost),
      () => undefined,
    );
    const error: unknown = await engine.push(REPOSITORY, '1', undefined, 1000).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(TransferError);
    expect(error).toMatchObject({ message: lost.message, output: lost.message });
  });

  test.each([
    ['with an error in its response', 200, streamOf({ status: 'Pushing' }, { error: 'denied: no' }), 'denied: no'],
    ['with an error status', 404, streamOf({ message: 'no such image' }), 'no such image'],
    ['with an error status and no message', 502, '<html>', 'status 502'],
    [
      'with an incomplete response',
      200,
      streamOf({ status: 'Pushing' }),
      "the Docker engine's answer ended without a digest",
    ],
  ])('fails %s', async (_, status, text, message) => {
    const { error } = await push(status, text);
    expect(error).toBeInstanceOf(TransferError);
    expect(error).toMatchObject({ message, output: message });
  });
});

describe('a pull', () => {
  const REPOSITORY = { name: 'acme/app', registry: 'docker.io', path: 'acme/app' };
  const DIGEST = `Digest: ${digest('1')}`;

  test.each([
    [
      'succeeds with a digest in its response',
      [{ status: DIGEST }, { status: 'Status: Image is up to date for app:1' }],
      undefined,
    ],
    ['fails with an error in its response', [{ status: 'Pulling' }, { error: 'toomanyrequests' }], 'toomanyrequests'],
    ['fails with an incomplete response', [{ status: 'Pulling' }], "the Docker engine's answer ended without a digest"],
  ])('%s', async (_, lines, message) => {
    const asked: HttpRequest[] = [];
    const engine = createEngine(
      SOCKET,
      async (request) => {
        asked.push(request);
        request.onData?.(Buffer.from(lines.map((line) => `${JSON.stringify(line)}\r\n`).join('')));
        return { status: 200, headers: {}, body: Buffer.of() };
      },
      () => undefined,
    );
    const error: unknown = await engine.pull(REPOSITORY, '1', undefined, 1000).catch((thrown) => thrown);
    expect(error instanceof TransferError ? error.message : error).toBe(message);
    expect(asked).toMatchObject([
      { method: 'POST', url: 'http://docker/images/create?fromImage=acme%2Fapp&tag=1', idle: 1000 },
    ]);
  });
});

test('collects garbage by a prune that matches no record', async () => {
  const { engine, asked } = engineWith({ 'POST /build/prune': { CachesDeleted: null } });
  await engine.collectGarbage();
  const filters = new URL(asked[0]?.url ?? '').searchParams.get('filters') ?? '';
  // the names of records have no hyphens
  expect(JSON.parse(filters)).toEqual({ id: [expect.stringContaining('-')] });
});

test('removes a container with its anonymous volumes', async () => {
  const { engine, asked } = engineWith({ 'DELETE /containers/a': '' });
  await engine.removeContainer('a');
  expect(asked.map(({ url }) => url)).toEqual(['http://docker/containers/a?force=true&v=true']);
});

test.each([
  [false, 'keeps'],
  [true, 'removes'],
])('ends a container with `--rm` %j and %s its anonymous volumes', async (AutoRemove) => {
  const { engine, asked } = engineWith({
    'GET /containers/a/json': { HostConfig: { AutoRemove } },
    'DELETE /containers/a': '',
  });
  await engine.endContainer('a');
  expect(asked.at(-1)).toMatchObject({
    method: 'DELETE',
    url: `http://docker/containers/a?force=true&v=${AutoRemove}`,
  });
});

test('does not end a container that does not exist', async () => {
  const { engine, asked } = engineWith({});
  await engine.endContainer('a');
  expect(asked).toHaveLength(1);
});

test.each([
  { answer: [{ Names: 'app' }], message: "the Docker engine's answer about its containers cannot be read: 0.Names" },
  { answer: {}, message: "the Docker engine's answer about its containers is not a list" },
])('reports a list of containers that is $answer', async ({ answer, message }) => {
  const { engine } = engineWith({ 'GET /containers/json': answer });
  await expect(engine.containers({ label: 'app' })).rejects.toThrow(message);
});

test('finds containers by their label', async () => {
  const { engine, asked } = engineWith({ 'GET /containers/json': [{ Names: ['/a'] }, { Names: ['/b'] }] });
  expect(await engine.containers({ label: 'x=1' })).toEqual(['a', 'b']);
  const { filters, all } = Object.fromEntries(new URL(asked[0]?.url ?? '').searchParams);
  expect([JSON.parse(filters ?? ''), all]).toEqual([{ label: ['x=1'] }, 'true']);
});

describe('a privileged container', () => {
  const CONTAINER = { name: 'installer', image: 'acme/binfmt:1' };
  const frame = (text: string) => Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length]), Buffer.from(text)]);

  test('is created without a network, and started', async () => {
    const { engine, asked } = engineWith({
      'POST /containers/create': { Id: 'a' },
      'POST /containers/installer/start': '',
    });
    expect(await engine.startPrivileged(CONTAINER, ['--install', 'arm64'])).toBe(true);
    expect(asked.map(({ url }) => url)).toEqual([
      'http://docker/containers/create?name=installer',
      'http://docker/containers/installer/start',
    ]);
    expect(JSON.parse(String(asked[0]?.body))).toEqual({
      Image: 'acme/binfmt:1',
      Cmd: ['--install', 'arm64'],
      HostConfig: { Privileged: true, NetworkMode: 'none', LogConfig: { Type: 'json-file' } },
    });
  });

  test('is not created without its image', async () => {
    const { engine, asked } = engineWith({});
    expect(await engine.startPrivileged(CONTAINER, [])).toBe(false);
    expect(asked).toHaveLength(1);
  });

  test('gives an error if Docker Engine refuses to start it', async () => {
    const { engine } = engineWith({ 'POST /containers/create': {} });
    await expect(engine.startPrivileged(CONTAINER, [])).rejects.toThrow(
      'the Docker engine refused to start the container installer: No such thing',
    );
  });

  test('returns all its output, in chunks of any size', async () => {
    const bytes = Buffer.concat([frame('one'), frame('two')]);
    const chunks: string[] = [];
    const engine = createEngine(
      SOCKET,
      async ({ url, onData, idle }) => {
        if (!url.includes('/logs?')) return { status: 200, headers: {}, body: Buffer.from('{"StatusCode": 3}') };
        expect(idle).toBe(1000);
        for (const piece of [bytes.subarray(0, 5), bytes.subarray(5, 15), bytes.subarray(15)]) onData?.(piece);
        return { status: 200, headers: {}, body: Buffer.of() };
      },
      () => undefined,
    );
    expect(await engine.hear('installer', 1000, (chunk) => chunks.push(chunk.toString()))).toBe(3);
    expect(chunks.join('')).toBe('onetwo');
  });
});

test('stops reading the output of a silent container after the idle timeout', async () => {
  const silent = new HttpError('the answer stopped', { code: 'UND_ERR_BODY_TIMEOUT' });
  const engine = createEngine(
    SOCKET,
    () => Promise.reject(silent),
    () => undefined,
  );
  const error: unknown = await engine.hear('installer', 5000, () => {}).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(HungError);
  expect(error).toMatchObject({ message: 'the container installer had no output for 5 s' });
});

describe('the address of Docker Engine', () => {
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
  ])('may be %s', async (host, certificates, expected) => {
    expect(await addressOf(host, certificates)).toEqual(expected);
  });

  test('over ssh is rejected on first use', async () => {
    const { engine } = engineWith({}, { host: 'ssh://me@host', certificates: undefined });
    await expect(engine.info()).rejects.toThrow(/reached over unix:\/\/ or tcp:\/\/ only/);
  });
});
