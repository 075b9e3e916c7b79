import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildxFolder, installedBuildx, recordedBuilder, requireVersion } from '../../../src/system/docker/buildx.ts';
import { files } from '../../../src/system/files.ts';
import { type Run, run } from '../../../src/system/process.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'buildx-'));
});
afterEach(() => rm(home, { recursive: true }));

async function program(name: string, says = ''): Promise<string> {
  const path = join(home, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${says}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('the installed buildx', () => {
  // nothing outside of the folder is seen, whatever is installed for all users
  const find = async () => {
    const path = installedBuildx(
      { PATH: `/nowhere:${home}/bin`, HOME: home },
      (file) => file.startsWith(home) && files.isFile(file),
      files.readOptional,
    );
    await requireVersion(path, run);
    return path;
  };
  const version = (text: string) => `echo github.com/docker/buildx ${text} 28f6246`;

  test.each(['.docker/cli-plugins/docker-buildx', 'bin/docker-buildx'])('in %s', async (name) => {
    await program('bin/docker');
    const path = await program(name, version('v0.29.1'));
    expect(await find()).toBe(path);
  });

  test('in a folder that the config names, of a distribution’s version', async () => {
    await program('bin/docker');
    const path = await program('plugins/docker-buildx', version('0.12.0+ds1'));
    await mkdir(join(home, '.docker'), { recursive: true });
    await writeFile(
      join(home, '.docker/config.json'),
      JSON.stringify({ cliPluginsExtraDirs: [join(home, 'plugins')] }),
    );
    expect(await find()).toBe(path);
  });

  test.each([
    ['no docker', [], '', 'there is no `docker` in PATH'],
    ['no buildx', ['bin/docker'], '', 'docker is here without its plugin buildx'],
    ['an old one', ['bin/docker', 'bin/docker-buildx'], version('v0.11.2'), 'buildx v0.11.2 is too old'],
    ['a broken one', ['bin/docker', 'bin/docker-buildx'], 'exit 7', 'does not tell its version: exit status 7'],
  ])('%s', async (_, programs, says, message) => {
    for (const name of programs) await program(name, says);
    await expect(find()).rejects.toThrow(message);
  });
});

test('a buildx that hangs is not waited for without end', async () => {
  const soon: Run = (command) => run({ ...command, timeout: command.timeout && 100 });
  await expect(requireVersion(await program('docker-buildx', 'sleep 60'), soon)).rejects.toThrow(
    'does not tell its version: no end within its time limit',
  );
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
