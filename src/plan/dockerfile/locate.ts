import { isAbsolute, join, relative } from 'node:path';
import type { BuildRequest } from '../../inputs/request.ts';
import { type Dockerfile, readDockerfile } from './read.ts';
import type { Unreadable } from './unreadable.ts';

/**
 * The path of a build's Dockerfile on this machine; `undefined`: it comes with a Git context.
 * @param workspace what a relative `file` starts from, as for buildx.
 */
function dockerfilePath({ context, file }: BuildRequest, workspace: string): string | undefined {
  if (context.kind === 'git') return undefined;
  if (file === undefined) return join(context.path, 'Dockerfile');
  return isAbsolute(file) ? file : join(workspace, file);
}

/** How the Dockerfile is named to the user: its path in the workspace, where it is there. */
export function dockerfileName(build: BuildRequest, workspace: string): string {
  const path = dockerfilePath(build, workspace);
  if (path === undefined) return build.file ?? 'Dockerfile';
  const inside = relative(workspace, path);
  return inside.startsWith('..') ? path : inside;
}

/** Reads the Dockerfile of a build, as far as it can be followed from here. */
export async function locateDockerfile(
  build: BuildRequest,
  workspace: string,
  readText: (path: string) => string | undefined,
): Promise<Dockerfile | Unreadable> {
  const path = dockerfilePath(build, workspace);
  if (path === undefined) return { unreadable: 'it comes with a Git context' };
  const text = readText(path);
  if (text === undefined) return { unreadable: 'it is not on this machine' };
  return readDockerfile(text, build.buildArgs.find(({ name }) => name === 'BUILDKIT_SYNTAX')?.value);
}
