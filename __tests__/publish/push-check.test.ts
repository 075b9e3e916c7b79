import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttp, type Http } from '../../src/clients/http/http.ts';
import { createRegistry, type Registry } from '../../src/clients/registry/client.ts';
import type { Credential } from '../../src/clients/registry/credentials.ts';
import { RegistryError, UploadRefused } from '../../src/clients/registry/error.ts';
import type { Repository } from '../../src/model/reference.ts';
import { checkPushes, describeRefused, pushedTo, withoutRefused } from '../../src/publish/push-check.ts';
import { type RetryPolicy, systemClock } from '../../src/runtime/retry.ts';
import { planFor } from '../plan/a-plan.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { BOB, type Deviations, type OddRegistry, PAGE, startOddRegistry } from '../support/odd-registry.ts';
import { putImage } from '../support/put-image.ts';
import { ALICE, startRegistry, type TestRegistry } from '../support/registry.ts';

const http = createHttp({ idle: 500 });
const bob: Credential = { kind: 'password', ...BOB };
const wrong: Credential = { kind: 'password', username: 'bob', password: 'looking-glass' };
const lines: string[] = [];
const policy: RetryPolicy = {
  retries: 3,
  clock: { ...systemClock, sleep: async () => {} },
  log: (line) => lines.push(line),
};
const started: (OddRegistry | FaultProxy)[] = [];
let server: TestRegistry;
let guarded: TestRegistry;
beforeAll(async () => {
  [server, guarded] = await Promise.all([startRegistry(), startRegistry({ htpasswd: true })]);
});
afterEach(async () => {
  lines.length = 0;
  for (const each of started.splice(0)) await each.stop();
});
afterAll(async () => {
  await Promise.all([server.stop(), guarded.stop(), http.close()]);
});

const clientOf = (credential: Credential | undefined, by: Http = http) =>
  createRegistry({
    http: by,
    credentials: async () => credential,
    insecureRegistries: () => false,
    retry: { ...policy, retries: 0 },
  });
const at = (registry: string, path = 'acme/app'): Repository => ({ name: `${registry}/${path}`, registry, path });

/** Error of the check. Undefined if the check passes. */
async function refusal(registry: Pick<Registry, 'checkPush' | 'hasTags'>, repository: Repository): Promise<unknown> {
  const { asked, done } = checkPushes({ targets: [repository], caches: [] }, registry, policy);
  const ends = await Promise.allSettled([asked, done]);
  const [first, last] = ends.map((end) => (end.status === 'rejected' ? end.reason : undefined));
  expect(last).toBe(first);
  return first;
}

async function refusalBy(deviations: Deviations, credential = bob) {
  const odd = await startOddRegistry(server.host, deviations);
  started.push(odd);
  const error = await refusal(clientOf(credential), at(odd.host));
  return { host: odd.host, error, scopes: odd.scopes };
}

const deny = (status: number, code: string, message: string): Deviations => ({
  instead: ({ method }) => (method === 'POST' ? { status, body: { errors: [{ code, message }] } } : undefined),
});

