import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildxFolder, installedBuildx, recordedBuilder, tooOld } from '../../../src/system/docker/buildx.ts';
import { files } from '../../../src/system/files.ts';

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
  // nothing outside of the folder is seen, whatever is installed for all users
  const find = () =>
    installedBuildx(
      { PATH: `/nowhere:${home}/bin`, HOME: home },
      (file) => file.startsWith(home) && files.isFile(file),
      files.readOptional,
    );

  test.each(['.docker/cli-plugins/docker-buildx', 'bin/docker-buildx'])('in %s', async (name) => {
    await program('bin/docker');
    const path = await program(name);
    expect(find()).toBe(path);
  });

  test('in a folder that the config names', async () => {
    await program('bin/docker');
    const path = await program('plugins/docker-buildx');
    await mkdir(join(home, '.docker'), { recursive: true });
    await writeFile(
      join(home, '.docker/config.json'),
      JSON.stringify({ cliPluginsExtraDirs: [join(home, 'plugins')] }),
    );
    expect(find()).toBe(path);
  });

  test.each([
    ['no docker', [], 'there is no `docker` in PATH'],
    ['no buildx', ['bin/docker'], 'docker is here without its plugin buildx'],
  ])('%s', async (_, programs, message) => {
    for (const name of programs) await program(name);
    expect(find).toThrow(message);
  });
});

test.each([
  ['ERROR: unknown flag: --prefer-index\n', 'the installed buildx does not know --prefer-index: it is too old'],
  ['ERROR: denied', undefined],
])('a buildx that is too old is known by what it says: %s', (said, message) => {
  expect(tooOld(said)?.message).toBe(message);
});

test.each([
  [{ HOME: '/me' }, '/me/.docker/buildx'],
  [{ HOME: '/me', DOCKER_CONFIG: '/cfg' }, '/cfg/buildx'],
  [{ HOME: '/me', BUILDX_CONFIG: '/buildx' }, '/buildx'],
])("buildx's folder: %o", (env, folder) => {
  expect(buildxFolder(env)).toBe(folder);
});

const ARM64 = { os: 'linux', architecture: 'arm64' };
const FARM = {
  Name: 'farm',
  Driver: 'remote',
  Nodes: [
    { Name: 'a', Endpoint: 'tcp://a:1', Platforms: null },
    { Name: 'b', Endpoint: 'tcp://b:1', Platforms: [ARM64] },
  ],
};

test.each([
  ['default', { driver: 'docker', nodes: [] }],
  ['mine', { driver: 'docker', nodes: [] }],
  ...['farm', 'Farm'].map((name): [string, object] => [
    name,
    {
      driver: 'remote',
      nodes: [
        { endpoint: 'tcp://a:1', platforms: [] },
        { endpoint: 'tcp://b:1', platforms: [ARM64] },
      ],
    },
  ]),
  ['other', undefined],
  ['nobodys', undefined],
])('what is recorded of the builder %s', (name, recorded) => {
  const files: Readonly<Record<string, string>> = {
    '/buildx/instances/farm': JSON.stringify(FARM),
    '/me/.docker/config.json': '{"currentContext":"mine"}',
  };
  const env = { HOME: '/me', BUILDX_CONFIG: '/buildx' };
  expect(recordedBuilder(name, env, (path) => files[path])).toEqual(recorded);
});
