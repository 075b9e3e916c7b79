/** Lines of the Dockerfile that buildx prints above its error. The first line is 1. */
export interface DockerfileLocation {
  /** Name of the Dockerfile, without its folder. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** The lines and those around them. The lines themselves have the mark `>>>`. */
  readonly excerpt: string;
}

const SEPARATOR = /^-{8,}$/;

/**
 * Finds the location of an error in the output of buildx: `Dockerfile:7`, and an excerpt between two lines of dashes.
 * Printed by Source.Print(): https://github.com/moby/buildkit/blob/master/solver/errdefs/source.go
 */
export function findLocation(lines: readonly string[]): DockerfileLocation | undefined {
  const start = lines.findIndex((line, at) => /^\S.*:\d+$/.test(line) && SEPARATOR.test(lines[at + 1] ?? ''));
  if (start < 0) return undefined;
  const end = lines.findIndex((line, at) => at > start + 1 && SEPARATOR.test(line));
  const excerpt = lines.slice(start + 2, end < 0 ? undefined : end);
  const marked = excerpt.flatMap((line) => /^ *(\d+) \| >>>/.exec(line)?.[1] ?? []).map(Number);
  const [, file = '', line = ''] = /^(.*):(\d+)$/.exec(lines[start] ?? '') ?? [];
  return {
    file,
    line: marked.at(0) ?? Number(line),
    endLine: marked.at(-1) ?? Number(line),
    excerpt: [lines[start], ...excerpt].join('\n').trimEnd(),
  };
}
