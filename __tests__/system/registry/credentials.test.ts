import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from '../../../src/system/process.ts';
import { type Credentials, dockerCredentials } from '../../../src/system/registry/credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const password = (username: string, secret: string) => ({ kind: 'password', username, password: secret });
const HUB = 'https://index.docker.io/v1/';

/** Credentials from a config's content, with no helper there. */
function credentialsOf(config: unknown, env: Record<string, string> = {}): Credentials {
  return dockerCredentials({
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
    ['ghcr.io', { 'ghcr.io': {} }, undefined],
    ['ghcr.io', {}, undefined],
  ])('%s in %j', async (registry, auths, expected) => {
    await expect(credentialsOf({ auths })(registry)).resolves.toEqual(expected);
  });

  test('no config at all is nobody', async () => {
    const credentials = dockerCredentials({ configDir: '/none', env: {}, readText: () => undefined, run });
    await expect(credentials('ghcr.io')).resolves.toBeUndefined();
  });

  test('what cannot be read is told without its content', async () => {
    const broken = dockerCredentials({ configDir: '/c', env: {}, readText: () => '{"auths": "hunter2', run });
    await expect(broken('ghcr.io')).rejects.toThrow(/^\/c\/config\.json is not JSON/);
    await expect(broken('ghcr.io')).rejects.not.toThrow('hunter2');
    const odd = credentialsOf({ auths: { 'ghcr.io': { auth: base64('hunter2') } } });
    await expect(odd('ghcr.io')).rejects.toThrow(
      'the login for ghcr.io in /home/me/.docker/config.json cannot be read',
    );
  });

  test('DOCKER_AUTH_CONFIG goes first, registry by registry', async () => {
    const credentials = credentialsOf(
      { auths: { 'ghcr.io': alice, 'quay.io': alice } },
      { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'ghcr.io': { auth: base64('bob:b') } } }) },
    );
    await expect(credentials('ghcr.io')).resolves.toEqual(password('bob', 'b'));
    await expect(credentials('quay.io')).resolves.toEqual(password('alice', 'secret'));
  });
});

describe('helpers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'helpers-'));
  const path = process.env.PATH;

  beforeAll(() => {
    // says who asked for what, and answers by the name of the registry
    const script = `#!/bin/sh
read -r server || true
echo "$0 $1 $server" >> '${join(folder, 'asked')}'
case "$server" in
  none.example) echo 'credentials not found in native keychain'; exit 1 ;;
  token.example) echo '{"Username":"<token>","Secret":"refresh"}' ;;
  fails.example) echo 'hunter2'; echo 'hunter2' >&2; exit 3 ;;
  odd.example) echo 'hunter2' ;;
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
    dockerCredentials({ configDir: '/c', env: process.env, readText: () => JSON.stringify(config), run });
  const asked = () =>
    readFileSync(join(folder, 'asked'), 'utf8').replaceAll(`${folder}/docker-credential-`, '').trim().split('\n');

  test('the store is asked once for each registry, Docker Hub by its old name', async () => {
    const credentials = helped({ credsStore: 'store', credHelpers: { 'special.example': 'special' } });
    const answers = await Promise.all(['docker.io', 'docker.io', 'special.example'].map(credentials));
    expect(answers).toEqual([password('helped', 's3'), password('helped', 's3'), password('helped', 's3')]);
    await credentials('docker.io');
    expect(asked().sort()).toEqual([`special get special.example`, `store get ${HUB}`]);
  });

  test('an identity token, and nobody', async () => {
    const credentials = helped({ credsStore: 'store', auths: { 'none.example': { auth: base64('a:b') } } });
    await expect(credentials('token.example')).resolves.toEqual({ kind: 'identity', token: 'refresh' });
    await expect(credentials('none.example')).resolves.toBeUndefined();
  });

  test.each([
    ['fails.example', 'exit status 3'],
    ['odd.example', 'its answer holds no credentials'],
  ])('%s: an error that names the helper and keeps what it said to itself', async (registry, why) => {
    const error = await helped({ credsStore: 'store' })(registry).catch((thrown) => thrown);
    expect(error.message).toBe(
      `the credential helper docker-credential-store did not give a login for ${registry}: ${why}`,
    );
    expect(JSON.stringify({ ...error, text: String(error.stack) })).not.toContain('hunter2');
  });

  test('a helper that is not there is named', async () => {
    await expect(helped({ credsStore: 'missing' })('ghcr.io')).rejects.toThrow(
      'the credential helper docker-credential-missing did not give a login for ghcr.io: it could not be started',
    );
  });
});
