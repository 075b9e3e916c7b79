import { parsePlatform } from '../inputs/platform.ts';
import { quote } from '../inputs/problems.ts';
import { formatPlatform, type Platform, SYSTEMS } from '../model/platform.ts';
import type { NamedValue } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { expand } from './expand.ts';
import type { Work } from './limits.ts';
import type { Dockerfile, Stage, Step } from './read.ts';
import { at, excerpt, UnreadableError } from './unreadable.ts';

/** The start of a build context that is an OCI layout, and of a base image in it. */
export const LAYOUT_PREFIX = 'oci-layout://';

/** The request to a Dockerfile, without its platforms. */
export interface BuildOptions {
  /** Those with a value; of doubles the last counts. */
  readonly buildArgs: readonly NamedValue[];
  readonly buildContexts: readonly NamedValue[];
  /** The stage to build; `undefined`: the last. */
  readonly target: string | undefined;
}

/** One stage as it is built for one target platform. */
export interface StageNode {
  readonly stage: Stage;
  /** `build`, or `stage-2` for one without a name, as BuildKit's progress has it. */
  readonly name: string;
  /** Its programs run on this. */
  readonly platform: Platform;
  /** The stage it is built on. */
  readonly parent: StageNode | undefined;
  /** The image it is built on: the one in FROM, or the one a build context puts in its place. */
  readonly image: string | undefined;
  /** The OCI layout that a build context puts in the place of that image: `oci-layout:///path:1`. */
  readonly layout: string | undefined;
  /**
   * Platform of that image according to `--platform=`. BuildKit disregards the flag before a stage and before
   * `scratch`.
   */
  readonly pinned: Platform | undefined;
  /** Triggers of the parent, then its own. Empty if a build context replaces the whole stage. */
  readonly steps: readonly Step[];
  /** The line of each instruction of `steps` and of those that add no files, as in `Stage`. */
  readonly history: readonly number[];
  /** Names of the labels that it sets. Empty if a build context replaces the whole stage. */
  readonly labels: readonly string[];
}

/** A FROM with a `--platform=` that decides the content of the target stage. */
export interface Pin {
  readonly line: number;
  readonly platform: Platform;
}

/**
 * Resolves a Dockerfile's stages for one target platform, as `frontend/dockerfile/dockerfile2llb/convert.go` of
 * https://github.com/moby/buildkit does.
 * @returns the stages that contribute to the target stage, in the file's order, the target stage, and the variables
 * that FROM may use.
 * @throws UnreadableError
 */
export function resolveStages(
  dockerfile: Dockerfile,
  options: BuildOptions,
  platforms: { readonly target: Platform; readonly build: Platform },
  work: Work,
): {
  readonly contributing: readonly StageNode[];
  readonly target: StageNode;
  readonly variables: ReadonlyMap<string, string>;
} {
  const variables = globalVariables(dockerfile, options, platforms, work);
  const unknown = new Map<StageNode, Wrong>();
  const contexts = new Map(options.buildContexts.map(({ name, value }) => [familiar(name), value]));
  const nodes: StageNode[] = [];
  const byName = new Map<string, StageNode>();
  for (const [index, stage] of dockerfile.stages.entries()) {
    const evaluate = (word: string) => at(stage.line, () => expand(word, variables, dockerfile.escapeCharacter, work));
    // the flag of a stage that is not built may name any platform
    const flag = stage.platform === undefined ? undefined : flagOf(evaluate(stage.platform), platforms.build);
    const pinned = flag instanceof Wrong ? platforms.target : flag;
    const node = resolveStage(stage, index, evaluate, contexts, byName, { target: platforms.target, flag: pinned });
    if (flag instanceof Wrong && node.pinned !== undefined) unknown.set(node, flag);
    nodes.push(node);
    work.spend(node.steps.length);
    if (stage.name !== undefined) byName.set(stage.name, node);
  }
  const target = options.target === undefined ? nodes.at(-1) : byName.get(options.target.toLowerCase());
  if (target === undefined) throw new UnreadableError(`there is no stage "${options.target}"`);
  const isPlain = (source: string, { kind, line }: Step) =>
    kind === 'COPY'
      ? at(line, () => expand(source, new Map(), dockerfile.escapeCharacter, work)) === source
      : !/\$./s.test(source);
  const found = new Set<StageNode>();
  const visit = (node: StageNode | undefined): void => {
    if (node === undefined || found.has(node)) return;
    found.add(node);
    const wrong = unknown.get(node);
    if (wrong !== undefined) throw new UnreadableError(wrong.message, node.stage.line);
    visit(node.parent);
    for (const step of node.steps) {
      for (const source of step.from) {
        if (!isPlain(source, step)) {
          throw new UnreadableError(`from=${excerpt(source)} is not expanded by BuildKit`, step.line);
        }
        visit(stageNamed(source, step, nodes, byName));
      }
      // BuildKit looks for the source of such a mount under this name
      if (step.mounts.length > step.from.length) visit(byName.get('scratch'));
    }
  };
  visit(target);
  return { contributing: nodes.filter((node) => found.has(node)), target, variables };
}

