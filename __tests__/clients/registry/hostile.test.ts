import { describe, expect, test } from '@jest/globals';
import type { Http, HttpRequest, HttpResponse } from '../../../src/clients/http/http.ts';
import { createRegistry } from '../../../src/clients/registry/client.ts';
import type { Credential } from '../../../src/clients/registry/credentials.ts';
import { digestOf } from '../../../src/model/digest.ts';
import type { Repository } from '../../../src/model/reference.ts';
import { systemClock } from '../../../src/runtime/retry.ts';

// Loopback cannot have other host names and schemes, so a function replaces the network.

const BYTES = Buffer.from('{"manifests":[]}');
const DIGEST = digestOf(BYTES);
const ALICE: Credential = { kind: 'password', username: 'alice', password: 'wonderland' };
const IDENTITY: Credential = { kind: 'identity', token: 'a refresh token' };
const BASIC = `Basic ${Buffer.from('alice:wonderland').toString('base64')}`;

type Answers = (request: HttpRequest, url: URL) => Partial<HttpResponse> | undefined;

/** @param answers returns the response to a request. Undefined for a manifest. */
function play(answers: Answers, { credential = ALICE, insecure = false } = {}) {
  const seen: HttpRequest[] = [];
  const http: Http = async (request) => {
    seen.push(request);
    return { status: 200, headers: {}, body: BYTES, ...answers(request, new URL(request.url)) };
  };
  const registry = createRegistry({
    http,
    credentials: async () => credential,
    insecureRegistries: () => insecure,
    retry: { retries: 0, clock: systemClock, log: () => {} },
  });
  /** Each request as text, including its credentials. */
  const requests = () =>
    seen.map(({ method, url, headers, body }) =>
      [method, url, headers?.authorization, body?.toString().includes('refresh') && 'refresh token'].filter(Boolean),
    );
  return { registry, seen, requests };
}

const at = (registry: string, path = 'acme/app'): Repository => ({ name: `${registry}/${path}`, registry, path });
const bearer = (parameters: string) => ({ status: 401, headers: { 'www-authenticate': `Bearer ${parameters}` } });
const redirect = (location: string) => ({ status: 307, headers: { location } });
const token = (text: string) => ({ body: Buffer.from(JSON.stringify({ token: text })) });

