import { RENEW } from '../clients/docker/buildx.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError, HungError } from '../model/errors.ts';
import { CACHE_EXPORT_TOTAL_MS } from '../runtime/limits.ts';
import { type Finished, type Run, succeeded } from '../runtime/process.ts';
import type { Export } from '../store/store.ts';
import { type BuildLog, BuildLogRecorder } from './build-log.ts';
import { EventReader } from './events.ts';
import { ExportProgress } from './export-progress.ts';
import { describeFailedBuild } from './failure.ts';
import { IDLE_TIMEOUTS, IdleWatch } from './idle-watch.ts';
import { ProgressLines } from './progress-lines.ts';

/** Result of a build. */
export type BuildOutcome = SuccessfulBuild | FailedBuild;

/** All results are exported. A cache may still be written. */
export interface SuccessfulBuild {
  readonly ok: true;
  /** The log until the results were exported. */
  readonly log: BuildLog;
  /** True if buildx has exited too. */
  readonly hasEnded: boolean;
  /** Image digest of each command, as BuildKit reports it. All are known if buildx is still running. */
  readonly digests: readonly (Digest | undefined)[];
  /** Rejects if the job is cancelled or times out before buildx exits. */
  readonly end: Promise<BuildEnd>;
}

/** The end of a successful build. */
export interface BuildEnd {
  readonly log: BuildLog;
  /** Standard output of buildx: the output of `call`. */
  readonly answer: string;
  /** Why buildx failed after the export, in one sentence. Then the cache is incomplete, and buildx wrote no metadata. */
  readonly problem: string | undefined;
}

export interface FailedBuild {
  readonly ok: false;
  readonly log: BuildLog;
  readonly finished: Finished;
}

/** One buildx command: its arguments and the exports in them. */
interface BuildxCommand {
  readonly args: readonly string[];
  readonly exports: readonly Export[];
}

