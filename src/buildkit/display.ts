import { formatBytes } from '../model/units.ts';
import { PROGRESS_LINE_MS } from '../runtime/limits.ts';
import type { BuildEvent, StatusEvent, StepEvent } from './events.ts';
import { busySeconds, type Interval } from './log.ts';
import { parseStepName } from './step.ts';

/** After so many lines of other steps, a step's lines are headed by its name again. */
const LINES_TO_REMEMBER = 30;

/** Shorter than this, a layer's or manifest's status is not worth a line; in milliseconds. */
const STATUS_MATTERS = 100;
const REPETITIVE = /^(?:exporting|writing|extracting|sha256:)/;

interface Shown {
  readonly number: number;
  name: string;
  /** How many lines had been printed when this step's last one was. */
  at: number;
  started: number | undefined;
  /** Vertices whose result comes from the cache just now: what is fetched of it ends within that, and does not say so. */
  readonly cached: Set<string>;
  /** By vertex and beginning. */
  readonly ended: Map<string, Interval>;
  /** Seconds told with the last DONE. */
  told: number | undefined;
}

/** Turns a build's events into the lines people know from `--progress plain`. */
export class Display {
  readonly #steps = new Map<string, Shown>();
  readonly #statuses = new Map<string, number>();
  #printed = 0;
  #current: Shown | undefined;

  /** The lines this event adds to the workflow's log. */
  add(event: BuildEvent): readonly string[] {
    switch (event.type) {
      case 'step':
        return this.#step(event);
      case 'output': {
        const shown = this.#shown(event.step);
        return this.#tell(shown, [`${elapsed(event.at - (shown.started ?? event.at))} ${event.line}`]);
      }
      case 'status':
        return this.#status(event);
      case 'warning':
        return this.#tell(this.#shown(event.step), [`WARN: ${event.short}`]);
      case 'text':
        this.#printed++;
        this.#current = undefined;
        return [event.line];
    }
  }

  #step(event: StepEvent): readonly string[] {
    if (event.started === undefined) return [];
    const isNew = !this.#steps.has(event.step);
    const shown = this.#shown(event.step);
    shown.name = event.name;
    shown.started ??= event.started;
    if (event.cached && event.completed === undefined) shown.cached.add(event.vertex);
    if (event.completed === undefined) return isNew ? this.#tell(shown, []) : [];
    shown.ended.set(`${event.vertex} ${event.started}`, { from: event.started, to: event.completed });
    return this.#tell(shown, this.#ending(shown, event));
  }

  /** A step may end several times: again only what is new is told. */
  #ending(shown: Shown, { vertex, cached, error }: StepEvent): readonly string[] {
    const fetched = shown.cached.has(vertex);
    if (cached) shown.cached.delete(vertex);
    if (error?.endsWith('context canceled')) return ['CANCELED'];
    if (error !== undefined) return failure(shown.name, error);
    const seconds = busySeconds([...shown.ended.values()]);
    if (shown.told !== undefined && seconds - shown.told < 0.1) return [];
    shown.told = seconds;
    return cached || fetched ? ['CACHED'] : [`DONE ${seconds.toFixed(1)}s`];
  }

  #status(event: StatusEvent): readonly string[] {
    const key = `${event.step} ${event.id}`;
    const spent = (event.completed ?? event.at) - (event.started ?? event.at);
    const last = this.#statuses.get(key) ?? event.started ?? event.at;
    if (event.completed === undefined && event.at - last < PROGRESS_LINE_MS) return [];
    if (event.completed !== undefined && spent < STATUS_MATTERS && REPETITIVE.test(event.id)) return [];
    this.#statuses.set(key, event.at);
    const amount = event.total > 0 ? ` ${formatBytes(event.current)} / ${formatBytes(event.total)}` : sizeOf(event);
    const end = event.completed === undefined ? '' : ' done';
    return this.#tell(this.#shown(event.step), [`${event.id}${amount} ${(spent / 1000).toFixed(1)}s${end}`]);
  }

  #shown(id: string): Shown {
    const known = this.#steps.get(id);
    if (known !== undefined) return known;
    const number = this.#steps.size + 1;
    const shown: Shown = {
      number,
      name: '',
      at: -1,
      started: undefined,
      cached: new Set(),
      ended: new Map(),
      told: undefined,
    };
    this.#steps.set(id, shown);
    return shown;
  }

  #tell(shown: Shown, lines: readonly string[]): readonly string[] {
    const isFirst = shown.at < 0;
    if (lines.length === 0 && !isFirst) return [];
    const isFar = this.#current !== shown && this.#printed - shown.at > LINES_TO_REMEMBER;
    const heading = isFirst || isFar ? [...(this.#printed > 0 ? [''] : []), `#${shown.number} ${shown.name}`] : [];
    const all = [...heading, ...lines.map((line) => `#${shown.number} ${line}`.trimEnd())];
    this.#printed += all.length;
    shown.at = this.#printed;
    this.#current = shown;
    return all;
  }
}

/** What concerns a cache is no error. */
function failure(name: string, error: string): readonly string[] {
  const { kind } = parseStepName(name);
  if (kind === 'cache-import') return [cacheMiss(error)];
  if (kind === 'cache-export') return [`not written: ${error.split('\n')[0]}`];
  return `ERROR: ${error}`.split('\n');
}

/** A cache that cannot be read never fails a build; one that is not there yet is how every first build begins. */
function cacheMiss(error: string): string {
  if (/: not found$/.test(error)) return 'nothing there yet';
  // for a repository that is not there registries answer so too
  if (/denied|unauthorized|insufficient_scope|403 Forbidden/i.test(error))
    return 'nothing there yet, or no right to read it';
  return `not read: ${error.split('\n')[0]}`;
}

function sizeOf({ current }: StatusEvent): string {
  return current > 0 ? ` ${formatBytes(current)}` : '';
}

/** Seconds in four figures: `0.203`, `12.35`, `123.4`. */
function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  return seconds.toFixed(seconds < 10 ? 3 : seconds < 100 ? 2 : 1);
}