describe('a check of push rights', () => {
  test('passes if a push is allowed, with one token to pull and push, and cancels its upload', async () => {
    const odd = await startOddRegistry(server.host);
    started.push(odd);
    await expect(refusal(clientOf(bob), at(odd.host))).resolves.toBeUndefined();
    expect(odd.scopes).toEqual(['repository:acme/app:pull,push']);
    const opened = /^POST .*\/blobs\/uploads\/ Bearer$/;
    expect(odd.seen.filter((line) => opened.test(line))).toHaveLength(1);
    const [, upload] = /^DELETE (\S+) Bearer$/.exec(odd.seen.at(-1) ?? '') ?? [];
    expect((await fetch(`http://${server.host}${upload}`)).status).toBe(404);
  });

  test.each<[string, Deviations]>([
    ['403', deny(403, 'DENIED', 'permission_denied: write_package')],
    ['401 for a token that allows less', { grant: (actions) => actions.filter((action) => action === 'pull') }],
  ])('names the missing right: %s', async (_, deviations) => {
    const { host, error } = await refusalBy(deviations);
    const said = _ === '403' ? '403 permission_denied: write_package' : '401 authentication required';
    expect(error).toBeInstanceOf(UploadRefused);
    expect(error).toMatchObject({
      message: `Cannot push to ${host}/acme/app: ${said}`,
      hint: `Log in to ${host} with an account or a token that may push to this repository.`,
    });
  });

  test('distinguishes a rejected password from a missing login, for tokens and for passwords', async () => {
    const byToken = await refusalBy({}, wrong);
    expect(byToken.error).toMatchObject({
      message: `Cannot push to ${byToken.host}/acme/app: ${byToken.host} rejected the login (401 incorrect username or password)`,
      hint: expect.stringMatching(/^Correct `username` and `password` for localhost/),
    });
    const missing = (host: string, said: string) => ({
      message: `Cannot push to ${host}/acme/app: 401 ${said}, and the job has no login for ${host}`,
      hint: expect.stringMatching(/^Log in to localhost:\d+ in an earlier step/),
    });
    const odd = await startOddRegistry(server.host);
    started.push(odd);
    const client = clientOf(undefined);
    expect(await refusal(client, at(odd.host))).toMatchObject(missing(odd.host, 'authentication required'));
    const strict = await startOddRegistry(server.host, {
      refuseToken: () => ({ status: 401, body: { details: 'who is it?' } }),
    });
    started.push(strict);
    expect(await refusal(client, at(strict.host))).toMatchObject(missing(strict.host, 'who is it?'));
    expect(await refusal(client, at(guarded.host))).toMatchObject(missing(guarded.host, 'authentication required'));
    expect(await refusal(clientOf(wrong), at(guarded.host))).toMatchObject({
      message: `Cannot push to ${guarded.host}/acme/app: ${guarded.host} rejected the login (401 authentication required)`,
    });
    expect(await refusal(clientOf({ kind: 'password', ...ALICE }), at(guarded.host))).toBeUndefined();
  });

  test.each<[number, string, RegExp]>([
    [404, 'NAME_UNKNOWN', /^Create the repository or the project at localhost:\d+ first, or correct the name\.$/],
    [405, 'UNSUPPORTED', /^Push to another registry: localhost:\d+ may be a read-only mirror/],
  ])('fails at %i %s', async (status, code, hint) => {
    const { host, error } = await refusalBy(deny(status, code, 'no such thing'));
    expect(error).toMatchObject({
      message: `Cannot push to ${host}/acme/app: ${status} no such thing`,
      hint: expect.stringMatching(hint),
      status,
    });
  });

  test('fails if the registry answers with a web page', async () => {
    const { error } = await refusalBy({ before: () => ({ status: 200, ...PAGE }) });
    expect(error).toMatchObject({ message: expect.stringContaining('text/html instead of an upload') });
  });

  test.each<[string, Deviations['instead']]>([
    ['404 without an error code', () => ({ status: 404 })],
    ['400', () => ({ status: 400 })],
    ['413', () => ({ status: 413 })],
    ['429 with a wait of ten minutes', () => ({ status: 429, headers: { 'retry-after': '600' } })],
    ['503', () => ({ status: 503 })],
  ])('leaves %s to the push', async (_, instead) => {
    const { error } = await refusalBy({ instead });
    expect(error).toBeUndefined();
  });

  test.each(['reset', 'eof', 'hang'] as const)(
    'leaves a registry that cannot be reached to the push: %s',
    async (kind) => {
      const proxy = await startFaultProxy(server.host);
      started.push(proxy);
      proxy.fail({ fault: { kind }, path: /uploads/, times: 9 });
      expect(await refusal(clientOf(undefined), at(proxy.host))).toBeUndefined();
      expect(lines).toHaveLength(3);
    },
  );

  test('fails if a registry rejects the push after a transient error', async () => {
    const proxy = await startFaultProxy(guarded.host);
    started.push(proxy);
    proxy.fail({ fault: { kind: 'status', status: 503 }, path: /uploads/, times: 2 });
    const { asked, done } = checkPushes({ targets: [at(proxy.host)], caches: [] }, clientOf(wrong), policy);
    await expect(asked).resolves.toEqual([]);
    await expect(done).rejects.toThrow('rejected the login');
  });

  test('does not delay the build longer than its limit', async () => {
    const slow = { checkPush: () => new Promise<never>(() => {}), hasTags: async () => true };
    const { asked } = checkPushes({ targets: [at('a.io')], caches: [at('b.io')] }, slow, policy, 20);
    await expect(asked).resolves.toEqual([]);
  });

  test('asks each repository once', async () => {
    const names: string[] = [];
    const registry = { checkPush: async ({ name }: Repository) => void names.push(name), hasTags: async () => true };
    const [a, b, c] = [at('a.io'), at('b.io'), at('c.io')];
    await checkPushes({ targets: [a, b, a], caches: [b, c, c] }, registry, policy).asked;
    expect(names).toEqual([a, b, c].map(({ name }) => name));
  });
});

describe('the hint after a rejected push', () => {
  /** Error of a registry with this name and answer. */
  const hintOf = async (registry: string, status: number, credential: Credential | undefined) => {
    const answer = { errors: [{ code: 'DENIED', message: 'permission_denied: write_package' }] };
    const by: Http = async () => ({
      status,
      headers: { 'www-authenticate': 'Basic realm="x"' },
      body: Buffer.from(JSON.stringify(answer)),
    });
    const error = await refusal(clientOf(credential, by), at(registry));
    return error as UploadRefused;
  };

  test.each<[string, number, Credential | undefined, RegExp]>([
    ['ghcr.io', 403, bob, /^Give the job "permissions: packages: write", or log in with a token that may push\.$/],
    ['ghcr.io', 401, undefined, /^Give the job "permissions: packages: write", and log in with `registry: ghcr\.io`/],
    ['docker.io', 403, bob, /access token that has the scope "Read & Write"/],
    ['quay.io', 403, bob, /^Log in to quay\.io with an account or a token that may push/],
    ['quay.io', 401, bob, /^Correct `username` and `password` for quay\.io/],
    ['quay.io', 403, undefined, /^Log in to quay\.io in an earlier step/],
  ])('fits %s and %i', async (registry, status, credential, hint) => {
    expect((await hintOf(registry, status, credential)).hint).toMatch(hint);
  });

  test('comes with the message of the registry', async () => {
    expect((await hintOf('ghcr.io', 403, bob)).message).toBe(
      'Cannot push to ghcr.io/acme/app: 403 permission_denied: write_package',
    );
  });
});

