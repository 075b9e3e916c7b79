import { lstat, mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { makeFolder } from '../../src/setup/folder.ts';
import { withLogins, writeLogins } from '../../src/setup/login.ts';

const ALICE = { registry: 'ghcr.io', username: 'alice', password: 'won:der' };
const HERS = { auth: Buffer.from('alice:won:der').toString('base64') };
const HUB = 'https://index.docker.io/v1/';

describe('a docker config with logins', () => {
  test.each<[string, object, object]>([
    ['none before', {}, { auths: { 'ghcr.io': HERS } }],
    [
      'others and settings stay',
      { auths: { 'quay.io': { auth: 'x' } }, proxies: { default: {} } },
      { auths: { 'quay.io': { auth: 'x' }, 'ghcr.io': HERS }, proxies: { default: {} } },
    ],
    ['the given one wins', { auths: { 'ghcr.io': { identitytoken: 'x' } } }, { auths: { 'ghcr.io': HERS } }],
    [
      'a store is put out of the way, for that registry',
      { credsStore: 'desktop' },
      { credsStore: 'desktop', auths: { 'ghcr.io': HERS }, credHelpers: { 'ghcr.io': '' } },
    ],
    [
      'a helper is put out of the way, others stay',
      { credHelpers: { 'ghcr.io': 'gh', 'gcr.io': 'gcloud' } },
      { auths: { 'ghcr.io': HERS }, credHelpers: { 'ghcr.io': '', 'gcr.io': 'gcloud' } },
    ],
  ])('%s', (_, config, expected) => {
    expect(withLogins({ ...config }, [ALICE])).toEqual(expected);
  });

  test('Docker Hub has a key of its own', () => {
    expect(withLogins({}, [{ ...ALICE, registry: 'docker.io' }])).toEqual({ auths: { [HUB]: HERS } });
  });

  test('the given config is not changed', () => {
    const config = { auths: { 'quay.io': {} }, credHelpers: { 'gcr.io': 'gcloud' } };
    const before = structuredClone(config);
    withLogins(config, [ALICE]);
    expect(config).toEqual(before);
  });
});

test.each([
  ['none', undefined],
  ['a broken one', '{"auths":'],
])('is written for nobody else to read, beside links to what docker looks for: from %s', async (_, own) => {
  const path = await mkdtemp(join(tmpdir(), 'login-'));
  try {
    const folder = await makeFolder(path, 'id', () => () => {});
    await writeLogins([ALICE], folder, '/home/me/.docker', own);
    const file = join(folder.docker, 'config.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ auths: { 'ghcr.io': HERS } });
    expect((await lstat(file)).mode & 0o777).toBe(0o600);
    expect(await readlink(join(folder.docker, 'contexts'))).toBe('/home/me/.docker/contexts');
  } finally {
    await rm(path, { recursive: true });
  }
});
