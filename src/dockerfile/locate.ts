import { relative } from 'node:path';
import type { Environment } from '../model/job.ts';
import type { BuildRequest } from '../model/request.ts';
import { MAX_DOCKERFILE_BYTES } from '../runtime/limits.ts';
import { givenArguments } from './build-arguments.ts';
import { type Dockerfile, readDockerfile } from './read.ts';
import type { Unreadable } from './unreadable.ts';

/** How the Dockerfile is named to the user: its path in the workspace, where it is there. */
export function dockerfileName({ dockerfile, file }: BuildRequest, workspace: string): string {
  if (dockerfile === undefined) return file ?? 'Dockerfile';
  const inside = relative(workspace, dockerfile);
  return inside.startsWith('..') ? dockerfile : inside;
}

/**
 * Reads the Dockerfile of a build, as far as it is available on this machine.
 * @param readText reads so many bytes from the start of a file. Undefined if there is no file.
 */
export function locateDockerfile(
  { context, dockerfile, buildArgs }: BuildRequest,
  env: Environment,
  readText: (path: string, bytes: number) => string | undefined,
): Dockerfile | Unreadable {
  if (context.kind === 'git') {
    const isGit = !/^https?:/i.test(context.url) || /\.git([#?]|$)/.test(context.url);
    return { unreadable: isGit ? 'it comes with a Git context' : 'it is at the URL that is the context' };
  }
  const text = dockerfile === undefined ? undefined : readText(dockerfile, MAX_DOCKERFILE_BYTES + 1);
  if (text === undefined) return { unreadable: 'it is not on this machine' };
  return readDockerfile(text, givenArguments(buildArgs, env).findLast(({ name }) => name === 'BUILDKIT_SYNTAX')?.value);
}