describe('a token server', () => {
  const cases = [
    // an insecure registry of Docker Engine, or a registry on loopback
    { registry: 'registry.lan:5000', insecure: true, realm: 'http://tokens.example/token', asked: false },
    { registry: 'registry.lan:5000', insecure: true, realm: 'http://registry.lan.example/token', asked: false },
    { registry: 'registry.lan:5000', insecure: true, realm: 'http://registry.lan:5001/token', asked: true },
    { registry: 'registry.lan:5000', insecure: true, realm: 'http://127.0.0.1:5001/token', asked: true },
    { registry: 'localhost:5000', insecure: false, realm: 'http://tokens.example/token', asked: false },
    { registry: 'localhost:5000', insecure: false, realm: 'http://localhost.example/token', asked: false },
    { registry: 'localhost:5000', insecure: false, realm: 'http://localhost:5001/token', asked: true },
    { registry: 'localhost:5000', insecure: false, realm: 'https://tokens.example/token', asked: true },
    // a registry with TLS
    { registry: 'registry.example', insecure: false, realm: 'http://registry.example/token', asked: false },
    { registry: 'registry.example', insecure: false, realm: 'http://localhost:5001/token', asked: false },
    { registry: 'registry.example', insecure: false, realm: 'https://tokens.example/token', asked: true },
    { registry: 'registry.example', insecure: false, realm: 'ftp://tokens.example/token', asked: false },
    { registry: 'registry.example', insecure: false, realm: '/token', asked: false },
  ];
  test.each(cases.flatMap((each) => [ALICE, IDENTITY].map((credential) => ({ ...each, credential }))))(
    'at $realm gets the credentials of $registry ($credential.kind): $asked',
    async ({ registry: host, insecure, realm, asked, credential }) => {
      const { registry, requests } = play(
        ({ headers }, { pathname }) => {
          if (pathname === '/token') return token('t');
          return headers?.authorization === undefined ? bearer(`realm="${realm}"`) : {};
        },
        { credential, insecure },
      );
      const reading = registry.getManifest(at(host), '1');
      if (asked) await expect(reading).resolves.toMatchObject({ digest: DIGEST });
      else {
        await expect(reading).rejects.toMatchObject({
          verdict: 'final',
          message: expect.stringMatching(
            /^logging in to \S+ failed: the token server it names.* is not reached over https$/,
          ),
          hint: expect.stringContaining(`in the configuration of ${host}`),
        });
      }
      const secrets = requests().filter((each) => each.includes(BASIC) || each.includes('refresh token'));
      expect(secrets).toHaveLength(asked ? 1 : 0);
    },
  );

  test.each<[string, string[]]>([
    ['repository:other/secret:pull,push,delete', ['repository:acme/app:pull']],
    ['repository:other/secret:pull', ['repository:acme/app:pull']],
    ['repository:acme/app:pull,push,delete', ['repository:acme/app:pull']],
    ['repository:acme/app:*', ['repository:acme/app:pull']],
    ['repository:acme/app:pull repository:other/secret:pull', ['repository:acme/app:pull']],
    ['registry:catalog:*', ['repository:acme/app:pull']],
    ['repository:inner/app:pull,push', ['repository:acme/app:pull']],
    ['repository:inner/app:pull', ['repository:inner/app:pull']],
    ['repository:proxy/acme/app:pull', ['repository:proxy/acme/app:pull']],
    ['repository:host:5000/acme/app:pull', ['repository:host:5000/acme/app:pull']],
    ['', ['repository:acme/app:pull']],
  ])('gets a request to read acme/app with the challenge "%s" as %j', async (scope, asked) => {
    const { registry, seen } = play(({ headers }, { pathname }) => {
      if (pathname === '/token') return token('t');
      return headers?.authorization === undefined
        ? bearer(`realm="https://tokens.example/token",service="s",scope="${scope}"`)
        : {};
    });
    await registry.getManifest(at('registry.example'), '1');
    const [question] = seen.filter(({ url }) => url.startsWith('https://tokens.example/'));
    expect(new URL(question?.url ?? '').searchParams.getAll('scope')).toEqual(asked);
  });

  test('gets a request to push only for pull and push', async () => {
    const { registry, seen } = play(({ method, headers }, { pathname }) => {
      if (pathname === '/token') return token('t');
      const challenge = bearer('realm="https://tokens.example/token",scope="repository:inner/app:pull,push,delete"');
      return headers?.authorization === undefined ? challenge : { status: method === 'PUT' ? 201 : 200 };
    });
    await registry.putManifest(at('registry.example'), '1', { mediaType: 'index', bytes: BYTES });
    const scopes = seen.map(({ url }) => new URL(url).searchParams.get('scope')).filter(Boolean);
    expect(scopes).toEqual(['repository:acme/app:pull,push']);
  });

  test.each([
    ['GET', ALICE],
    ['POST', IDENTITY],
  ])('gets no request for the scope in its realm, by %s', async (method, credential) => {
    const realm = 'https://tokens.example/token?a=b&scope=repository:other/secret:pull,push';
    const { registry, seen } = play(
      ({ headers }, { pathname }) => {
        if (pathname === '/token') return token('t');
        return headers?.authorization === undefined ? bearer(`realm="${realm}"`) : {};
      },
      { credential },
    );
    await registry.getManifest(at('registry.example'), '1');
    const [question] = seen.filter(({ url }) => url.startsWith('https://tokens.example/'));
    expect(question?.method).toBe(method);
    expect(new URL(question?.url ?? '').searchParams.get('a')).toBe('b');
    expect(JSON.stringify([question?.url, question?.body])).not.toContain('secret');
  });
});

