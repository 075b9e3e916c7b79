import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildxFolder, installedBuildx, requireDocker, tooOld } from '../../../src/clients/docker/buildx.ts';
import { files } from '../../../src/runtime/files.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'buildx-'));
});
afterEach(() => rm(home, { recursive: true }));

async function program(name: string): Promise<string> {
  const path = join(home, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '#!/bin/sh\n');
  await chmod(path, 0o755);
  return path;
}

describe('the installed buildx', () => {
  // hides a buildx that is installed for all users
  const find = () =>
    installedBuildx(
      { PATH: `/nowhere:${home}/bin`, HOME: home },
      (file) => file.startsWith(home) && files.isFile(file),
      files.readOptional,
    );

  test.each(['.docker/cli-plugins/docker-buildx', 'bin/docker-buildx', 'bin/buildx'])(
    'is found in %s',
    async (name) => {
      const path = await program(name);
      expect(find()).toBe(path);
    },
  );

  test('is found in a folder of the config', async () => {
    await program('bin/docker');
    const path = await program('plugins/docker-buildx');
    await mkdir(join(home, '.docker'), { recursive: true });
    await writeFile(
      join(home, '.docker/config.json'),
      JSON.stringify({ cliPluginsExtraDirs: [join(home, 'plugins')] }),
    );
    expect(find()).toBe(path);
  });

  test('is reported as missing with the searched places', () => {
    expect(find).toThrow(
      /^buildx is not installed: neither `docker-buildx` in .* nor `docker-buildx` or `buildx` in PATH/,
    );
  });
});

test('reports a missing docker command with the input that needs it', () => {
  expect(() => requireDocker('load', { PATH: '/nowhere' }, () => false)).toThrow(
    'load needs the Docker CLI: `docker` is not in PATH',
  );
  requireDocker('load', { PATH: '/nowhere:/bin' }, (path) => path === '/bin/docker');
});

test.each([
  ['ERROR: unknown flag: --prefer-index\n', 'the installed buildx does not know --prefer-index: it is too old'],
  ['ERROR: denied', undefined],
])('recognizes an outdated buildx by its output: %s', (said, message) => {
  expect(tooOld(said)?.message).toBe(message);
});

test.each([
  [{ HOME: '/me' }, '/me/.docker/buildx'],
  [{ HOME: '/me', DOCKER_CONFIG: '/cfg' }, '/cfg/buildx'],
  [{ HOME: '/me', BUILDX_CONFIG: '/buildx' }, '/buildx'],
])("finds buildx's folder: %o", (env, folder) => {
  expect(buildxFolder(env)).toBe(folder);
});
