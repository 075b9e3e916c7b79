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

/** Runs a build of our own beside the one asked for: not shown, and a failure costs no more than what it was for. */
export async function buildQuietly(
  run: Run,
  { buildx, args, env, cwd }: QuietBuild,
  /** After so long without a word, in milliseconds, it is given up. */
  patience: number,
): Promise<QuietOutcome> {
  const reader = new EventReader();
  const recorder = new Recorder();
  const idle = new AbortController();
  const tooLong = new Error(`nothing moved for ${patience / 1000} s`);
  const timer = setTimeout(() => idle.abort(tooLong), patience);
  try {
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: idle.signal,
      onStderr(chunk) {
        timer.refresh();
        for (const event of reader.push(chunk)) recorder.add(event);
      },
    });
    for (const event of reader.end()) recorder.add(event);
    const log = recorder.log();
    const failed = log.steps.find(({ error }) => error !== undefined)?.error;
    const said = log.text.findLast((line) => line.startsWith('ERROR:'));
    return { log, problem: failed ?? (succeeded(finished) ? undefined : (said ?? describeEnd(finished))) };
  } catch (error) {
    if (error !== tooLong) throw error;
    return { log: recorder.log(), problem: tooLong.message };
  } finally {
    clearTimeout(timer);
  }
}
