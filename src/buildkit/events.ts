import { LineSplitter } from '../runtime/lines.ts';
import { printable, printableLine } from '../runtime/printable.ts';
import { base64, type Json, list, milliseconds, number, parseStatus, text } from './solve-status.ts';

/** One event. `step` is the same in all events of one step. All text is safe to print. Times are milliseconds since 1970. */
export type BuildEvent =
  | StepEvent
  | StatusEvent
  /** A complete line of a step's output. */
  | { readonly type: 'output'; readonly step: string; readonly line: string; readonly at: number }
  | WarningEvent
  /** A line of buildx outside of steps. */
  | { readonly type: 'text'; readonly line: string };

/** A step is announced, starts or ends. Each may happen several times. */
export interface StepEvent {
  readonly type: 'step';
  readonly step: string;
  /** Digest of the vertex. A step such as `COPY --link` has several vertices. */
  readonly vertex: string;
  readonly name: string;
  /** Digests of the vertices that it depends on. */
  readonly inputs: readonly string[];
  readonly started: number | undefined;
  readonly completed: number | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
}

/** Progress within a step: `pushing layers`, `sha256:… 3 of 10 MB`. */
export interface StatusEvent {
  readonly type: 'status';
  readonly step: string;
  readonly id: string;
  /** Bytes so far and in total. 0 if the status has no size. */
  readonly current: number;
  readonly total: number;
  readonly at: number;
  readonly started: number | undefined;
  readonly completed: number | undefined;
}

/** A warning of the Dockerfile's checks. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly step: string;
  /** `MaintainerDeprecated: Maintainer instruction is deprecated … (line 3)` */
  readonly short: string;
  readonly detail: readonly string[];
  readonly url: string | undefined;
  /** Name of the Dockerfile, without its folder. */
  readonly file: string | undefined;
  /** First and last line, counted from 1. */
  readonly lines: readonly [number, number] | undefined;
}

/**
 * If several writers of a local cache write the same layer, all but one wait. The session's server reports this as an
 * error, but the writers continue. https://github.com/containerd/containerd/blob/main/plugins/services/content/contentserver/contentserver.go
 */
const LAYER_LOCKED = /^ERROR: \(\*service\)\.Write failed: .* locked for .*: unavailable$/;

/** Parses the standard error of `buildx build --progress rawjson`: lines of JSON mixed with lines of text. */
export class EventReader {
  readonly #lines = new LineSplitter();
  readonly #steps = new Map<string, string>();
  readonly #outputs = new Map<string, { readonly lines: LineSplitter; at: number }>();
  readonly #redact: (text: string) => string;

  /** @param redact removes secrets from text that is shortened or escaped later. The runner itself masks the output of steps. */
  constructor(redact: (text: string) => string = (text) => text) {
    this.#redact = redact;
  }

  push(chunk: Uint8Array): readonly BuildEvent[] {
    return this.#lines.push(chunk).flatMap((line) => this.#read(line));
  }

  /** Returns the events of incomplete lines at the end of the stream. */
  end(): readonly BuildEvent[] {
    // an incomplete line of JSON: buildx was killed while it printed the line
    const rest = this.#lines.end().filter((line) => !line.startsWith('{"') || parseStatus(line) !== undefined);
    const events = rest.flatMap((line) => this.#read(line));
    return [...events, ...[...this.#outputs.keys()].flatMap((key) => this.#flush(key))];
  }

  #read(line: string): readonly BuildEvent[] {
    const status = parseStatus(line);
    if (LAYER_LOCKED.test(line)) return [];
    if (status === undefined) return [{ type: 'text', line: this.#redact(printableLine(line)) }];
    // one line may contain the start, the output and the end of a step: the events are in that order
    const isEnd = ({ completed, digest }: Json) => completed !== undefined && this.#steps.has(text(digest));
    const begun = status.vertexes.filter((vertex) => !isEnd(vertex)).map((vertex) => this.#begin(vertex));
    return [
      ...begun,
      ...status.statuses.map((item) => this.#status(item)),
      ...status.warnings.map((warning) => this.#warning(warning)),
      ...status.logs.flatMap((log) => this.#log(log)),
      ...status.vertexes.filter(({ completed }) => completed !== undefined).flatMap((vertex) => this.#end(vertex)),
    ];
  }

  #begin(json: Json): StepEvent {
    return { ...this.#step(json), completed: undefined, error: undefined };
  }

  #end(json: Json): readonly BuildEvent[] {
    const unfinished = [1, 2].flatMap((stream) => this.#flush(`${stream} ${text(json.digest)}`));
    return [...unfinished, this.#step(json)];
  }

  #step(json: Json): StepEvent {
    const vertex = text(json.digest);
    const group = json.progressGroup as Json | undefined;
    const step = text(group?.id) || vertex;
    this.#steps.set(vertex, step);
    return {
      type: 'step',
      step,
      vertex,
      name: this.#redact(printableLine(text(group?.name ?? json.name).replaceAll('\n', ' '))),
      inputs: list(json.inputs).map(text),
      started: milliseconds(json.started),
      completed: milliseconds(json.completed),
      cached: json.cached === true,
      error: this.#redact(printable(text(json.error))) || undefined,
    };
  }

  #status(json: Json): StatusEvent {
    return {
      type: 'status',
      step: this.#stepOf(json),
      id: printableLine(text(json.id)),
      current: number(json.current),
      total: number(json.total),
      at: milliseconds(json.timestamp) ?? 0,
      started: milliseconds(json.started),
      completed: milliseconds(json.completed),
    };
  }

  #warning(json: Json): WarningEvent {
    const source = json.sourceInfo as Json | undefined;
    const ranges = list(json.range) as readonly { start?: Json; end?: Json }[];
    const ends = ranges
      .flatMap(({ start, end }) => [number(start?.line), number(end?.line)])
      .filter((line) => line > 0);
    return {
      type: 'warning',
      step: this.#stepOf(json),
      short: this.#redact(printableLine(base64(json.short).toString())),
      detail: list(json.detail).map((part) => this.#redact(printable(base64(part).toString()))),
      url: text(json.url) || undefined,
      file: printableLine(text(source?.filename)) || undefined,
      lines: ends.length === 0 ? undefined : [Math.min(...ends), Math.max(...ends)],
    };
  }

  #log(json: Json): readonly BuildEvent[] {
    const key = `${number(json.stream) || 1} ${text(json.vertex)}`;
    const output = this.#outputs.get(key) ?? { lines: new LineSplitter(), at: 0 };
    this.#outputs.set(key, output);
    output.at = milliseconds(json.timestamp) ?? 0;
    const step = this.#stepOf(json);
    const lines = output.lines.push(base64(json.data));
    return lines.map((line) => ({ type: 'output', step, line: printableLine(line), at: output.at }));
  }

  #flush(key: string): readonly BuildEvent[] {
    const output = this.#outputs.get(key);
    if (output === undefined) return [];
    const vertex = key.slice(2);
    const step = this.#steps.get(vertex) ?? vertex;
    return output.lines.end().map((line) => ({ type: 'output', step, line: printableLine(line), at: output.at }));
  }

  #stepOf(json: Json): string {
    const vertex = text(json.vertex);
    return this.#steps.get(vertex) ?? vertex;
  }
}
