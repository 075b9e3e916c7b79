import { lstat, mkdtemp, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { makeFolder } from '../../src/session/folder.ts';
import { writeLogins } from '../../src/session/login.ts';

const ALICE = { registry: 'ghcr.io', username: 'alice', password: 'won:der' };
const HERS = { auth: Buffer.from('alice:won:der').toString('base64') };

test.each([
  ['no config', undefined],
  ['an invalid config', '{"auths":'],
])(
  'writes a config that only its owner can read, with links to the other files that docker reads: from %s',
  async (_, own) => {
    const path = await mkdtemp(join(tmpdir(), 'login-'));
    try {
      const folder = await makeFolder(path, 'id', () => () => {});
      await writeLogins([ALICE], { 'quay.io': { registrytoken: 'jwt' } }, folder, '/home/me/.docker', own);
      const file = join(folder.docker, 'config.json');
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
        auths: { 'quay.io': { registrytoken: 'jwt' }, 'ghcr.io': HERS },
      });
      expect((await lstat(file)).mode & 0o777).toBe(0o600);
      expect(await readlink(join(folder.docker, 'contexts'))).toBe('/home/me/.docker/contexts');
    } finally {
      await rm(path, { recursive: true });
    }
  },
);
