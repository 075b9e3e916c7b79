import { MAX_KEPT_OUTPUT_LINES } from '../runtime/limits.ts';
import type { BuildEvent, StepEvent, WarningEvent } from './events.ts';
import { isInstruction, parseStepName, type StepName } from './step.ts';

/** All that is kept of a build, for its report and for the explanation of its failure. */
export interface BuildLog {
  /** In the order they began. Steps that never began are not among them. */
  readonly steps: readonly Step[];
  /** Without doubles: each platform reports the same. */
  readonly warnings: readonly WarningEvent[];
  /** What buildx said besides: the last lines, among them its error. */
  readonly text: readonly string[];
  /** The last thing that was said or begun: what to tell when the build hangs. */
  readonly lastLine: string | undefined;
}

export interface Step extends StepName {
  readonly id: string;
  /** Whole, as BuildKit tells it. */
  readonly name: string;
  readonly inputs: readonly string[];
  /** When it first began, in milliseconds since 1970. */
  readonly started: number;
  /** Those that have ended; they may overlap. */
  readonly intervals: readonly Interval[];
  /** Whether it is at work. */
  readonly running: boolean;
  /** Every result of it came from the cache. */
  readonly cached: boolean;
  readonly error: string | undefined;
  /** The last lines it printed. */
  readonly output: readonly string[];
}

/** From when to when, in milliseconds since 1970. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The status of a layer that is fetched. */
export const LAYER: RegExp = /^sha256:/;

interface Draft {
  name: string;
  readonly inputs: Set<string>;
  readonly spans: Map<string, Span>;
  error: string | undefined;
  readonly output: string[];
  /** When a layer of its result began to come. */
  readonly fetched: Set<number>;
}

/** Once that one of a step's vertices was at work. */
interface Span {
  readonly vertex: string;
  readonly from: number;
  readonly to: number | undefined;
  readonly cached: boolean;
}

/** Gathers a build's events. */
export class Recorder {
  readonly #onlyPlatform: string | undefined;
  readonly #steps = new Map<string, Draft>();
  readonly #warnings = new Map<string, WarningEvent>();
  readonly #text: string[] = [];
  #lastLine: string | undefined;

  /** @param onlyPlatform the platform of a build for one platform, which its steps do not name */
  constructor(onlyPlatform?: string) {
    this.#onlyPlatform = onlyPlatform;
  }

  add(event: BuildEvent): void {
    switch (event.type) {
      case 'step':
        this.#addStep(event);
        break;
      case 'output':
        this.#lastLine = event.line;
        keep(this.#draft(event.step).output, event.line);
        break;
      case 'status':
        this.#lastLine = event.id;
        if (LAYER.test(event.id) && event.started !== undefined) this.#draft(event.step).fetched.add(event.started);
        break;
      case 'warning':
        this.#warnings.set(`${event.short} ${event.lines}`, event);
        break;
      case 'text':
        if (event.line !== '') this.#lastLine = event.line;
        keep(this.#text, event.line);
    }
  }

  log(): BuildLog {
    const steps = [...this.#steps].filter(([, draft]) => draft.spans.size > 0);
    return {
      steps: steps.map(([id, draft]) => finish(id, draft, this.#onlyPlatform)).sort((a, b) => a.started - b.started),
      warnings: [...this.#warnings.values()],
      text: [...this.#text],
      lastLine: this.#lastLine,
    };
  }

  #addStep(event: StepEvent): void {
    const draft = this.#draft(event.step);
    draft.name = event.name;
    for (const input of event.inputs) draft.inputs.add(input);
    draft.error ??= event.error;
    if (event.started === undefined) return;
    const span = { vertex: event.vertex, from: event.started, to: event.completed, cached: event.cached };
    draft.spans.set(`${event.vertex} ${event.started}`, span);
    if (event.completed === undefined) this.#lastLine = event.name;
  }

  #draft(id: string): Draft {
    const known = this.#steps.get(id);
    if (known !== undefined) return known;
    const draft: Draft = {
      name: '',
      inputs: new Set(),
      spans: new Map(),
      error: undefined,
      output: [],
      fetched: new Set(),
    };
    this.#steps.set(id, draft);
    return draft;
  }
}

/** How much of the time was worked, in seconds: what overlaps counts once. */
export function busySeconds(intervals: readonly Interval[]): number {
  let end = Number.NEGATIVE_INFINITY;
  let busy = 0;
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    busy += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return busy / 1000;
}

/**
 * How much came from the cache: the share of instructions (RUN, COPY, ADD, WORKDIR, …) in per cent, rounded down so that
 * 100 means all. Undefined where there was none. FROM does not count: it says nothing reliable of the cache.
 * @param platform only those for this platform's image
 */
export function cachedShare(log: BuildLog, platform?: string): number | undefined {
  const steps = log.steps.filter((step) => isInstruction(step) && (platform === undefined || step.target === platform));
  if (steps.length === 0) return undefined;
  return Math.floor((100 * steps.filter((step) => step.cached).length) / steps.length);
}

function finish(id: string, draft: Draft, onlyPlatform: string | undefined): Step {
  const spans = [...draft.spans.values()];
  return {
    ...parseStepName(draft.name, onlyPlatform),
    id,
    name: draft.name,
    inputs: [...draft.inputs],
    started: Math.min(...spans.map(({ from }) => from)),
    intervals: spans.flatMap(({ from, to }) => (to === undefined ? [] : [{ from, to }])),
    running: spans.some(({ to }) => to === undefined),
    cached: spans.every((span) => span.to !== undefined && isCached(span, spans, draft.fetched)),
    error: draft.error,
    output: [...draft.output],
  };
}

/** What is fetched of a cached result is told as a span of its own: within that of the result, or when it is exported. */
function isCached({ vertex, from, to = Number.POSITIVE_INFINITY }: Span, spans: readonly Span[], fetched: Set<number>) {
  const before = spans.filter((other) => other.cached && other.vertex === vertex && other.from <= from);
  const within = before.some((other) => to <= (other.to ?? Number.NEGATIVE_INFINITY));
  return within || (before.length > 0 && [...fetched].some((at) => from <= at && at <= to));
}

function keep(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > MAX_KEPT_OUTPUT_LINES) lines.shift();
}
