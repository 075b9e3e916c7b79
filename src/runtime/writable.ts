import { accessSync, constants, statSync } from 'node:fs';
import { ActionError, messageOf } from '../model/errors.ts';

/** Files in which a step hands its results to the runner. If the runner lacks one, its variable is empty. */
const FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY'];

/**
 * Checks that the step can write its results and its own files, before it has any results. Writes nothing.
 * @throws ActionError with every variable and the reason: `GITHUB_OUTPUT (EACCES: permission denied, …)`.
 */
export function refuseUnwritable(env: Readonly<Record<string, string | undefined>>): void {
  const problems = [
    ...FILES.flatMap((name) => problemOf(name, env[name], false)),
    ...problemOf('RUNNER_TEMP', env.RUNNER_TEMP, true),
  ];
  if (problems.length === 0) return;
  throw new ActionError(`the step cannot write to paths set by the runner: ${problems.join(', ')}`, {
    hint: 'Let the user of the runner write these. Look for an earlier step that removed them or changed their owner, and for a read-only mount.',
  });
}

function problemOf(name: string, path: string | undefined, isFolder: boolean): readonly string[] {
  if (!path) return [];
  try {
    if (statSync(path).isDirectory() !== isFolder) return [`${name} (${path} is ${isFolder ? 'no' : 'a'} folder)`];
    accessSync(path, isFolder ? constants.W_OK | constants.X_OK : constants.W_OK);
    return [];
  } catch (error) {
    return [`${name} (${messageOf(error)})`];
  }
}