describe('a redirect of a read', () => {
  const first = 'https://registry.example/v2/acme/app/manifests/1';
  /** Follows these redirects in a read with a password. */
  async function along(...places: readonly string[]) {
    const route = [first, ...places];
    const { registry, requests } = play(({ url, headers }) => {
      if (url === first && headers?.authorization === undefined) {
        return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
      }
      const next = route[route.indexOf(url) + 1];
      return next === undefined ? {} : redirect(next);
    });
    await expect(registry.getManifest(at('registry.example'), '1')).resolves.toMatchObject({ digest: DIGEST });
    expect(requests().slice(0, 2)).toEqual([
      ['GET', first],
      ['GET', first, BASIC],
    ]);
    return requests()
      .slice(2)
      .map(([, url, authorization]) => [url, authorization === BASIC]);
  }

  test('within the same server keeps the credentials', async () => {
    const [second, third] = ['https://registry.example/v2/real/app/manifests/1', 'https://registry.example:443/third'];
    expect(await along(second, 'https://registry.example/third')).toEqual([
      [second, true],
      [third.replace(':443', ''), true],
    ]);
  });

  test.each([
    ['another host', 'https://storage.example/1'],
    ['a host below it', 'https://storage.registry.example/1'],
    ['another port', 'https://registry.example:8443/1'],
  ])('to %s drops them, and later requests do not have them', async (_, elsewhere) => {
    const back = 'https://registry.example/back';
    expect(await along(elsewhere, back)).toEqual([
      [elsewhere, false],
      [back, false],
    ]);
  });

  test('from plain HTTP to the same host over TLS drops them', async () => {
    const { registry, requests } = play(
      ({ url, headers }) => {
        if (url.startsWith('https://localhost:5000/v2/acme')) return {};
        if (headers?.authorization !== undefined) return redirect(url.replace('http:', 'https:'));
        return url.endsWith('/v2/') ? {} : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
      },
      { insecure: true },
    );
    await registry.getManifest(at('localhost:5000'), '1');
    expect(requests().at(-1)).toEqual(['GET', 'https://localhost:5000/v2/acme/app/manifests/1']);
  });

  test('from https to http is rejected for a tag', async () => {
    const { registry, seen } = play((_, { protocol }) => (protocol === 'https:' ? redirect('http://s.example/1') : {}));
    await expect(registry.getManifest(at('registry.example'), '1')).rejects.toMatchObject({
      verdict: 'final',
      message:
        'reading registry.example/acme/app:1 failed: registry.example redirects to http://s.example, without TLS',
      hint: expect.stringContaining('https'),
    });
    expect(seen).toHaveLength(1);
  });

  test('from https to http is followed for content by digest, without credentials', async () => {
    const { registry, requests } = play(({ headers }, { protocol, host }) => {
      if (protocol === 'http:') return {};
      if (headers?.authorization !== undefined) return redirect(`http://${host}/v2/acme/app/blobs/${DIGEST}`);
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
    });
    await expect(registry.getBlob(at('registry.example'), DIGEST, 100)).resolves.toEqual(BYTES);
    expect(requests().at(-1)).toEqual(['GET', `http://registry.example/v2/acme/app/blobs/${DIGEST}`]);
  });

  test('does not let its target choose the token server for the credentials', async () => {
    const { registry, requests } = play(({ headers }, { host, pathname }) => {
      if (host === 'registry.example') return redirect('https://evil.example/1');
      if (pathname === '/token') return { status: 401 };
      return headers?.authorization === undefined ? bearer('realm="https://evil.example/token"') : {};
    });
    await expect(registry.getManifest(at('registry.example'), '1')).rejects.toMatchObject({ status: 401 });
    expect(requests().filter(([, url]) => url?.toString().includes('token'))).toEqual([
      ['GET', 'https://evil.example/token?scope=repository%3Aacme%2Fapp%3Apull'],
    ]);
    expect(requests().flat()).not.toContain(BASIC);
  });

  test('does not send the password to its target, even if the target requires a login', async () => {
    const { registry, requests } = play((_, { host }) =>
      host === 'registry.example'
        ? redirect('https://evil.example/1')
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } },
    );
    await expect(registry.getManifest(at('registry.example'), '1')).rejects.toMatchObject({ status: 401 });
    expect(requests()).toHaveLength(2);
    expect(requests().flat()).not.toContain(BASIC);
  });

  test('may lead to another registry, and to its storage, without a login', async () => {
    const { registry, requests } = play(({ headers }, { host, pathname }) => {
      if (host === 'vanity.example') return redirect(`https://registry.example${pathname}`);
      if (host === 'storage.example') return {};
      if (pathname === '/token') return token('anonymous');
      if (headers?.authorization === 'Bearer anonymous') return redirect('https://storage.example/1');
      return bearer('realm="https://registry.example/token",scope="repository:acme/app:pull"');
    });
    await expect(registry.getManifest(at('vanity.example'), '1')).resolves.toMatchObject({ digest: DIGEST });
    expect(requests().at(-1)).toEqual(['GET', 'https://storage.example/1']);
    expect(requests().flat()).not.toContain(BASIC);
  });
});