export interface BuildOptions {
  readonly buildx: string;
  readonly commands: readonly BuildxCommand[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Set if the build has one platform. Its steps do not name the platform. */
  readonly onlyPlatform: string | undefined;
  readonly print: (line: string) => void;
  /** Removes secrets from names of steps and from errors, before these are shortened and escaped. */
  readonly redact: (text: string) => string;
  /** Called at the start, with a function that returns the log so far. */
  readonly onStart?: ((readLog: () => BuildLog) => void) | undefined;
  /** Called when the image has its name in the builder's image store. buildx is still running. */
  readonly onImageNamed?: (() => void) | undefined;
}

/** Interval in milliseconds at which lines about silent steps are printed. They are late by this at most. */
const TICK_MS = 1_000;

/** Timeouts in milliseconds: for writing the cache after everything else is exported, and for steps that wait for a registry. */
const TIMEOUTS = { cache: CACHE_EXPORT_TOTAL_MS, idle: IDLE_TIMEOUTS };

/**
 * Runs buildx, prints its progress and records the log. Several commands run in parallel, because each has its own
 * machine. They are printed and recorded as one build for several platforms: every step names its platform. The first
 * command that fails stops the others and is the one reported.
 *
 * The image can be verified and published before its cache is written. An error of the cache after that does not fail the
 * build.
 * @throws HungError if a registry does not respond in time. CacheHung if a cache does not.
 */
export async function build(
  run: Run,
  { buildx, commands, env, cwd, onlyPlatform, print, redact, onStart, onImageNamed }: BuildOptions,
  timeouts = TIMEOUTS,
): Promise<BuildOutcome> {
  const recorder = new BuildLogRecorder(onlyPlatform);
  onStart?.(() => recorder.log());
  const lines = new ProgressLines(onlyPlatform);
  const printAll = (some: readonly string[]) => {
    for (const line of some) print(line);
  };
  const ticker = setInterval(() => printAll(lines.tick(performance.now())), TICK_MS).unref();
  const exportProgress = commands.map(({ exports }) => new ExportProgress(exports));
  const isExported = () => exportProgress.every((each) => each.isExported);
  // the events do not show when exported files are complete on this machine
  const exportsOnlyImages = commands.every(({ exports }) => exports.every(({ type }) => type === 'image'));
  const exported = Promise.withResolvers<void>();
  const abortion = new AbortController();
  const watch = new IdleWatch(({ message, isCache }) => {
    const Kind = isCache ? CacheHung : HungError;
    abortion.abort(isExported() ? new CacheTimeout(message) : new Kind(message, { hint: HUNG_HINT }));
  }, timeouts.idle);
  let cacheTimer: NodeJS.Timeout | undefined;
  let isNamed = false;
  let hasEvents = false;
  const checkProgress = () => {
    if (!isNamed && exportProgress.every((each) => each.isNamed)) {
      isNamed = true;
      onImageNamed?.();
    }
    if (cacheTimer !== undefined || !isExported()) return;
    const message = `not done within ${timeouts.cache / 1000} s`;
    cacheTimer = setTimeout(() => abortion.abort(new CacheTimeout(message)), timeouts.cache);
    if (exportsOnlyImages && exportProgress.every(({ digest }) => digest !== undefined)) exported.resolve();
  };
  const addEvents = (events: ReturnType<EventReader['push']>, progress: ExportProgress) => {
    // events of commands that were aborted do not describe the build
    for (const event of abortion.signal.aborted ? [] : events) {
      hasEvents ||= event.type === 'step';
      if (!hasEvents && event.type === 'text' && TEXT_PROGRESS.test(event.line)) abortion.abort(textProgressError());
      recorder.add(event);
      progress.add(event);
      watch.add(event);
      printAll(lines.add(event, performance.now()));
    }
    checkProgress();
  };
  const runBuildx = async ({ args }: BuildxCommand, progress: ExportProgress) => {
    const reader = new EventReader(redact);
    const finished = await run({
      program: buildx,
      args,
      env,
      cwd,
      signal: abortion.signal,
      onStderr: (chunk) => addEvents(reader.push(chunk), progress),
    });
    addEvents(reader.end(), progress);
    if (!succeeded(finished)) abortion.abort(finished);
    return finished;
  };
  const runAll = async (): Promise<BuildEnd | FailedBuild> => {
    try {
      const ends = await Promise.all(
        commands.map((command, i) =>
          runBuildx(command, exportProgress[i] as ExportProgress).catch((error: unknown) => abortion.abort(error)),
        ),
      );
      const finished: Finished | Error = abortion.signal.reason ?? ends[0];
      const isBuilt = isExported() || (!(finished instanceof Error) && succeeded(finished));
      printAll(lines.end(isBuilt));
      const log = recorder.log();
      if (finished instanceof CacheTimeout) return { log, answer: '', problem: finished.message };
      if (finished instanceof Error) throw finished;
      if (succeeded(finished)) return { log, answer: finished.stdout, problem: undefined };
      if (!isExported()) return { ok: false, log, finished };
      return { log, answer: '', problem: describeFailedBuild(log, finished) };
    } finally {
      watch.end();
      clearTimeout(cacheTimer);
      clearInterval(ticker);
    }
  };
  const all = runAll();
  const first = await Promise.race([exported.promise, all]);
  if (first !== undefined && 'ok' in first) return first;
  // a build that has exported its results cannot become a FailedBuild
  const end = all as Promise<BuildEnd>;
  end.catch(() => undefined); // reported where it is awaited
  const digests = exportProgress.map(({ digest }) => digest);
  return { ok: true, log: recorder.log(), hasEnded: first !== undefined, digests, end };
}

const HUNG_HINT =
  'The registry or the connection to it does not respond: check the status of the registry and the proxy, then run the job again.';

/** A step in the text progress of buildx before 0.12, which prints text for every progress mode that it does not know. */
const TEXT_PROGRESS = /^#\d+ /;

function textProgressError(): ActionError {
  const message = 'the installed buildx is too old: it reports progress as text, not as JSON events';
  return new ActionError(message, { hint: RENEW });
}

/** A cache did not respond in time. The build can run without it. */
export class CacheHung extends HungError {}

/** The cache was not written in time after everything else was exported. */
class CacheTimeout extends Error {}
