import { quote } from '../inputs/problems.ts';
import type { Finding } from '../model/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { type BuildOptions, type Pin, platformVariables, type StageNode } from './graph.ts';
import { Work } from './limits.ts';
import type { Dockerfile, Step } from './read.ts';
import { StageVariables } from './stage-variables.ts';
import { excerpt } from './unreadable.ts';

type Platforms = { readonly target: Platform; readonly build: Platform };

/**
 * Finds every `ARG TARGETARCH=amd64` and the like whose default differs from BuildKit's value. BuildKit prefers the
 * default: https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
 * @param globals the variables that FROM may use.
 */
export function overriddenArguments(
  { args, escapeCharacter }: Dockerfile,
  contributing: readonly StageNode[],
  globals: ReadonlyMap<string, string>,
  options: BuildOptions,
  platforms: Platforms,
): readonly Finding[] {
  const own = platformVariables(platforms);
  const given = new Set(options.buildArgs.map(({ name }) => name));
  const isReplaced = (name: string, value: string) => !given.has(name) && own.has(name) && own.get(name) !== value;
  const before = args
    .filter(({ name, value }) => value !== undefined && isReplaced(name, globals.get(name) ?? ''))
    .map(({ line, name }) => overridden(line, name, globals.get(name) ?? ''));
  const sets = ({ kind, variables }: Step) =>
    kind === 'ARG' && variables.some(({ name, value }) => value !== undefined && own.has(name));
  if (!contributing.some(({ steps }) => steps.some(sets))) return before;

  const work = new Work();
  const after = new Map<StageNode, StageVariables>();
  const within = contributing.flatMap((node) => {
    const inherited = node.parent && after.get(node.parent);
    const variables = new StageVariables(options, globals, escapeCharacter, work, inherited);
    after.set(node, variables);
    return node.steps.flatMap((step) => {
      const values = sets(step) ? step.variables : [];
      const found = values.flatMap(({ name, value }) => {
        const text = value === undefined ? undefined : variables.expandUnset(value);
        return text !== undefined && isReplaced(name, text) ? [overridden(step.line, name, text)] : [];
      });
      variables.add(step);
      return found;
    });
  });
  return [...before, ...within];
}

function overridden(line: number, name: string, value: string): Finding {
  return {
    level: 'warning',
    line,
    message: `the default ${quote(excerpt(value))} of ARG ${name} replaces the value of BuildKit, so the image may hold files of another platform. Write ARG ${name} without a default.`,
  };
}

/** A pin to another processor whose programs every machine of the target platform runs. */
export function compatiblePin({ line, platform }: Pin, target: Platform): Finding {
  const [pinned, wanted] = [formatPlatform(platform), formatPlatform(target)];
  return {
    level: 'notice',
    line,
    message: `the last stage is pinned to ${pinned}. Every ${wanted} machine runs its programs, so the ${wanted} image may hold them.`,
  };
}
