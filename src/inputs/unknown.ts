import type { Environment } from '../model/job.ts';
import { nearest } from './nearest.ts';

/** Inputs of the docker actions that have another name here, or that are not needed here. */
const RENAMED: Readonly<Record<string, string>> = {
  append: 'nodes',
  name: 'builder',
  'keep-state': 'keep-builder',
  config: 'buildkitd-config',
  'config-inline': 'buildkitd-config-inline',
};

/**
 * Warns of unknown inputs. The runner passes an input `x-y` as the variable `INPUT_X-Y` and already warns of an
 * unexpected one, so only those that resemble a known name are reported. They are not refused: a workflow may have its
 * own variables with that prefix.
 */
export function unknownInputs(env: Environment, names: readonly string[]): readonly string[] {
  const given = Object.keys(env)
    .filter((key) => key.startsWith('INPUT_') && env[key] !== '')
    .map((key) => key.slice('INPUT_'.length).toLowerCase());
  return given.flatMap((name) => {
    if (names.includes(name)) return [];
    const meant =
      Object.hasOwn(RENAMED, name) && names.includes(RENAMED[name] ?? '') ? RENAMED[name] : nearest(name, names);
    return meant === undefined ? [] : [`unknown input ${name}; did you mean ${meant}?`];
  });
}