describe('a cache in a registry', () => {
  const push = { images: 'localhost:1/acme/app', tags: '1', push: 'true', cache: 'registry' };

  test('is checked with the targets if it is written', async () => {
    const plan = await planFor({ ...push, 'cache-write': 'true' });
    const names = (repositories: readonly Repository[]) => repositories.map(({ name }) => name);
    expect(names(pushedTo(plan).targets)).toEqual(['localhost:1/acme/app']);
    expect(new Set(names(pushedTo(plan).caches))).toEqual(new Set(['localhost:1/acme/app-buildcache']));
    expect(pushedTo(await planFor({ ...push, 'cache-write': 'false' })).caches).toEqual([]);
    expect(pushedTo(await planFor({ ...push, push: 'false' }))).toEqual({ targets: [], caches: [] });
  });

  test('is not written if its registry rejects the push, and the run continues', async () => {
    const odd = await startOddRegistry(server.host, deny(403, 'DENIED', 'no'));
    started.push(odd);
    const cache = at(odd.host, 'acme/cache');
    const { asked, done } = checkPushes({ targets: [], caches: [cache] }, clientOf(bob), policy);
    const refused = await asked;
    await expect(done).resolves.toBeUndefined();
    expect(refused.map(describeRefused)).toEqual([
      expect.stringMatching(
        /^No build cache is written: Cannot push to localhost:\d+\/acme\/cache: 403 no\nLog in to /,
      ),
    ]);
    const entry = (name: string) => `type=registry,ref=${name}:main,mode=max`;
    const other = 'type=gha,scope=x';
    const plan = (await planFor(push)).cache;
    const both = { ...plan, to: [entry(cache.name), other], reason: 'yes' };
    expect(withoutRefused(both, refused)).toEqual({ ...both, to: [other] });
    expect(withoutRefused({ ...both, to: [entry(cache.name)] }, refused)).toEqual({
      ...both,
      to: [],
      reason: 'its registry takes no push',
    });
    expect(withoutRefused(both, [])).toBe(both);
  });

  test('is new if its repository has no tag, and is asked for before the check may create it', async () => {
    await putImage(server.host, { repository: 'acme/known', tag: 'main' });
    await putImage(server.host, { repository: 'acme/untagged' });
    const caches = ['acme/known', 'acme/untagged', 'acme/unknown'].map((path) => at(server.host, path));
    const calls: string[] = [];
    const client = clientOf(undefined);
    const registry: Pick<Registry, 'checkPush' | 'hasTags'> = {
      hasTags: (repository) => client.hasTags(repository).finally(() => calls.push(`tags ${repository.path}`)),
      checkPush: async ({ path }) => void calls.push(`push ${path}`),
    };
    const { asked, newCaches } = checkPushes({ targets: [], caches }, registry, policy);
    await expect(asked).resolves.toEqual([]);
    expect((await newCaches).map(({ path }) => path).toSorted()).toEqual(['acme/unknown', 'acme/untagged']);
    for (const { path } of caches) expect(calls.indexOf(`push ${path}`)).toBeGreaterThan(calls.indexOf(`tags ${path}`));
  });

  test.each([
    ['refuses the push', deny(403, 'DENIED', 'no')],
    [
      'does not list tags',
      { instead: ({ url = '' }) => (url.includes('/tags/') ? { status: 403, body: {} } : undefined) },
    ],
  ] satisfies [string, Deviations][])('is not new if the registry %s', async (_, deviations) => {
    const odd = await startOddRegistry(server.host, deviations);
    started.push(odd);
    const { newCaches } = checkPushes({ targets: [], caches: [at(odd.host, 'acme/none')] }, clientOf(bob), policy);
    await expect(newCaches).resolves.toEqual([]);
  });

  test('is written if the check gives no clear answer', async () => {
    const proxy = await startFaultProxy(server.host);
    started.push(proxy);
    proxy.fail({ fault: { kind: 'status', status: 503 }, path: /uploads/, times: 9 });
    const { asked } = checkPushes({ targets: [], caches: [at(proxy.host)] }, clientOf(undefined), policy);
    await expect(asked).resolves.toEqual([]);
    const certificate = new RegistryError('no', { verdict: 'final', code: 'SELF_SIGNED_CERT_IN_CHAIN' });
    const registry = { checkPush: () => Promise.reject(certificate), hasTags: async () => true };
    await expect(checkPushes({ targets: [], caches: [at('a.io')] }, registry, policy).asked).resolves.toEqual([]);
    await expect(checkPushes({ targets: [at('a.io')], caches: [] }, registry, policy).asked).rejects.toBe(certificate);
  });
});
