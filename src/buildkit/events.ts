import { LineSplitter } from '../runtime/lines.ts';
import { printable, printableLine } from '../runtime/printable.ts';
import { base64, type Json, list, milliseconds, number, parseStatus, text } from './status.ts';

/** One thing that happened. `step` is the same in all events of one step; all text is safe to print. Times are milliseconds since 1970. */
export type BuildEvent =
  | StepEvent
  | StatusEvent
  /** A whole line that a step printed. */
  | { readonly type: 'output'; readonly step: string; readonly line: string; readonly at: number }
  | WarningEvent
  /** A line of buildx's own: not about a step. */
  | { readonly type: 'text'; readonly line: string };

/** A step is known, begins, or ends. It may do so several times. */
export interface StepEvent {
  readonly type: 'step';
  readonly step: string;
  /** The vertex: a step such as `COPY --link` is several. */
  readonly vertex: string;
  readonly name: string;
  /** Digests of the vertices it needs. */
  readonly inputs: readonly string[];
  readonly started: number | undefined;
  readonly completed: number | undefined;
  readonly cached: boolean;
  readonly error: string | undefined;
}

/** Part of a step that takes its time: `pushing layers`, `sha256:… 3 of 10 MB`. */
export interface StatusEvent {
  readonly type: 'status';
  readonly step: string;
  readonly id: string;
  /** Bytes so far and in all; 0 where nothing is counted. */
  readonly current: number;
  readonly total: number;
  readonly at: number;
  readonly started: number | undefined;
  readonly completed: number | undefined;
}

/** Something the Dockerfile's checks found. */
export interface WarningEvent {
  readonly type: 'warning';
  readonly step: string;
  /** `MaintainerDeprecated: Maintainer instruction is deprecated … (line 3)` */
  readonly short: string;
  readonly detail: readonly string[];
  readonly url: string | undefined;
  /** The Dockerfile's name, without the folder it is in. */
  readonly file: string | undefined;
  /** First and last line, from 1. */
  readonly lines: readonly [number, number] | undefined;
}

/**
 * Several of a local cache's writers meet at one layer: all but one wait for it, which the session's server reports as an
 * error, and go on. https://github.com/containerd/containerd/blob/main/plugins/services/content/contentserver/contentserver.go
 */
const WAITING = /^ERROR: \(\*service\)\.Write failed: .* locked for .*: unavailable$/;

/** Reads what `buildx build --progress rawjson` says on its standard error: lines of JSON among lines of text. */
export class EventReader {
  readonly #lines = new LineSplitter();
  readonly #steps = new Map<string, string>();
  readonly #outputs = new Map<string, { readonly lines: LineSplitter; at: number }>();
  readonly #hide: (text: string) => string;

  /** @param hide for what later is cut or escaped: all but what steps print, which the runner sees as it is. */
  constructor(hide: (text: string) => string = (text) => text) {
    this.#hide = hide;
  }

  push(chunk: Uint8Array): readonly BuildEvent[] {
    return this.#lines.push(chunk).flatMap((line) => this.#read(line));
  }

  /** What was left unfinished when the stream ended. */
  end(): readonly BuildEvent[] {
    // buildx was killed in the middle of a line of JSON: it says nothing
    const rest = this.#lines.end().filter((line) => !line.startsWith('{"') || parseStatus(line) !== undefined);
    const events = rest.flatMap((line) => this.#read(line));
    return [...events, ...[...this.#outputs.keys()].flatMap((key) => this.#flush(key))];
  }

  #read(line: string): readonly BuildEvent[] {
    const status = parseStatus(line);
    if (WAITING.test(line)) return [];
    if (status === undefined) return [{ type: 'text', line: this.#hide(printableLine(line)) }];
    // one line may tell of a step's beginning, output and end: told in that order
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
      name: this.#hide(printableLine(text(group?.name ?? json.name).replaceAll('\n', ' '))),
      inputs: list(json.inputs).map(text),
      started: milliseconds(json.started),
      completed: milliseconds(json.completed),
      cached: json.cached === true,
      error: this.#hide(printable(text(json.error))) || undefined,
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
      short: this.#hide(printableLine(base64(json.short).toString())),
      detail: list(json.detail).map((part) => this.#hide(printable(base64(part).toString()))),
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
