import type { BuildEvent, StepEvent, WarningEvent } from './events.ts';
import { MAX_KEPT_OUTPUT_LINES } from './limits.ts';
import { isInstruction, parseStepName, type StepName } from './step-name.ts';

/** Recorded events of a build, for its report and to explain a failure. */
export interface BuildLog {
  /** Steps that started, in the order of their start. */
  readonly steps: readonly Step[];
  /** Vertices of the build, in the order of their announcement. BuildKit does not start those that the cache makes unnecessary. */
  readonly vertices: readonly Vertex[];
  /** Distinct warnings. Each platform reports the same ones. */
  readonly warnings: readonly WarningEvent[];
  /** The last lines that buildx printed outside of steps, including its error. */
  readonly text: readonly string[];
  /** The last line printed or step started, for the error of a build that hangs. */
  readonly lastLine: string | undefined;
}

export interface Step extends StepName {
  readonly id: string;
  /** Full name, as BuildKit reports it. */
  readonly name: string;
  readonly inputs: readonly string[];
  /** Time of the first start, in milliseconds since 1970. */
  readonly started: number;
  /** Completed intervals. They may overlap. */
  readonly intervals: readonly Interval[];
  readonly running: boolean;
  /** True if every result of the step came from the cache. */
  readonly cached: boolean;
  readonly error: string | undefined;
  /** The last lines of its output. */
  readonly output: readonly string[];
}

/** One operation of the build. */
export interface Vertex extends StepName {
  readonly id: string;
  /** Full name, as BuildKit reports it. */
  readonly name: string;
  /** Vertices that it depends on, in BuildKit's order: the first is the file system that it changes. */
  readonly inputs: readonly string[];
}

/** Times in milliseconds since 1970. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Id of a status event about a layer that is downloaded. */
export const LAYER_STATUS: RegExp = /^sha256:/;

interface StepDraft {
  name: string;
  readonly inputs: Set<string>;
  readonly spans: Map<string, Span>;
  error: string | undefined;
  readonly output: string[];
  /** Start times of downloads of layers. */
  readonly fetchTimes: Set<number>;
}

/** One execution of one vertex of a step. */
interface Span {
  readonly vertex: string;
  readonly from: number;
  readonly to: number | undefined;
  readonly cached: boolean;
}

/** Records the events of a build. */
export class BuildLogRecorder {
  readonly #onlyPlatform: string | undefined;
  readonly #steps = new Map<string, StepDraft>();
  readonly #vertices = new Map<string, Pick<Vertex, 'id' | 'name' | 'inputs'>>();
  readonly #warnings = new Map<string, WarningEvent>();
  readonly #text: string[] = [];
  #lastLine: string | undefined;

  /** @param onlyPlatform platform of a single-platform build. Its steps do not name the platform. */
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
        addLine(this.#draft(event.step).output, event.line);
        break;
      case 'status':
        this.#lastLine = event.id;
        if (LAYER_STATUS.test(event.id) && event.started !== undefined)
          this.#draft(event.step).fetchTimes.add(event.started);
        break;
      case 'warning':
        this.#warnings.set(`${event.short} ${event.lines}`, event);
        break;
      case 'text':
        if (event.line !== '') this.#lastLine = event.line;
        addLine(this.#text, event.line);
    }
  }

  log(): BuildLog {
    const steps = [...this.#steps].filter(([, draft]) => draft.spans.size > 0);
    return {
      steps: steps.map(([id, draft]) => stepOf(id, draft, this.#onlyPlatform)).sort((a, b) => a.started - b.started),
      vertices: [...this.#vertices.values()].map((vertex) => ({
        ...parseStepName(vertex.name, this.#onlyPlatform),
        ...vertex,
      })),
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
    const known = this.#vertices.get(event.vertex);
    // only the announcement of a vertex has its inputs
    const inputs = event.inputs.length > 0 ? event.inputs : (known?.inputs ?? []);
    this.#vertices.set(event.vertex, { id: event.vertex, name: event.name, inputs });
    if (event.started === undefined) return;
    const span = { vertex: event.vertex, from: event.started, to: event.completed, cached: event.cached };
    draft.spans.set(`${event.vertex} ${event.started}`, span);
    if (event.completed === undefined) this.#lastLine = event.name;
  }

  #draft(id: string): StepDraft {
    const known = this.#steps.get(id);
    if (known !== undefined) return known;
    const draft: StepDraft = {
      name: '',
      inputs: new Set(),
      spans: new Map(),
      error: undefined,
      output: [],
      fetchTimes: new Set(),
    };
    this.#steps.set(id, draft);
    return draft;
  }
}

/** True for a step that BuildKit stopped because another one failed. */
export function wasStopped({ error }: { readonly error: string | undefined }): boolean {
  return error?.endsWith('context canceled') ?? false;
}

/** Total duration in seconds. Overlapping time counts once. */
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
 * Percentage of cached instructions, rounded down so that 100 means all. Undefined if there are no instructions.
 * @param platform counts only the instructions of this platform's image.
 */
export function cachedPercent(log: BuildLog, platform?: string): number | undefined {
  const { cached, total } = countCached(log, platform);
  return total === 0 ? undefined : Math.floor((100 * cached) / total);
}

/** Counts instructions (RUN, COPY, ADD, WORKDIR, …), and those from the cache. FROM does not count: its cache status is not reliable. */
export function countCached(log: BuildLog, platform?: string): { readonly cached: number; readonly total: number } {
  const steps = log.steps.filter((step) => isInstruction(step) && (platform === undefined || step.target === platform));
  return { cached: steps.filter(({ cached }) => cached).length, total: steps.length };
}

function stepOf(id: string, draft: StepDraft, onlyPlatform: string | undefined): Step {
  const spans = [...draft.spans.values()];
  return {
    ...parseStepName(draft.name, onlyPlatform),
    id,
    name: draft.name,
    inputs: [...draft.inputs],
    started: Math.min(...spans.map(({ from }) => from)),
    intervals: spans.flatMap(({ from, to }) => (to === undefined ? [] : [{ from, to }])),
    running: spans.some(({ to }) => to === undefined),
    cached: spans.every((span) => span.to !== undefined && isCached(span, spans, draft.fetchTimes)),
    error: draft.error,
    output: [...draft.output],
  };
}

/** BuildKit reports the download of a cached result as another interval: within that of the result, or during the export. */
function isCached({ vertex, from, to = Number.POSITIVE_INFINITY }: Span, spans: readonly Span[], fetched: Set<number>) {
  const before = spans.filter((other) => other.cached && other.vertex === vertex && other.from <= from);
  const within = before.some((other) => to <= (other.to ?? Number.NEGATIVE_INFINITY));
  return within || (before.length > 0 && [...fetched].some((at) => from <= at && at <= to));
}

function addLine(lines: string[], line: string): void {
  lines.push(line);
  if (lines.length > MAX_KEPT_OUTPUT_LINES) lines.shift();
}
