import { hintFor } from '../inputs/nearest.ts';
import { type Problem, quote } from '../inputs/problems.ts';
import { ActionError } from '../model/errors.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { Pin } from './graph.ts';
import type { Dockerfile } from './read.ts';
import { isUnreadable, type Unreadable } from './unreadable.ts';

/**
 * The error for an image that contains programs of another platform. BuildKit builds it, and still writes the target
 * platform into its config.
 * @param file name of the Dockerfile in messages.
 * @param stage the requested `target`.
 */
export function pinError(file: string, stage: string | undefined, target: Platform, pin: Pin): ActionError {
  const subject = stage === undefined ? 'the last stage' : `stage ${quote(stage)}`;
  const pinned = formatPlatform(pin.platform);
  const programs = pin.platform.os === target.os ? pinned.slice(pinned.indexOf('/') + 1) : pinned;
  return new ActionError(
    `${file}:${pin.line}: ${subject} is pinned to ${pinned}, so the ${formatPlatform(target)} image would hold ${programs} programs`,
    {
      hint: 'Leave --platform out there: it is for stages that the last one only copies files from. If such an image is meant, set `verify: false`.',
    },
  ).at({ file, startLine: pin.line });
}

/**
 * A definite problem with the Dockerfile or with the requested stage. Undefined if there is no certain one.
 * @param file its name in messages.
 */
export function dockerfileProblems(
  file: string,
  dockerfile: Dockerfile | Unreadable,
  target: string | undefined,
): readonly Problem[] {
  if (!isUnreadable(dockerfile)) {
    const problem = target === undefined ? undefined : targetProblem(file, dockerfile, target);
    return problem === undefined ? [] : [problem];
  }
  if (dockerfile.mistake === undefined) return [];
  const { message, hint, line } = dockerfile.mistake;
  if (line === undefined) return [{ input: 'file', message: `${file}: ${message}`, hint }];
  return [{ input: 'file', message: `${file}:${line}: ${message}`, hint, place: { file, startLine: line } }];
}

/**
 * A problem with the requested stage. Undefined if the stage is valid. BuildKit knows stages by name, in any case, not
 * by number.
 */
function targetProblem(file: string, { stages }: Dockerfile, target: string): Problem | undefined {
  const names = [...new Set(stages.flatMap(({ name }) => name ?? []))];
  if (names.includes(target.toLowerCase())) return undefined;
  return {
    input: 'target',
    message: `${file} has no stage ${quote(target)}`,
    hint: names.length === 0 ? 'name one of its stages: FROM image AS name' : hintFor(target, names),
  };
}
