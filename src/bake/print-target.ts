import { installedBuildx } from '../clients/docker/buildx.ts';
import { WITHOUT_GIT } from '../clients/git/environment.ts';
import type { BakeInputs } from '../inputs/bake.ts';
import { ActionError } from '../model/errors.ts';
import type { Job } from '../model/job.ts';
import { Wrong } from '../model/wrong.ts';
import { childEnvironment } from '../runtime/environment.ts';
import type { files } from '../runtime/files.ts';
import { BAKE_READ_MS } from '../runtime/limits.ts';
import { describeEnd, lastError, type Run, succeeded } from '../runtime/process.ts';

/** The parts of the machine that reading a target needs. */
export interface Machine {
  readonly run: Run;
  readonly files: Pick<typeof files, 'isFile' | 'readOptional'>;
}

/**
 * Has buildx compute the target of a bake file. It reads the files and the variables of the step, without a build, and
 * needs no Docker Engine. The inputs, and tokens for this action alone, are not among its variables.
 * @returns JSON.
 */
export async function printTarget(
  { files: paths, target }: BakeInputs,
  job: Job,
  { run, files }: Machine,
): Promise<string | { readonly input: 'bake-file' | 'bake-target'; readonly wrong: Wrong }> {
  const buildx = findBuildx(job, files);
  if (buildx instanceof Wrong) return { input: 'bake-target', wrong: buildx };
  const finished = await run({
    program: buildx,
    args: ['bake', '--print', '--progress=plain', ...paths.map((path) => `--file=${path}`), '--', target],
    env: { ...childEnvironment(job.env), ...WITHOUT_GIT },
    cwd: job.workspace,
    timeout: BAKE_READ_MS,
  });
  if (succeeded(finished)) return finished.stdout;
  const why = lastError(finished.stderr) ?? describeEnd(finished);
  const input = /failed to find target/.test(why) ? 'bake-target' : 'bake-file';
  const hint = `run \`docker buildx bake --print ${target}\` in the checkout to see it`;
  return { input, wrong: new Wrong(`buildx cannot read the target ${target}: ${why}`, hint) };
}

function findBuildx(job: Job, { isFile, readOptional }: Machine['files']): string | Wrong {
  try {
    return installedBuildx(job.env, isFile, readOptional);
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    const hint =
      'install docker-buildx-plugin on the runner: the action reads the bake file before it fetches a buildx';
    return new Wrong(`a bake file is read by buildx, and ${error.message}`, hint);
  }
}
