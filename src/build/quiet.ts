import { describeEnd, type Run, succeeded } from '../system/process.ts';
import { EventReader } from './events.ts';
import { type BuildLog, Recorder } from './log.ts';

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

/** How long it may take, in milliseconds, before it is given up. */
export interface QuietLimits {
  /** Without a word. */
  readonly idle: number;
  /** In all. */
  readonly total?: number;
}

/** Runs a build of our own beside the one asked for: not shown, and a failure costs no more than what it was for. */
export async function buildQuietly(
  run: Run,
  { buildx, args, env, cwd }: QuietBuild,
  { idle, total }: QuietLimits,
): Promise<QuietOutcome> {
  const reader = new EventReader();
  const recorder = new Recorder();
  const late = new AbortController();
  const giveUp = (why: string) => late.abort(new Late(why));
  const silence = setTimeout(() => giveUp(`nothing moved for ${idle / 1000} s`), idle);
  const end = total && setTimeout(() => giveUp(`it was not done within ${total / 1000} s`), total);
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
    const said = log.text.findLast((line) => line.startsWith('ERROR:'));
    return { log, problem: failed ?? (succeeded(finished) ? undefined : (said ?? describeEnd(finished))) };
  } catch (error) {
    if (!(error instanceof Late)) throw error;
    return { log: recorder.log(), problem: error.message };
  } finally {
    clearTimeout(silence);
    clearTimeout(end);
  }
}

class Late extends Error {}
