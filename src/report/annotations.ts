import { basename } from 'node:path';
import type { BuildLog } from '../buildkit/build-log.ts';
import type { BuildFailure } from '../buildkit/failure.ts';
import type { Place } from '../model/errors.ts';

/** A message for a line of the Dockerfile, in the form that `Runner` takes. */
export interface Annotation {
  readonly level: 'warning';
  readonly message: string;
  readonly place: Place | undefined;
}

/**
 * Annotations for lines of the Dockerfile: the warnings of its checks, in the order of their lines.
 * @param dockerfile the Dockerfile's path in the workspace, which BuildKit does not report. Undefined if it is outside
 * the workspace.
 */
export function annotationsOf(log: Pick<BuildLog, 'warnings'>, dockerfile: string | undefined): readonly Annotation[] {
  return log.warnings
    .toSorted((a, b) => (a.lines?.[0] ?? 0) - (b.lines?.[0] ?? 0))
    .map(({ short, url, file, lines }): Annotation => {
      const [, rule, message = short] = /^(\w+): (.*)$/.exec(short.replace(/ \(line \d+\)$/, '')) ?? [];
      const [line, endLine] = lines ?? [undefined, undefined];
      const place = placeOf(dockerfile, file, line, endLine, rule ?? 'Dockerfile');
      return { level: 'warning', message: url === undefined ? message : `${message} (${url})`, place };
    });
}

/** `WARNING: Rule - url`, the message, and `Dockerfile:7` */
const FINDING = /^(?:WARNING|ERROR): (\S+)(?: - (\S+))?\n(.+)\n([^\n]+):(\d+)$/gm;

/**
 * Annotations for the findings that `call: check` prints:
 * https://github.com/moby/buildkit/blob/master/frontend/subrequests/lint/lint.go
 */
export function checkAnnotations(printed: string, dockerfile: string | undefined): readonly Annotation[] {
  return [...printed.matchAll(FINDING)].map(([, rule = '', url, message = '', file, line]) => ({
    level: 'warning',
    message: url === undefined ? message : `${message} (${url})`,
    place: placeOf(dockerfile, file, Number(line), Number(line), rule),
  }));
}

/** The line of the Dockerfile at which a build failed, if it is in the workspace. */
export function failurePlace({ location }: BuildFailure, dockerfile: string | undefined): Place | undefined {
  return placeOf(dockerfile, location?.file, location?.line, location?.endLine, 'Build failed');
}

// BuildKit names the Dockerfile without its folder: of another name, it is another file
function placeOf(
  dockerfile: string | undefined,
  file: string | undefined,
  line: number | undefined,
  endLine: number | undefined,
  title: string,
): Place | undefined {
  if (dockerfile === undefined || file === undefined || line === undefined) return undefined;
  return basename(dockerfile) === basename(file) ? { file: dockerfile, startLine: line, endLine, title } : undefined;
}
