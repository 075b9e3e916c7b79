import { join } from 'node:path';
import { ActionError } from '../errors.ts';
import { describeEnd, type Run, succeeded } from '../process.ts';
import { configFolder, contextInUse } from './endpoint.ts';
import type { EnginePlatform } from './engine.ts';

/** The first release, 0.12, with `--progress rawjson`, which the build's events are read from. */
const OLDEST_MINOR = 12;

// where the docker CLI looks for plugins, after its config's own: https://github.com/docker/cli/blob/master/cli-plugins/manager
const SYSTEM_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

/** How long its version is waited for, in milliseconds: it says what is compiled in. */
const PATIENCE = 30_000;

/** The path of the buildx that `docker buildx` would run, without asking docker. */
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
  ].find(isFile);
}

function extraFolders(config: string | undefined): readonly string[] {
  try {
    const extra: unknown = JSON.parse(config ?? '{}').cliPluginsExtraDirs;
    return Array.isArray(extra) ? extra.map(String) : [];
  } catch {
    return [];
  }
}

/** @throws ActionError where the docker CLI is missing. */
export function requireDocker(env: NodeJS.ProcessEnv, isFile: (path: string) => boolean): void {
  if ((env.PATH ?? '').split(':').some((folder) => isFile(join(folder, 'docker')))) return;
  throw new ActionError('there is no `docker` in PATH', {
    hint: 'Install the Docker CLI on the runner: https://docs.docker.com/engine/install/',
  });
}

/**
 * The path of the installed buildx. Called directly it starts in 50 ms; as `docker buildx` in 135.
 * @throws ActionError where docker or buildx is missing.
 */
export function installedBuildx(
  env: NodeJS.ProcessEnv,
  isFile: (path: string) => boolean,
  readText: (path: string) => string | undefined,
): string {
  requireDocker(env, isFile);
  const path = findBuildx(env, isFile, readText);
  if (path !== undefined) return path;
  throw new ActionError('docker is here without its plugin buildx', {
    hint: 'Install docker-buildx-plugin on the runner: https://docs.docker.com/build/install-buildx/',
  });
}

/** @throws ActionError where a buildx is too old, or does not tell how old it is. */
export async function requireVersion(path: string, run: Run): Promise<void> {
  const finished = await run({ program: path, args: ['version'], timeout: PATIENCE });
  const version = /\bv?(\d+)\.(\d+)\.\d+\S*/.exec(finished.stdout);
  if (!succeeded(finished) || version === null) {
    throw new ActionError(`${path} does not tell its version: ${describeEnd(finished)}`, {
      hint: 'Install buildx again.',
      output: finished.stderr,
    });
  }
  const [text, major, minor] = version;
  if (Number(major) === 0 && Number(minor) < OLDEST_MINOR) {
    throw new ActionError(`buildx ${text} is too old`, {
      hint: `Install 0.${OLDEST_MINOR} or later, which tells its progress as events.`,
    });
  }
}

export type BuilderDriver = 'docker' | 'docker-container' | 'remote' | 'kubernetes';

/** The container of a builder's node, whose own name begins with the builder's: https://github.com/docker/buildx/blob/master/driver/manager.go */
export function containerOf(node: string): string {
  return `buildx_buildkit_${node}`;
}

/** buildx's own folder: https://docs.docker.com/build/building/variables/#buildx_config */
export function buildxFolder(env: NodeJS.ProcessEnv): string {
  return env.BUILDX_CONFIG || join(configFolder(env), 'buildx');
}

/** A builder as buildx has recorded it: https://github.com/docker/buildx/blob/master/store/nodegroup.go */
export interface RecordedBuilder {
  readonly driver: BuilderDriver;
  readonly nodes: readonly RecordedNode[];
}

export interface RecordedNode {
  /** An address, or a Docker context. */
  readonly endpoint: string;
  /** Those it was given by name. */
  readonly platforms: readonly EnginePlatform[];
}

/**
 * Reads buildx's record of a builder, under its name in lower case. The engine's own has none, by whichever name it goes:
 * `default`, or that of the docker context in use. `undefined`: there is no such builder.
 */
export function recordedBuilder(
  name: string,
  env: NodeJS.ProcessEnv,
  readText: (path: string) => string | undefined,
): RecordedBuilder | undefined {
  if (name === 'default' || name === contextInUse(env, readText)) return { driver: 'docker', nodes: [] };
  const text = readText(join(buildxFolder(env), 'instances', name.toLowerCase()));
  if (text === undefined) return undefined;
  const { Driver, Nodes } = JSON.parse(text) as {
    Driver: BuilderDriver;
    Nodes: readonly { Endpoint: string; Platforms: readonly EnginePlatform[] | null }[] | null;
  };
  return {
    driver: Driver,
    nodes: (Nodes ?? []).map(({ Endpoint, Platforms }) => ({ endpoint: Endpoint, platforms: Platforms ?? [] })),
  };
}
