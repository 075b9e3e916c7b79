import type { Environment } from '../model/job.ts';
import type { Request } from '../model/request.ts';
import { DOCKER_INPUTS } from './docker-inputs.ts';
import { nearest } from './nearest.ts';
import type { Problem } from './problems.ts';
import { parseBoolean } from './scalars.ts';

/** An input of a step that the action does not have. */
interface Unknown {
  readonly name: string;
  readonly value: string;
  /** The inputs that were probably meant. */
  readonly meant: readonly string[];
  /** Why an input is not needed. */
  readonly why: string | undefined;
}

/**
 * Warns of unknown inputs. The runner passes an input `x-y` as the variable `INPUT_X-Y` and already warns of an
 * unexpected one, so only inputs of Docker's actions and those that resemble a known name are reported. They are not
 * refused: a workflow may have its own variables with that prefix.
 */
export function unknownInputs(env: Environment, names: readonly string[]): readonly string[] {
  return find(env, names)
    .filter(({ name, meant }) => inputOf(name).refused === undefined || meant.some((other) => names.includes(other)))
    .map(describe);
}

/**
 * The same for the action that builds. Unknown inputs without which the step would build another image, or publish
 * nothing, are problems.
 */
export function unknownOfBuild(
  env: Environment,
  names: readonly string[],
  { image, result }: Pick<Request, 'image' | 'result'>,
): { readonly warnings: readonly string[]; readonly problems: readonly Problem[] } {
  const isSilent = image.tags.length > 0 && !result.push && !result.pushByDigest;
  const warnings: string[] = [];
  const problems: Problem[] = [];
  for (const unknown of find(env, names)) {
    const { name, value, meant } = unknown;
    const { refused } = inputOf(name);
    if (refused !== undefined) problems.push({ input: name, message: refused, hint: `write ${meant.join(' and ')}` });
    else if (isSilent && meant.some(isPush) && parseBoolean(value) === true)
      problems.push({ input: name, message: 'an unknown input, so nothing is published', hint: asked(meant) });
    else warnings.push(describe(unknown));
  }
  return { warnings, problems };
}

function find(env: Environment, names: readonly string[]): readonly Unknown[] {
  return Object.entries(env).flatMap(([key, value = '']) => {
    const name = key.slice('INPUT_'.length).toLowerCase();
    if (!key.startsWith('INPUT_') || value === '' || names.includes(name)) return [];
    const { instead, why, refused } = inputOf(name);
    if (refused !== undefined) return [{ name, value, meant: instead ?? [], why }];
    const meant = instead?.filter((other) => names.includes(other)) ?? [];
    if (meant.length > 0 || why !== undefined) return [{ name, value, meant, why }];
    const near = instead === undefined ? nearest(name, names) : undefined;
    return near === undefined ? [] : [{ name, value, meant: [near], why }];
  });
}

function inputOf(name: string) {
  return (Object.hasOwn(DOCKER_INPUTS, name) ? DOCKER_INPUTS[name] : undefined) ?? {};
}

function isPush(name: string): boolean {
  return name === 'push' || name === 'push-by-digest';
}

function describe({ name, meant, why }: Unknown): string {
  return `unknown input ${name}; ${meant.length > 0 ? asked(meant) : `leave it out: ${why}`}`;
}

function asked(meant: readonly string[]): string {
  return `did you mean ${meant.join(' or ')}?`;
}
