import { formatBytes, formatSeconds } from '../model/units.ts';
import { FIRST_HEARTBEAT_MS, HEARTBEAT_INTERVAL_MS } from '../runtime/limits.ts';
import { busySeconds, type Interval, wasStopped } from './build-log.ts';
import { describeCacheReads } from './cache-reads.ts';
import type { BuildEvent, StatusEvent, StepEvent } from './events.ts';
import { STEP_END_WAIT_MS } from './limits.ts';
import { isInstruction, isResultStep, parseStepName, type StepName } from './step-name.ts';

/** A command of several lines is on one line here. */
const MAX_TITLE_CHARS = 160;
/** A step of BuildKit itself that took less is not printed. */
const MIN_INTERNAL_SECONDS = 1;
/** A repeated end is printed if the step took longer by this than printed before. */
const MIN_LONGER_SECONDS = 1;

interface Progress {
  name: StepName;
  readonly running: Set<string>;
  /** Vertices with a cached result. BuildKit does not mark the download of their layers as cached. */
  readonly cached: Set<string>;
  /** By vertex and start time. */
  readonly intervals: Map<string, Interval>;
  /** Bytes of layers and of the context, by status. */
  readonly bytes: Map<string, Pick<StatusEvent, 'current' | 'total'>>;
  reportedSeconds: number | undefined;
  error: string | undefined;
  /** Times of this process, not of BuildKit: the builder's clock may differ. */
  started: number | undefined;
  lastPrinted: number;
}

/** Ends of one instruction on several platforms. They are printed as one line. */
interface Ends {
  readonly since: number;
  readonly byPlatform: Map<string, string>;
}

/**
 * Formats the events of a build as lines of its log. Each line of output has its platform and step in front. One line tells
 * the end of an instruction on all platforms. Steps from the cache are counted.
 *
 * Times (`now`) are in milliseconds, of a clock that never goes back.
 */
export class ProgressLines {
  readonly #onlyPlatform: string | undefined;
  readonly #steps = new Map<string, Progress>();
  /** By the title of the instruction. */
  readonly #ends = new Map<string, Ends>();
  readonly #fromCache = new Map<string, number>();
  /** Lines of buildx that are its error message if no event follows them. */
  #text: string[] = [];
  #hasReadCaches = false;

  /** @param onlyPlatform platform of a single-platform build. Its steps do not name the platform. */
  constructor(onlyPlatform?: string) {
    this.#onlyPlatform = onlyPlatform;
  }

