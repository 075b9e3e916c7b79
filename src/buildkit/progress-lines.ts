import { formatBytes } from '../model/units.ts';
import { PROGRESS_LINE_MS } from '../runtime/limits.ts';
import { busySeconds, type Interval } from './build-log.ts';
import type { BuildEvent, StatusEvent, StepEvent } from './events.ts';
import { parseStepName } from './step-name.ts';

/** A step's name is printed again if more lines of other steps follow its last line. */
const MAX_DISTANCE = 30;

/** A shorter status of a layer or a manifest is not printed. */
const MIN_STATUS_MS = 100;
const REPETITIVE = /^(?:exporting|writing|extracting|sha256:)/;

interface DisplayedStep {
  readonly number: number;
  name: string;
  /** Number of printed lines after the last line of this step. */
  lastPrinted: number;
  started: number | undefined;
  /** Running vertices with a cached result. BuildKit does not mark the download of their layers as cached. */
  readonly cached: Set<string>;
  /** By vertex and start time. */
  readonly intervals: Map<string, Interval>;
  /** Seconds printed with the last DONE. */
  reportedSeconds: number | undefined;
}

/** Formats events as the lines of `--progress plain`. */
export class ProgressLines {
  readonly #steps = new Map<string, DisplayedStep>();
  readonly #statuses = new Map<string, number>();
  #printed = 0;
  #current: DisplayedStep | undefined;

  /** Returns the lines to print for an event. */
  add(event: BuildEvent): readonly string[] {
    switch (event.type) {
      case 'step':
        return this.#step(event);
      case 'output': {
        const shown = this.#displayed(event.step);
        return this.#print(shown, [`${elapsed(event.at - (shown.started ?? event.at))} ${event.line}`]);
      }
      case 'status':
        return this.#status(event);
      case 'warning':
        return this.#print(this.#displayed(event.step), [`WARN: ${event.short}`]);
      case 'text':
        this.#printed++;
        this.#current = undefined;
        return [event.line];
    }
  }

  #step(event: StepEvent): readonly string[] {
    if (event.started === undefined) return [];
    const isNew = !this.#steps.has(event.step);
    const shown = this.#displayed(event.step);
    shown.name = event.name;
    shown.started ??= event.started;
    if (event.cached && event.completed === undefined) shown.cached.add(event.vertex);
    if (event.completed === undefined) return isNew ? this.#print(shown, []) : [];
    shown.intervals.set(`${event.vertex} ${event.started}`, { from: event.started, to: event.completed });
    return this.#print(shown, this.#ending(shown, event));
  }

  /** A step may end several times. Its end is printed again only if its duration changes. */
  #ending(shown: DisplayedStep, { vertex, cached, error }: StepEvent): readonly string[] {
    const fetched = shown.cached.has(vertex);
    if (cached) shown.cached.delete(vertex);
    if (error?.endsWith('context canceled')) return ['CANCELED'];
    if (error !== undefined) return errorLines(shown.name, error);
    const seconds = busySeconds([...shown.intervals.values()]);
    if (shown.reportedSeconds !== undefined && seconds - shown.reportedSeconds < 0.1) return [];
    shown.reportedSeconds = seconds;
    return cached || fetched ? ['CACHED'] : [`DONE ${seconds.toFixed(1)}s`];
  }

  #status(event: StatusEvent): readonly string[] {
    const key = `${event.step} ${event.id}`;
    const spent = (event.completed ?? event.at) - (event.started ?? event.at);
    const last = this.#statuses.get(key) ?? event.started ?? event.at;
    if (event.completed === undefined && event.at - last < PROGRESS_LINE_MS) return [];
    if (event.completed !== undefined && spent < MIN_STATUS_MS && REPETITIVE.test(event.id)) return [];
    this.#statuses.set(key, event.at);
    const amount = event.total > 0 ? ` ${formatBytes(event.current)} / ${formatBytes(event.total)}` : sizeOf(event);
    const end = event.completed === undefined ? '' : ' done';
    return this.#print(this.#displayed(event.step), [`${event.id}${amount} ${(spent / 1000).toFixed(1)}s${end}`]);
  }

  #displayed(id: string): DisplayedStep {
    const known = this.#steps.get(id);
    if (known !== undefined) return known;
    const number = this.#steps.size + 1;
    const shown: DisplayedStep = {
      number,
      name: '',
      lastPrinted: -1,
      started: undefined,
      cached: new Set(),
      intervals: new Map(),
      reportedSeconds: undefined,
    };
    this.#steps.set(id, shown);
    return shown;
  }

  #print(shown: DisplayedStep, lines: readonly string[]): readonly string[] {
    const isFirst = shown.lastPrinted < 0;
    if (lines.length === 0 && !isFirst) return [];
    const isFar = this.#current !== shown && this.#printed - shown.lastPrinted > MAX_DISTANCE;
    const heading = isFirst || isFar ? [...(this.#printed > 0 ? [''] : []), `#${shown.number} ${shown.name}`] : [];
    const all = [...heading, ...lines.map((line) => `#${shown.number} ${line}`.trimEnd())];
    this.#printed += all.length;
    shown.lastPrinted = this.#printed;
    this.#current = shown;
    return all;
  }
}

/** An error of a cache is not printed as an error. */
function errorLines(name: string, error: string): readonly string[] {
  const { kind } = parseStepName(name);
  if (kind === 'cache-import') return [cacheReadError(error)];
  if (kind === 'cache-export') return [`not written: ${error.split('\n')[0]}`];
  return `ERROR: ${error}`.split('\n');
}

/** A cache that cannot be read does not fail a build. In the first build the cache does not exist yet. */
function cacheReadError(error: string): string {
  if (/: not found$/.test(error)) return 'no cache yet';
  // registries also send this status for a repository that does not exist
  if (/denied|unauthorized|insufficient_scope|403 Forbidden/i.test(error))
    return 'no cache yet, or no permission to read it';
  return `not read: ${error.split('\n')[0]}`;
}

function sizeOf({ current }: StatusEvent): string {
  return current > 0 ? ` ${formatBytes(current)}` : '';
}

/** Formats seconds with four digits: `0.203`, `12.35`, `123.4`. */
function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  return seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1);
}
