import { EventReader } from '../buildkit/events.ts';
import { endOf } from '../buildkit/failure.ts';
import { type BuildLog, Recorder } from '../buildkit/log.ts';
import { type Run, succeeded } from '../runtime/process.ts';

export interface QuietBuild {
  readonly buildx: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface QuietOutcome {
  readonly log: BuildLog;
  /** What went wrong, in one sentence; `undefined`: nothing. */
  readonly problem: string | undefined;
}

/**
 * Runs a build of our own beside the one asked for: not shown, and a failure costs no more than what it was for.
 * @param idle milliseconds without a word, after which it is given up.
 */
export async function buildQuietly(
  run: Run,
  { buildx, args, env, cwd }: QuietBuild,
  idle: number,
): Promise<QuietOutcome> {
  const reader = new EventReader();
  const recorder = new Recorder();
  const late = new AbortController();
  const silence = setTimeout(() => late.abort(new Late(`nothing moved for ${idle / 1000} s`)), idle);
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
    // a cache that is not there, or cannot be read, fails no build
    const failed = log.steps.find(({ kind, error }) => error !== undefined && kind !== 'cache-import')?.error;
    return { log, problem: failed ?? (succeeded(finished) ? undefined : endOf(log, finished)) };
  } catch (error) {
    if (!(error instanceof Late)) throw error;
    return { log: recorder.log(), problem: error.message };
  } finally {
    clearTimeout(silence);
  }
}

class Late extends Error {}