  /** Returns the lines to print for an event. */
  add(event: BuildEvent, now: number): readonly string[] {
    if (event.type === 'text') {
      this.#text.push(event.line);
      return [];
    }
    const text = this.#text;
    this.#text = [];
    return [...text, ...this.#add(event, now)];
  }

  /** Returns the lines to print if no event arrives: ends that waited, and steps that are silent for long. */
  tick(now: number): readonly string[] {
    const ends = [...this.#ends].filter(([, { since }]) => now - since >= STEP_END_WAIT_MS);
    return [...ends.flatMap(([title]) => this.#printEnds(title)), ...this.#heartbeats(now)];
  }

  /** @param ok false if buildx failed: its error message is then left to the error of the step. */
  end(ok: boolean): readonly string[] {
    const text = ok ? this.#text : [];
    this.#text = [];
    return [...this.#printAllEnds(), ...this.#printCached(), ...text];
  }

  #add(event: Exclude<BuildEvent, { type: 'text' }>, now: number): readonly string[] {
    switch (event.type) {
      case 'step':
        return this.#step(event, now);
      case 'output': {
        const progress = this.#progress(event.step);
        progress.lastPrinted = now;
        return [`${prefixOf(progress.name)} ${event.line}`.trimEnd()];
      }
      case 'status':
        this.#progress(event.step).bytes.set(event.id, event);
        return [];
      case 'warning':
        return []; // an annotation says it
    }
  }

  #step(event: StepEvent, now: number): readonly string[] {
    const progress = this.#progress(event.step);
    progress.name = parseStepName(event.name, this.#onlyPlatform);
    if (event.started === undefined) return [];
    if (event.completed === undefined) {
      progress.running.add(event.vertex);
      if (event.cached) progress.cached.add(event.vertex);
      progress.started ??= now;
      progress.lastPrinted = now;
      return isResultStep(progress.name) ? [...this.#printAllEnds(), ...this.#printCached()] : [];
    }
    progress.running.delete(event.vertex);
    progress.error ??= event.error;
    progress.intervals.set(`${event.vertex} ${event.started}`, { from: event.started, to: event.completed });
    const isCached = event.cached || progress.cached.has(event.vertex);
    return progress.running.size > 0 ? [] : this.#ended(event.step, progress, isCached, now);
  }

  #ended(step: string, progress: Progress, isCached: boolean, now: number): readonly string[] {
    const { name, error, intervals, reportedSeconds } = progress;
    if (name.kind === 'cache-import') return this.#cacheReads();
    const seconds = busySeconds([...intervals.values()]);
    const isFirst = reportedSeconds === undefined;
    if (!isFirst && error === undefined && seconds - reportedSeconds < MIN_LONGER_SECONDS) return [];
    progress.reportedSeconds = seconds;
    if (isCached && error === undefined) {
      const platform = name.target ?? '';
      if (isFirst && isInstruction(name)) this.#fromCache.set(platform, (this.#fromCache.get(platform) ?? 0) + 1);
      return [];
    }
    if (!isInstruction(name) && error === undefined && seconds < MIN_INTERNAL_SECONDS && !isResultStep(name)) return [];
    return this.#collect(step, name, describeEnd(progress, seconds), now);
  }

  /** Keeps the end until all platforms that run the instruction have ended, or for a while. */
  #collect(step: string, name: StepName, end: string, now: number): readonly string[] {
    const title = titleOf(name);
    const ends = this.#ends.get(title) ?? { since: now, byPlatform: new Map<string, string>() };
    this.#ends.set(title, ends);
    ends.byPlatform.set(platformOf(name) ?? '', end);
    const others = [...this.#steps].some(
      ([id, other]) => id !== step && other.running.size > 0 && titleOf(other.name) === title,
    );
    return others ? [] : this.#printEnds(title);
  }

  #printAllEnds(): readonly string[] {
    return [...this.#ends.keys()].flatMap((title) => this.#printEnds(title));
  }

  #printEnds(title: string): readonly string[] {
    const ends = this.#ends.get(title);
    this.#ends.delete(title);
    if (ends === undefined) return [];
    const all = [...ends.byPlatform].map(([platform, end]) => `${platform} ${end}`.trim());
    return [`${shorten(title)}: ${all.join(', ')}`];
  }

  #printCached(): readonly string[] {
    const counts = [...this.#fromCache];
    this.#fromCache.clear();
    return counts.map(
      ([platform, count]) =>
        `${platform === '' ? '' : `${platform}: `}${count} ${count === 1 ? 'step' : 'steps'} from cache`,
    );
  }

  /** One line for all caches, once each was read. */
  #cacheReads(): readonly string[] {
    const reads = [...this.#steps.values()].filter(({ name }) => name.kind === 'cache-import');
    if (this.#hasReadCaches || reads.some(({ intervals }) => intervals.size === 0)) return [];
    this.#hasReadCaches = true;
    return describeCacheReads(reads.map(({ name: { command }, error }) => ({ command, error })));
  }

  #heartbeats(now: number): readonly string[] {
    const silent = [...this.#steps.values()].filter(({ running, started, lastPrinted }) => {
      if (running.size === 0 || started === undefined) return false;
      return now - lastPrinted >= (lastPrinted === started ? FIRST_HEARTBEAT_MS : HEARTBEAT_INTERVAL_MS);
    });
    return silent.map((progress) => {
      const { name, started = now } = progress;
      progress.lastPrinted = now;
      const on = platformOf(name);
      const parts = [on, `running for ${formatSeconds((now - started) / 1000)}${bytesOf(progress)}`];
      return `${shorten(titleOf(name))}: ${parts.filter(Boolean).join(' ')}`;
    });
  }

  #progress(id: string): Progress {
    const known = this.#steps.get(id);
    if (known !== undefined) return known;
    const progress: Progress = {
      name: parseStepName(''),
      running: new Set(),
      cached: new Set(),
      intervals: new Map(),
      bytes: new Map(),
      reportedSeconds: undefined,
      error: undefined,
      started: undefined,
      lastPrinted: 0,
    };
    this.#steps.set(id, progress);
    return progress;
  }
}

/** `[linux/arm64 build 3/4]` */
function prefixOf(name: StepName): string {
  const { stage, index, command } = name;
  const where = [platformOf(name), stage, index].filter(Boolean).join(' ');
  return `[${where || command}]`;
}

/** `linux/arm64`, or for an instruction that runs on another platform than it builds for, `linux/amd64->linux/arm64`. */
function platformOf({ platform, target }: StepName): string | undefined {
  return platform === target ? target : `${platform}->${target}`;
}

/** `[build 3/4] RUN make`: the same for all platforms. */
function titleOf({ stage, index, command }: StepName): string {
  const where = [stage, index].filter(Boolean).join(' ');
  const line = command.replace(/@sha256:[0-9a-f]{64}/g, '');
  return where === '' || stage === 'internal' ? line : `[${where}] ${line}`;
}

function shorten(title: string): string {
  return title.length > MAX_TITLE_CHARS ? `${title.slice(0, MAX_TITLE_CHARS - 1)}…` : title;
}

function describeEnd(progress: Progress, seconds: number): string {
  const { error, name } = progress;
  const time = formatSeconds(seconds);
  if (wasStopped(progress)) return 'stopped';
  // an error of a cache does not fail the build
  if (error !== undefined)
    return name.kind === 'cache-export' ? `not written (${firstLine(error)})` : `failed after ${time}`;
  return `${time}${bytesOf(progress)}`;
}

function bytesOf({ bytes }: Progress): string {
  const all = [...bytes.values()];
  const [current, total] = [sum(all.map((each) => each.current)), sum(all.map((each) => each.total))];
  if (current === 0) return '';
  return current < total ? ` (${formatBytes(current)} of ${formatBytes(total)})` : ` (${formatBytes(current)})`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
