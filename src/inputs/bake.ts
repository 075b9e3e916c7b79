import { join } from 'node:path';
import type { Job } from '../model/job.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_BAKE_BYTES } from '../runtime/limits.ts';
import { isRemote } from './context.ts';
import type { InputName, PlanInput } from './defaults.ts';
import type { Inputs, Message } from './inputs.ts';
import { parseFilePath, withValue } from './paths.ts';
import { type Problem, quote } from './problems.ts';
import type { Texts } from './texts.ts';

/** The target of a bake file that a step names. */
export interface BakeInputs {
  /** Absolute paths. A later file changes the targets of the files before it. */
  readonly files: readonly string[];
  /** A target, or a group of one target. */
  readonly target: string;
}

/** A target of a bake file, as default values of the inputs. */
export interface Baked {
  /** The inputs of the step, and the values of the target for those that are not set. */
  readonly texts: Texts;
  readonly files: readonly string[];
  /** Hash of the Dockerfile that the target holds itself. */
  readonly inlineDockerfile: string | undefined;
  /** Targets that the contexts of others refer to, each with the values of its own. */
  readonly linked: readonly { readonly name: string; readonly texts: Texts }[];
  readonly problems: readonly Problem[];
  readonly messages: readonly Message[];
}

/** Start of the folder in RUNNER_TEMP for a Dockerfile that a bake file holds itself. */
export const INLINE_FOLDER = 'multiarch-build-bake-';

/** Files that bake looks for, in its order: https://docs.docker.com/build/bake/reference/#file-lookup */
const DEFAULT_FILES = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
  'docker-bake.json',
  'docker-bake.hcl',
  'docker-bake.override.json',
  'docker-bake.override.hcl',
];

/** Undefined if the step names no bake file and no target. */
export function readBakeInputs<Name extends InputName | PlanInput>(
  inputs: Inputs<Name | 'bake-file' | 'bake-target'>,
  job: Job,
): BakeInputs | undefined {
  const files = inputs.each('bake-file', (text) => parseBakeFile(text, job));
  const named = inputs.value('bake-target', parseTarget);
  const target = named ?? 'default';
  if (files.length > 0 || inputs.text('bake-file') !== undefined) return { files, target };
  if (named === undefined) return undefined;
  const found = DEFAULT_FILES.map((name) => join(job.workspace, name)).filter(job.files.isFile);
  if (found.length === 0) {
    const hint = 'name the file in bake-file; is actions/checkout missing before this step?';
    inputs.accept('bake-target', new Wrong('no bake or compose file in the checkout', hint));
  }
  return { files: found, target };
}

/** metadata-action prints the path of its file with the prefix `cwd://`. */
function parseBakeFile(text: string, job: Job): string | Wrong {
  const name = text.replace(/^cwd:\/\//, '');
  if (name === '-') return new Wrong('must not be the standard input, which a step does not have', 'write a path');
  // with the builder, and without the problems of its values before the builder is set up
  if (isRemote(name)) {
    return new Wrong(
      `must be a file on the runner, got ${quote(name)}`,
      'check it out with actions/checkout, and write a path',
    );
  }
  const path = parseFilePath(name, job, MAX_BAKE_BYTES);
  return path instanceof Wrong ? withValue(path, name) : path;
}

function parseTarget(text: string): string | Wrong {
  return /^\w[\w.-]*$/.test(text)
    ? text
    : new Wrong(`must be a target, got ${quote(text)}`, 'use letters, digits, _ and -, and name one target');
}
