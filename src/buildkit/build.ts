import { RENEW } from '../clients/docker/buildx.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError, HungError } from '../model/errors.ts';
import { CACHE_EXPORT_TOTAL_MS } from '../runtime/limits.ts';
import { type Finished, type Run, succeeded } from '../runtime/process.ts';
import type { Export } from '../store/store.ts';
import { Display } from './display.ts';
import { EventReader } from './events.ts';
import { endOf } from './failure.ts';
import { IdleWatch, PATIENCE } from './idle.ts';
import { type BuildLog, Recorder } from './log.ts';
import { Making } from './making.ts';

/** What came of a build. */
export type BuildOutcome = MadeBuild | FailedBuild;

/** All that was to be made is there; a cache may still be being written. */
export interface MadeBuild {
  readonly ok: true;
  /** What has happened until now. */
  readonly log: BuildLog;
  /** Whether buildx has come to its end too. */
  readonly hasEnded: boolean;
  /** Of the image of each call, as BuildKit tells it; with buildx at work still, all are known. */
  readonly digests: readonly (Digest | undefined)[];
  /** Rejects where the job is cancelled meanwhile, or its time is up. */
  readonly ended: Promise<BuildEnd>;
}

/** The end of a build that made what it was to make. */
export interface BuildEnd {
  readonly log: BuildLog;
  /** What buildx printed on its standard output: the answer to `call`. */
  readonly answer: string;
  /** Why it did not end in order, in one sentence, in which case it has told no metadata: the cache is not there whole. */
  readonly problem: string | undefined;
}

export interface FailedBuild {
  readonly ok: false;
  readonly log: BuildLog;
  readonly finished: Finished;
}

/** One call of buildx: its arguments, and what they let it export. */
export interface BuildCall {
  readonly args: readonly string[];
  readonly exports: readonly Export[];
}

export interface BuildProcess {
  readonly buildx: string;
  readonly calls: readonly BuildCall[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Set where one platform is built: its steps do not name it. */
  readonly onlyPlatform: string | undefined;
  readonly print: (line: string) => void;
  /** Names of steps are cut and escaped later, so what is secret in them goes where they come in. */
  readonly hide: (text: string) => string;
  /** Called when the image can be looked at where it goes, while buildx is still at work on it. */
  readonly onNamed?: (() => void) | undefined;
}

/** How long the cache may take when all else is there, and how long what needs a registry may be silent; in milliseconds. */
const LIMITS = { cache: CACHE_EXPORT_TOTAL_MS, patience: PATIENCE };

/**
 * Runs buildx, shows its progress as it comes and keeps what the report needs. Several calls run side by side, since each
 * has a machine of its own, and are shown and kept as one build for several platforms: every step names its own. The first
 * that fails ends the others, and is the one that is told of.
 *
 * An image is there for proof and publishing before its cache is written, and whatever becomes of the cache from then on
 * costs no more than itself.
 * @throws HungError where a registry says nothing for too long, CacheHung where a cache does not.
 */
export async function build(
  run: Run,
  { buildx, calls, env, cwd, onlyPlatform, print, hide, onNamed }: BuildProcess,
  limits = LIMITS,
): Promise<BuildOutcome> {
  const recorder = new Recorder(onlyPlatform);
  const display = new Display();
  const making = calls.map(({ exports }) => new Making(exports));
  const isMade = () => making.every(({ isDone }) => isDone);
  // of files nobody tells when they are whole on this side
  const isEarly = calls.every(({ exports }) => exports.every(({ type }) => type === 'image'));
  const made = Promise.withResolvers<void>();
  const over = new AbortController();
  const watch = new IdleWatch(({ message, ofCache }) => {
    const Kind = ofCache ? CacheHung : HungError;
    over.abort(isMade() ? new CacheGivenUp(message) : new Kind(message, { hint: HUNG }));
  }, limits.patience);
  let limit: NodeJS.Timeout | undefined;
  let isNamed = false;
  let hasEvents = false;
  const look = () => {
    if (!isNamed && making.every((call) => call.isNamed)) {
      isNamed = true;
      onNamed?.();
    }
    if (limit !== undefined || !isMade()) return;
    const why = `it was not done within ${limits.cache / 1000} s`;
    limit = setTimeout(() => over.abort(new CacheGivenUp(why)), limits.cache);
    if (isEarly && making.every(({ digest }) => digest !== undefined)) made.resolve();
  };
  const take = (events: ReturnType<EventReader['push']>, call: Making) => {
    // what is said by those that are ended is not what happened
    for (const event of over.signal.aborted ? [] : events) {
      hasEvents ||= event.type === 'step';
      if (!hasEvents && event.type === 'text' && AS_TEXT.test(event.line)) over.abort(unreadable());
      recorder.add(event);
      call.add(event);
      watch.add(event);
      for (const line of display.add(event)) print(line);
    }
    look();
  };
  const runCall = async ({ args }: BuildCall, call: Making) => {
    const reader = new EventReader(hide);
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: over.signal,
      onStderr: (chunk) => take(reader.push(chunk), call),
    });
    take(reader.end(), call);
    if (!succeeded(finished)) over.abort(finished);
    return finished;
  };
  const toEnd = async (): Promise<BuildEnd | FailedBuild> => {
    try {
      const ends = await Promise.all(
        calls.map((call, i) => runCall(call, making[i] as Making).catch((error: unknown) => over.abort(error))),
      );
      const finished: Finished | Error = over.signal.reason ?? ends[0];
      const log = recorder.log();
      if (finished instanceof CacheGivenUp) return { log, answer: '', problem: finished.message };
      if (finished instanceof Error) throw finished;
      if (succeeded(finished)) return { log, answer: finished.stdout, problem: undefined };
      if (!isMade()) return { ok: false, log, finished };
      return { log, answer: '', problem: endOf(log, finished) };
    } finally {
      watch.end();
      clearTimeout(limit);
    }
  };
  const end = toEnd();
  const first = await Promise.race([made.promise, end]);
  if (first !== undefined && 'ok' in first) return first;
  // what has made its result cannot fail any more
  const ended = end as Promise<BuildEnd>;
  ended.catch(() => undefined); // told where it is waited for
  const digests = making.map(({ digest }) => digest);
  return { ok: true, log: recorder.log(), hasEnded: first !== undefined, digests, ended };
}

const HUNG = 'A registry or the way to it hangs: look at its state and at the proxy, then run the job again.';

/** A step as buildx before 0.12 tells of it, which takes any progress that it does not know for text. */
const AS_TEXT = /^#\d+ /;

function unreadable(): ActionError {
  const message = 'the installed buildx tells its progress as text, not as events: it is too old';
  return new ActionError(message, { hint: RENEW });
}

/** What did not come was a cache's, so that the build may do without. */
export class CacheHung extends HungError {}

/** A cache was not written in time, when all else was there. */
class CacheGivenUp extends Error {}
