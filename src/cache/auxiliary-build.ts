import { type BuildLog, BuildLogRecorder } from '../buildkit/build-log.ts';
import { EventReader } from '../buildkit/events.ts';
import { describeFailedBuild } from '../buildkit/failure.ts';
import { type Run, succeeded } from '../runtime/process.ts';

export interface AuxiliaryBuild {
  readonly buildx: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface AuxiliaryOutcome {
  readonly log: BuildLog;
  /** Why the build failed, in one sentence. Undefined if it succeeded. */
  readonly problem: string | undefined;
}

/**
 * Runs a build that the action needs for itself. It is not printed, and its failure does not fail the step.
 * @param idle milliseconds without output until the build is aborted.
 */
export async function runAuxiliaryBuild(
  run: Run,
  { buildx, args, env, cwd }: AuxiliaryBuild,
  idle: number,
): Promise<AuxiliaryOutcome> {
  const reader = new EventReader();
  const recorder = new BuildLogRecorder();
  const late = new AbortController();
  const silence = setTimeout(() => late.abort(new IdleTimeout(`no output for ${idle / 1000} s`)), idle);
  try {
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: late.signal,
      onStderr(chunk) {
        silence.refresh();
        for (const event of reader.push(chunk)) recorder.add(event);
      },
    });
    for (const event of reader.end()) recorder.add(event);
    const log = recorder.log();
    // a missing or unreadable cache does not fail a build
    const failed = log.steps.find(({ kind, error }) => error !== undefined && kind !== 'cache-import')?.error;
    return { log, problem: failed ?? (succeeded(finished) ? undefined : describeFailedBuild(log, finished)) };
  } catch (error) {
    if (!(error instanceof IdleTimeout)) throw error;
    return { log: recorder.log(), problem: error.message };
  } finally {
    clearTimeout(silence);
  }
}

class IdleTimeout extends Error {}
