/** A place in the Dockerfile, as buildx prints it above its error. Lines start at 1. */
export interface DockerfilePlace {
  /** The Dockerfile's name, without the folder it is in. */
  readonly file: string;
  readonly line: number;
  readonly endLine: number;
  /** The lines around, those that are meant marked by `>>>`. */
  readonly excerpt: string;
}

const RULE = /^-{8,}$/;

/**
 * Finds the place of an error in buildx's text: `Dockerfile:7`, and an excerpt between two rules.
 * Made by Source.Print(): https://github.com/moby/buildkit/blob/master/solver/errdefs/source.go
 */
export function placeIn(lines: readonly string[]): DockerfilePlace | undefined {
  const start = lines.findIndex((line, at) => /^\S.*:\d+$/.test(line) && RULE.test(lines[at + 1] ?? ''));
  if (start < 0) return undefined;
  const end = lines.findIndex((line, at) => at > start + 1 && RULE.test(line));
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
