import { join } from 'node:path';
import * as v from 'valibot';
import { ActionError } from '../../model/errors.ts';
import { readJson } from '../../model/json.ts';
import { configFolder } from './endpoint.ts';

// folders in which the Docker CLI looks for plugins, after its config's own: https://github.com/docker/cli/blob/master/cli-plugins/manager
const SYSTEM_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** The path of the buildx that `docker buildx` would run. Does not start docker. */
function findBuildx(
  env: NodeJS.ProcessEnv,
  isFile: (path: string) => boolean,
  readText: (path: string) => string | undefined,
): string | undefined {
  const config = configFolder(env);
  const folders = [
    join(config, 'cli-plugins'),
    ...extraFolders(readText(join(config, 'config.json'))),
    ...SYSTEM_FOLDERS,
  ];
  const inPath = (env.PATH ?? '').split(':').filter((folder) => folder !== '');
  return [
    ...folders.map((folder) => join(folder, 'docker-buildx')),
    ...inPath.map((folder) => join(folder, 'docker-buildx')),
    // the standalone binary, which images of runners without Docker have
    ...inPath.map((folder) => join(folder, 'buildx')),
  ].find(isFile);
}

const CONFIG = v.object({ cliPluginsExtraDirs: v.array(v.string()) });

function extraFolders(config: string | undefined): readonly string[] {
  return readJson(CONFIG, config ?? '{}')?.cliPluginsExtraDirs ?? [];
}

/** The path of the Docker CLI. Undefined if it is not in PATH. */
export function findDocker(
  env: Readonly<Record<string, string | undefined>>,
  isFile: (path: string) => boolean,
): string | undefined {
  return (env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, 'docker'))
    .find(isFile);
}

/**
 * @param need the input that calls the Docker CLI: `load`.
 * @throws ActionError if PATH has no `docker`.
 */
export function requireDocker(need: string, env: NodeJS.ProcessEnv, isFile: (path: string) => boolean): void {
  if (findDocker(env, isFile) !== undefined) return;
  throw new ActionError(`${need} needs the Docker CLI: \`docker\` is not in PATH`, {
    hint: 'Install the Docker CLI on the runner: https://docs.docker.com/engine/install/',
  });
}

/**
 * The path of the installed buildx. Called directly it starts in 50 ms; as `docker buildx` in 135 ms.
 * @throws ActionError if buildx is not installed.
 */
export function installedBuildx(
  env: NodeJS.ProcessEnv,
  isFile: (path: string) => boolean,
  readText: (path: string) => string | undefined,
): string {
  const path = findBuildx(env, isFile, readText);
  if (path !== undefined) return path;
  throw new ActionError(
    "buildx is not installed: neither `docker-buildx` in a folder of Docker's plugins, nor `docker-buildx` or `buildx` in PATH",
    {
      hint: 'Set `buildx-version: latest` to fetch it, or install docker-buildx-plugin on the runner: https://docs.docker.com/build/install-buildx/',
    },
  );
}

/** buildx's message about an unknown option: https://github.com/spf13/pflag/blob/master/errors.go */
export const UNKNOWN_OPTION: RegExp = /\bunknown flag: (--[\w-]+)/;

/** Names the first release with all options that this action uses: `build --call` and `imagetools create --prefer-index` came last. */
export const RENEW = 'Install buildx 0.15 or later on the runner, or name a release in `buildx-version`.';

/**
 * The error if buildx's output shows that it is too old. Undefined for other output. Asking for its version would cost
 * every run a process, and say less.
 */
export function tooOld(said: string): ActionError | undefined {
  const [, option] = UNKNOWN_OPTION.exec(said) ?? [];
  return option === undefined ? undefined : new ActionError(describeTooOld(option), { hint: RENEW });
}

export function describeTooOld(option: string): string {
  return `the installed buildx does not know ${option}: it is too old`;
}

/** The container of a builder's node. The node's name begins with the builder's: https://github.com/docker/buildx/blob/master/driver/manager.go */
export function containerOf(node: string): string {
  return `buildx_buildkit_${node}`;
}

/** buildx's own folder: https://docs.docker.com/build/building/variables/#buildx_config */
export function buildxFolder(env: NodeJS.ProcessEnv): string {
  return env.BUILDX_CONFIG || join(configFolder(env), 'buildx');
}