describe('a redirect of a write', () => {
  const path = '/v2/acme/app/manifests/1';
  const index = { mediaType: 'index', bytes: BYTES };
  /** Redirects a write with a password to another URL with this response. */
  async function to(location: string, status = 201) {
    const { registry, seen, requests } = play(({ headers, method }, { host, pathname }) => {
      if (method === 'HEAD') return { status: 404 };
      if (host !== 'registry.example' || pathname !== path) return { status, headers: { ...basic } };
      return headers?.authorization === undefined ? { status: 401, headers: basic } : redirect(location);
    });
    const result = await registry.putManifest(at('registry.example'), '1', index).catch((error: unknown) => error);
    return { result, sent: seen.slice(2), requests: requests().slice(2) };
  }
  const basic = { 'www-authenticate': 'Basic realm="x"' };

  test('to the same server keeps the method, the body and the credentials', async () => {
    const { result, sent, requests } = await to('/elsewhere');
    expect(result).toBe(DIGEST);
    expect(requests).toEqual([['PUT', 'https://registry.example/elsewhere', BASIC]]);
    expect(sent.map(({ body }) => body)).toEqual([BYTES]);
  });

  test.each(['https://storage.example/1', 'https://registry.example:8443/1', 'https://below.registry.example/1'])(
    'to %s drops the credentials, even if the target requires a login',
    async (location) => {
      expect(await to(location)).toMatchObject({ result: DIGEST, requests: [['PUT', location]] });
      const { result, requests } = await to(location, 401);
      expect(result).toMatchObject({ status: 401 });
      expect(requests.flat()).not.toContain(BASIC);
    },
  );

  test.each(['1', DIGEST])('from https to http is rejected, for %s', async (reference) => {
    const { registry, seen } = play(({ method }) => (method === 'PUT' ? redirect('http://registry.example/1') : {}));
    const writing = registry.putManifest(at('registry.example'), reference, {
      mediaType: 'index',
      bytes: Buffer.from('{}'),
    });
    await expect(writing).rejects.toThrow('redirects to http://registry.example, without TLS');
    expect(seen.filter(({ url }) => url.startsWith('http:'))).toEqual([]);
  });
});

test.each([
  ['/v2/acme/app/../../other/app/manifests/latest', undefined],
  ['/v2/acme/app/blobs/uploads/../../manifests/latest', undefined],
  ['/v2/acme/app/blobs/uploads/%2e%2e/%2e%2e/manifests/latest', undefined],
  ['/v2/acme/app/manifests/latest', undefined],
  ['https://registry.example/v2/acme/app/blobs/uploads/4f-2?_state=a%2Fb', 'blobs/uploads/4f-2?_state=a%2Fb'],
  ['/v2/acme/app/blobs/upload/1-a=', 'blobs/upload/1-a='],
])('cancels an upload with the location %s at %s', async (location, deleted) => {
  const { registry, seen } = play(({ method }) => ({ status: method === 'POST' ? 202 : 204, headers: { location } }));
  await registry.checkPush(at('registry.example'));
  const deletes = seen.filter(({ method }) => method === 'DELETE').map(({ url }) => url);
  expect(deletes).toEqual(deleted === undefined ? [] : [`https://registry.example/v2/acme/app/${deleted}`]);
});
