import { basename, join, relative } from 'node:path';
import { givenArguments } from '../dockerfile/build-arguments.ts';
import { isToken } from '../inputs/build.ts';
import { shortHash } from '../model/digest.ts';
import type { Job } from '../model/job.ts';
import type { NamedValue, Request } from '../model/request.ts';
import { changesWithRun } from './changing-value.ts';

/** Distinguishes the caches of builds of one image, such as `app:1` and `app:1-slim`. */
export interface Variant {
  /** Name in the scope of the cache. Undefined for a build of `./Dockerfile` without target and build arguments. */
  readonly name: string | undefined;
  /** Names of further caches to read, best first. Undefined is the cache of the build without a name. */
  readonly similar: readonly (string | undefined)[];
}

/** Maximum length of the readable start of a derived name. */
const MAX_READABLE = 24;

/**
 * Arguments that change no step, or only how BuildKit works: https://docs.docker.com/build/building/variables/#pre-defined-build-arguments
 */
const PREDEFINED = /^(?:(?:HTTPS?|FTP|NO|ALL)_PROXY|SOURCE_DATE_EPOCH|BUILDKIT_.*)$/i;

const SECRET_NAME = /token|secret|passw|credential|(?:^|_)key$/i;

/**
 * The variant is `cache-scope`, or the Dockerfile, the target and the build arguments. A build argument counts with its
 * value, because `PYTHON_VERSION=3.12` and `3.13` have no step in common. A value that changes with every run does not
 * count: no later run would read the cache.
 */
export function variantOf(request: Pick<Request, 'build' | 'cache' | 'image'>, job: Job): Variant {
  const { build, cache, image } = request;
  if (cache.scope !== undefined) return { name: cache.scope, similar: [] };
  const file = dockerfileOf(build, job);
  const stage = [...(file === 'Dockerfile' ? [] : [file]), ...(build.target === undefined ? [] : [build.target])];
  const args = lastOfEach(givenArguments(build.buildArgs, job.env))
    .filter(({ name, value }) => !PREDEFINED.test(name) && !SECRET_NAME.test(name) && !isToken(value))
    .filter((argument) => !changesWithRun(argument, job, image.version))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const named = (all: readonly NamedValue[]) =>
    stage.length + all.length === 0
      ? undefined
      : nameOf([...stage, ...all.map(({ name }) => name)], [file, build.target, all]);
  const [name, withoutArguments] = [named(args), named([])];
  return { name, similar: [...new Set([withoutArguments, undefined])].filter((other) => other !== name) };
}

/** Path of the Dockerfile in the checkout or in the Git context. The name alone if it is outside of the checkout. */
function dockerfileOf({ context, dockerfile, file = 'Dockerfile' }: Request['build'], { workspace }: Job): string {
  if (context.kind === 'git') {
    const [, fragment = ''] = context.url.split('#', 2);
    const [, folder = ''] = fragment.split(':', 2);
    return join(folder, file);
  }
  const path = relative(workspace, dockerfile ?? join(context.path, file));
  return path.startsWith('..') ? basename(path) : path;
}

/** Of several values of one name, the last one counts. */
function lastOfEach(args: readonly NamedValue[]): readonly NamedValue[] {
  return [...new Map(args.map((argument) => [argument.name, argument])).values()];
}

/** `slim-1a2b3c4d`. Values of build arguments are only in the hash, because they may be confidential. */
function nameOf(words: readonly string[], all: unknown): string {
  const readable = words
    .join('.')
    .replace(/[^A-Za-z0-9_.-]+|__+/g, '-')
    .replace(/^[.-]+/, '');
  return `${readable.slice(0, MAX_READABLE)}-${shortHash(JSON.stringify(all), 8)}`;
}
