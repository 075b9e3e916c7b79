import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Credential, dockerCredentials } from '../../../src/clients/registry/credentials.ts';
import { parseScopedLogin } from '../../../src/clients/registry/scoped-logins.ts';
import { run } from '../../../src/runtime/process.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const password = (username: string, secret: string) => ({ kind: 'password', username, password: secret });
const HUB = 'https://index.docker.io/v1/';

type Options = Parameters<typeof dockerCredentials>[0];

/** Finds credentials to pull one repository of a registry. */
function credentialsBy(options: Omit<Options, 'scoped'>): (registry: string) => Promise<Credential | undefined> {
  const find = dockerCredentials({ scoped: [], ...options });
  return (registry) => find(registry, { path: 'acme/app', access: 'pull' });
}

/** Credentials from a config's content, without helpers. */
function credentialsOf(config: unknown, env: Record<string, string> = {}) {
  return credentialsBy({
    configDir: '/home/me/.docker',
    env,
    readText: (path) => (path === '/home/me/.docker/config.json' ? JSON.stringify(config) : undefined),
    run: () => Promise.reject(new Error('no process was expected')),
  });
}

describe('auths', () => {
  const alice = { auth: base64('alice:secret') };
  test.each([
    ['ghcr.io', { 'ghcr.io': alice }, password('alice', 'secret')],
    ['ghcr.io', { 'https://ghcr.io': alice }, password('alice', 'secret')],
    ['ghcr.io', { 'https://ghcr.io/v1/': alice }, password('alice', 'secret')],
    ['ghcr.io', { 'http://ghcr.io/v2': alice }, password('alice', 'secret')],
    ['ghcr.io', { 'https://ghcr.io/v1/': { auth: base64('old:x') }, 'ghcr.io': alice }, password('alice', 'secret')],
    ['ghcr.io', { 'ghcr.io.evil.example': alice }, undefined],
    ['ghcr.io', { 'https://evil.example/ghcr.io': alice }, undefined],
    ['localhost:5000', { 'localhost:5000': alice }, password('alice', 'secret')],
    ['localhost:5000', { localhost: alice }, undefined],
    ['docker.io', { [HUB]: alice }, password('alice', 'secret')],
    ['docker.io', { 'index.docker.io': alice }, password('alice', 'secret')],
    ['docker.io', { 'docker.io': alice }, password('alice', 'secret')],
    ['docker.io', { 'https://index.docker.io/v1/access-token': alice }, undefined],
    ['ghcr.io', { [HUB]: alice }, undefined],
    ['ghcr.io', { 'ghcr.io': { auth: base64('alice:a:b:c') } }, password('alice', 'a:b:c')],
    ['ghcr.io', { 'ghcr.io': { auth: base64('alice:padded\0\0') } }, password('alice', 'padded')],
    ['ghcr.io', { 'ghcr.io': { auth: base64('alice:two\nlines') } }, password('alice', 'two\nlines')],
    ['ghcr.io', { 'ghcr.io': { username: 'alice', password: 'secret' } }, password('alice', 'secret')],
    ['ghcr.io', { 'ghcr.io': { auth: base64('x:'), identitytoken: 'abc' } }, { kind: 'identity', token: 'abc' }],
    ['ghcr.io', { 'ghcr.io': { registrytoken: 'jwt' } }, { kind: 'bearer', token: 'jwt' }],
    ['ghcr.io', { 'ghcr.io': { auth: base64('a:b'), registrytoken: 'jwt' } }, { kind: 'bearer', token: 'jwt' }],
    ['ghcr.io', { 'ghcr.io': {} }, undefined],
    ['ghcr.io', {}, undefined],
  ])('have the login of %s: %j', async (registry, auths, expected) => {
    await expect(credentialsOf({ auths })(registry)).resolves.toEqual(expected);
  });

  test('have no login without a config', async () => {
    const credentials = credentialsBy({ configDir: '/none', env: {}, readText: () => undefined, run });
    await expect(credentials('ghcr.io')).resolves.toBeUndefined();
  });

  test('give an error for an invalid config, without its content', async () => {
    const broken = credentialsBy({ configDir: '/c', env: {}, readText: () => '{"auths": "hunter2', run });
    await expect(broken('ghcr.io')).rejects.toThrow(/^\/c\/config\.json is not JSON/);
    await expect(broken('ghcr.io')).rejects.not.toThrow('hunter2');
    const odd = credentialsOf({ auths: { 'ghcr.io': { auth: base64('hunter2') } } });
    await expect(odd('ghcr.io')).rejects.toThrow(
      'the login for ghcr.io in /home/me/.docker/config.json cannot be read',
    );
  });

  test('are overridden by DOCKER_AUTH_CONFIG, registry by registry', async () => {
    const credentials = credentialsOf(
      { auths: { 'ghcr.io': alice, 'quay.io': alice } },
      { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': { auth: base64('bob:b') } } }) },
    );
    await expect(credentials('ghcr.io')).resolves.toEqual(password('bob', 'b'));
    await expect(credentials('quay.io')).resolves.toEqual(password('alice', 'secret'));
  });
});

describe('DOCKER_AUTH_CONFIG', () => {
  const own = { auths: { 'ghcr.io': { auth: base64('alice:a') } } };
  test.each([
    ['only passwords', { auths: { 'ghcr.io': { auth: base64('bob:b') } } }, password('bob', 'b')],
    // docker ignores the whole variable
    ['another field', { auths: { 'ghcr.io': { auth: base64('bob:b') } }, credsStore: 'x' }, password('alice', 'a')],
    [
      'a token in another entry',
      { auths: { 'ghcr.io': { auth: base64('bob:b') }, 'quay.io': { registrytoken: 'jwt' } } },
      password('alice', 'a'),
    ],
    ['not an object', 'hunter2', password('alice', 'a')],
  ])('takes precedence over the config if docker reads it: %s', async (_, variable, expected) => {
    const credentials = credentialsOf(own, { DOCKER_AUTH_CONFIG: JSON.stringify(variable) });
    await expect(credentials('ghcr.io')).resolves.toEqual(expected);
  });

  test('is ignored if it is not JSON', async () => {
    await expect(credentialsOf(own, { DOCKER_AUTH_CONFIG: '{"auths' })('ghcr.io')).resolves.toEqual(
      password('alice', 'a'),
    );
  });
});

describe('scoped logins', () => {
  const places = ['ghcr.io', 'ghcr.io@push', 'ghcr.io/acme/app', 'ghcr.io/acme/app@pull,push', 'registry-1.docker.io'];
  const find = (env: Record<string, string> = {}, listed = places) =>
    dockerCredentials({
      configDir: '/c',
      scoped: listed.map((place) => parseScopedLogin(place, `/buildx/config/${place}`)),
      env,
      readText: (path) => {
        const [, name = 'general'] = /^\/buildx\/config\/(.*)\/config\.json$/.exec(path) ?? [];
        const auth = base64(`me:${name}`);
        return JSON.stringify({ auths: { 'ghcr.io': { auth }, [HUB]: { auth }, 'quay.io': { auth } } });
      },
      run: () => Promise.reject(new Error('no process was expected')),
    });

  test.each([
    ['ghcr.io', 'acme/app', 'pull', 'ghcr.io/acme/app'],
    ['ghcr.io', 'acme/app', 'pull,push', 'ghcr.io/acme/app@pull,push'],
    ['ghcr.io', 'acme/app2', 'pull', 'ghcr.io'],
    ['ghcr.io', 'acme/app2', 'pull,push', 'ghcr.io@push'],
    ['docker.io', 'library/busybox', 'pull', 'registry-1.docker.io'],
    ['quay.io', 'acme/app', 'pull,push', 'general'],
  ] as const)('are found for %s/%s to %s', async (registry, path, access, expected) => {
    await expect(find()(registry, { path, access })).resolves.toEqual(password('me', expected));
  });

  test('are not used for another registry or repository', async () => {
    const credentials = find({}, ['ghcr.io/acme/other', 'ghcr.io.evil.example', 'localhost:5000/acme/app']);
    await expect(credentials('ghcr.io', { path: 'acme/app', access: 'pull' })).resolves.toEqual(
      password('me', 'general'),
    );
  });

  test('are overridden by DOCKER_AUTH_CONFIG', async () => {
    const variable = JSON.stringify({ auths: { 'ghcr.io': { auth: base64('bob:b') } } });
    const credentials = find({ DOCKER_AUTH_CONFIG: variable });
    await expect(credentials('ghcr.io', { path: 'acme/app', access: 'pull' })).resolves.toEqual(password('bob', 'b'));
  });
});

describe('credential helpers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpers-'));
  const path = process.env.PATH;

  beforeAll(() => {
    // records the query, and responds by the name of the registry
    const script = `#!/bin/sh
read -r server || true
echo "$0 $1 $server" >> '${join(folder, 'asked')}'
case "$server" in
  none.example) echo 'credentials not found in native keychain'; exit 1 ;;
  token.example) echo '{"Username":"<token>","Secret":"refresh"}' ;;
  fails.example) echo 'hunter2'; echo 'hunter2' >&2; exit 3 ;;
  odd.example) echo 'hunter2' ;;
  empty.example) echo '{"Username":"","Secret":""}' ;;
  bare.example) echo '{}' ;;
  name.example) echo '{"Username":"me","Secret":""}' ;;
  number.example) echo '{"Username":"me","Secret":7}' ;;
  *) printf '{"ServerURL":"%s","Username":"helped","Secret":"s3"}' "$server" ;;
esac
`;
    for (const name of ['store', 'special']) {
      writeFileSync(join(folder, `docker-credential-${name}`), script);
      chmodSync(join(folder, `docker-credential-${name}`), 0o755);
    }
    process.env.PATH = `${folder}${delimiter}${path}`;
  });

  afterAll(() => {
    process.env.PATH = path;
    rmSync(folder, { recursive: true });
  });

  const helped = (config: unknown) =>
    credentialsBy({ configDir: '/c', env: process.env, readText: () => JSON.stringify(config), run });
  const asked = () =>
    readFileSync(join(folder, 'asked'), 'utf8').replaceAll(`${folder}/docker-credential-`, '').trim().split('\n');

  test('are asked once for each registry, and for Docker Hub by its old name', async () => {
    const credentials = helped({ credsStore: 'store', credHelpers: { 'special.example': 'special' } });
    const answers = await Promise.all(['docker.io', 'docker.io', 'special.example'].map(credentials));
    expect(answers).toEqual([password('helped', 's3'), password('helped', 's3'), password('helped', 's3')]);
    await credentials('docker.io');
    expect(asked().sort()).toEqual([`special get special.example`, `store get ${HUB}`]);
  });

  test('may respond with an identity token or without a login', async () => {
    const credentials = helped({ credsStore: 'store', auths: { 'none.example': { auth: base64('a:b') } } });
    await expect(credentials('token.example')).resolves.toEqual({ kind: 'identity', token: 'refresh' });
    await expect(credentials('none.example')).resolves.toBeUndefined();
  });

  test.each(['empty.example', 'bare.example', 'name.example'])(
    'give no login if their response has no secret: %s',
    async (registry) => {
      await expect(helped({ credsStore: 'store' })(registry)).resolves.toBeUndefined();
    },
  );

  test('do not override a bearer token in `auths`', async () => {
    const credentials = helped({ credsStore: 'store', auths: { 'empty.example': { registrytoken: 'jwt' } } });
    await expect(credentials('empty.example')).resolves.toEqual({ kind: 'bearer', token: 'jwt' });
  });

  test.each([
    ['fails.example', 'exit status 3'],
    ['odd.example', 'its answer holds no credentials'],
    ['number.example', 'its answer holds no credentials'],
  ])('are named in an error, without their output: %s', async (registry, why) => {
    const error = await helped({ credsStore: 'store' })(registry).catch((thrown) => thrown);
    expect(error.message).toBe(
      `the credential helper docker-credential-store did not give a login for ${registry}: ${why}`,
    );
    expect(JSON.stringify({ ...error, text: String(error.stack) })).not.toContain('hunter2');
  });

  test('are named in an error if they are missing', async () => {
    await expect(helped({ credsStore: 'missing' })('ghcr.io')).rejects.toThrow(
      'the credential helper docker-credential-missing did not give a login for ghcr.io: it could not be started',
    );
  });
});