function resolveStage(
  stage: Stage,
  index: number,
  evaluate: (word: string) => string,
  contexts: ReadonlyMap<string, string>,
  byName: ReadonlyMap<string, StageNode>,
  { target, flag }: { readonly target: Platform; readonly flag: Platform | undefined },
): StageNode {
  const base = evaluate(stage.base);
  if (base === '') throw new UnreadableError(`the image name ${quote(excerpt(stage.base))} is empty`, stage.line);
  const name = stage.name ?? `stage-${index}`;
  const common = { stage, name, parent: undefined, image: undefined, layout: undefined, pinned: undefined };

  const replacement = stage.name === undefined ? undefined : contexts.get(stage.name);
  if (replacement !== undefined) {
    const [image, layout] = [imageOf(replacement), layoutOf(replacement)];
    const pinned = (image ?? layout) === undefined ? undefined : flag;
    return { ...common, platform: pinned ?? target, image, layout, pinned, steps: [], history: [], labels: [] };
  }
  const parent = byName.get(base);
  if (parent !== undefined) {
    const steps = [...parent.stage.triggers, ...stage.steps];
    const history = [...parent.stage.triggerHistory, ...stage.history];
    return { ...common, platform: parent.platform, parent, steps, history, labels: stage.labels };
  }
  const { steps, history, labels } = stage;
  if (base === 'scratch') return { ...common, platform: target, steps, history, labels };
  const context = contexts.get(familiar(base));
  const image = context === undefined ? base : imageOf(context);
  const layout = context === undefined ? undefined : layoutOf(context);
  const pinned = (image ?? layout) === undefined ? undefined : flag;
  return { ...common, platform: flag ?? target, image, layout, pinned, steps, history, labels };
}

/** A system alone means the processor of the builder. */
function flagOf(text: string, build: Platform): Platform | Wrong {
  const os = text.toLowerCase();
  return parsePlatform(SYSTEMS.includes(os) ? formatPlatform({ ...build, os }) : text);
}

/** The stage a `from` names, if it is not an image or a context. A mount knows no numbers. */
function stageNamed(
  source: string,
  { kind, line }: Step,
  nodes: readonly StageNode[],
  byName: ReadonlyMap<string, StageNode>,
): StageNode | undefined {
  if (kind !== 'COPY' || !/^[+-]?\d+$/.test(source)) return byName.get(source.toLowerCase());
  const node = nodes[Number(source)];
  if (node === undefined) throw new UnreadableError(`there is no stage ${excerpt(source)}`, line);
  return node;
}

/** The variables FROM may use, and a stage's ARG without a default: those of the platforms, then global ARGs; a build argument overrides either. */
function globalVariables(
  { args, stages, escapeCharacter }: Dockerfile,
  options: BuildOptions,
  platforms: { readonly target: Platform; readonly build: Platform },
  work: Work,
): ReadonlyMap<string, string> {
  const given = new Map(options.buildArgs.map(({ name, value }) => [name, value]));
  const variables = new Map<string, string>([
    ...platformVariables(platforms),
    ['TARGETSTAGE', options.target ?? stages.at(-1)?.name ?? 'default'],
  ]);
  for (const name of variables.keys()) variables.set(name, given.get(name) ?? variables.get(name) ?? '');
  for (const { line, name, value } of args) {
    const argument =
      given.get(name) ??
      (value === undefined ? undefined : at(line, () => expand(value, variables, escapeCharacter, work)));
    if (argument !== undefined) variables.set(name, argument);
  }
  return variables;
}

/** The variables that BuildKit sets for the platforms. */
export function platformVariables(platforms: {
  readonly target: Platform;
  readonly build: Platform;
}): ReadonlyMap<string, string> {
  return new Map([...variablesOf('BUILD', platforms.build), ...variablesOf('TARGET', platforms.target)]);
}

function variablesOf(prefix: 'BUILD' | 'TARGET', platform: Platform): [string, string][] {
  return [
    [`${prefix}PLATFORM`, formatPlatform(platform)],
    [`${prefix}OS`, platform.os],
    [`${prefix}OSVERSION`, ''],
    [`${prefix}ARCH`, platform.architecture],
    [`${prefix}VARIANT`, platform.variant ?? ''],
  ];
}

/** An image's name without its default parts: `alpine` for `docker.io/library/alpine:latest`. */
export function familiar(name: string): string {
  return name
    .replace(/^(?:index\.)?docker\.io\//, '')
    .replace(/^library\/(?=[^/]+$)/, '')
    .replace(/:latest$/, '');
}

/** The image that a build context refers to. Undefined if it is a folder of files. */
function imageOf(context: string): string | undefined {
  const image = /^docker-image:\/\/(.+)$/.exec(context)?.[1];
  return image === 'scratch' ? undefined : image;
}

function layoutOf(context: string): string | undefined {
  return context.startsWith(LAYOUT_PREFIX) ? context : undefined;
}
