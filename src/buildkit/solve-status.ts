/** A JSON object with unchecked fields. */
export type Json = Readonly<Record<string, unknown>>;

const FIELDS = ['vertexes', 'statuses', 'logs', 'warnings'] as const;

/** BuildKit's SolveStatus: https://github.com/moby/buildkit/blob/master/client/graph.go */
export type SolveStatus = Readonly<Record<(typeof FIELDS)[number], readonly Json[]>>;

/** Parses one line of rawjson. Undefined if the line is text. */
export function parseStatus(line: string): SolveStatus | undefined {
  if (!line.startsWith('{')) return undefined;
  let json: Json;
  try {
    json = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!FIELDS.some((part) => Array.isArray(json[part]))) return undefined;
  return {
    vertexes: objects(json.vertexes),
    statuses: objects(json.statuses),
    logs: objects(json.logs),
    warnings: objects(json.warnings),
  };
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Go writes bytes as base64. */
export function base64(value: unknown): Buffer {
  return Buffer.from(text(value), 'base64');
}

/** Milliseconds since 1970 with the microseconds, which Date drops: two intervals of one vertex may start in the same millisecond. */
export function milliseconds(value: unknown): number | undefined {
  const [, fraction = ''] = /\.\d{3}(\d+)/.exec(text(value)) ?? [];
  const whole = Date.parse(text(value));
  return Number.isNaN(whole) ? undefined : whole + Number(`0.${fraction}`);
}

function objects(value: unknown): readonly Json[] {
  return list(value).filter((item): item is Json => typeof item === 'object' && item !== null);
}
