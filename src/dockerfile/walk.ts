import type { BaseImage, Finding } from '../model/plan.ts';
import { formatPlatform, type Platform, runsOn } from '../model/platform.ts';
import { compatiblePin, overriddenArguments } from './findings.ts';
import { type BuildOptions, type Pin, resolveStages, type StageNode } from './graph.ts';
import { isImageIn } from './images.ts';
import { Work } from './limits.ts';
import type { Dockerfile, Step } from './read.ts';
import { type Unreadable, UnreadableError } from './unreadable.ts';

/** The requirements of a build for one target platform. */
export interface StageWalk {
  /**
   * Each platform on which a RUN executes, in the order of the file, with the first such RUN. Empty if files are only
   * copied.
   */
  readonly runs: readonly StageRun[];
  /** Set if the image would hold another platform's programs than its config says. */
  readonly pinned: Pin | undefined;
  /** Images that the target stage has files from, as far as they are named by a digest. */
  readonly copied: readonly BaseImage[];
  readonly findings: readonly Finding[];
  /** The image that the target stage is built on, or its OCI layout; `undefined`: it is built on `scratch`, or on files. */
  readonly base: BaseImage | undefined;
  /**
   * Lines of the instructions of the target stage, and of the stages that it is built on, in the order of the image's
   * history. The history of the base image is before them.
   */
  readonly history: readonly number[];
  /** Names of the labels that the target stage, and the stages that it is built on, set. */
  readonly labels: readonly string[];
}

interface StageRun {
  readonly platform: Platform;
  /** Counted from 1; of a trigger the line of its ONBUILD. */
  readonly line: number;
  /** `build`, or `stage-2` for one without a name. */
  readonly stage: string;
}

/**
 * Walks the target stage's graph backwards, for one target platform.
 * @param platforms `build`: the builder's own, which `$BUILDPLATFORM` stands for.
 */
export function walkStages(
  dockerfile: Dockerfile,
  options: BuildOptions,
  platforms: { readonly target: Platform; readonly build: Platform },
): StageWalk | Unreadable {
  try {
    const { contributing, target, variables } = resolveStages(dockerfile, options, platforms, new Work());
    const pin = pinOf(target);
    const isCompatible = pin === undefined || runsOn(pin.platform, platforms.target);
    const isOther = pin !== undefined && pin.platform.architecture !== platforms.target.architecture;
    return {
      runs: runsOf(contributing),
      pinned: isCompatible ? undefined : pin,
      base: baseOf(target),
      history: historyOf(target),
      labels: labelsOf(target),
      copied: copiedOf(target, isImageIn(dockerfile, options)),
      findings: [
        ...(isCompatible && isOther ? [compatiblePin(pin, platforms.target)] : []),
        ...readOr([], () => overriddenArguments(dockerfile, contributing, variables, options, platforms)),
      ],
    };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}

/** The walk of the stages does not depend on the variables in them. */
function readOr<T>(fallback: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnreadableError) return fallback;
    throw error;
  }
}

function runsOf(stages: readonly StageNode[]): StageRun[] {
  const first = new Map<string, StageRun>();
  for (const { name, platform, steps } of stages) {
    const run = steps.find(({ kind }) => kind === 'RUN');
    const key = formatPlatform(platform);
    if (run !== undefined && !first.has(key)) first.set(key, { platform, line: run.line, stage: name });
  }
  return [...first.values()];
}

/** Follows FROM from the target stage to the image all is built on. */
function pinOf({ parent, pinned, stage }: StageNode): Pin | undefined {
  if (parent !== undefined) return pinOf(parent);
  return pinned === undefined ? undefined : { line: stage.line, platform: pinned };
}

/** The images that the target stage, and those that it is built on, copy files from by a digest. */
function copiedOf({ parent, steps }: StageNode, isImage: (source: string, step: Step) => boolean): BaseImage[] {
  const own = steps
    .filter(({ kind }) => kind === 'COPY')
    .flatMap((step) =>
      step.from
        .filter((source) => source.includes('@') && isImage(source, step))
        .map((image) => ({ image, line: step.line })),
    );
  return [...(parent === undefined ? [] : copiedOf(parent, isImage)), ...own];
}

function historyOf({ parent, history }: StageNode): readonly number[] {
  return parent === undefined ? history : [...historyOf(parent), ...history];
}

function labelsOf({ parent, labels }: StageNode): readonly string[] {
  return parent === undefined ? labels : [...labelsOf(parent), ...labels];
}

function baseOf({ parent, layout, image = layout, stage }: StageNode): BaseImage | undefined {
  if (parent !== undefined) return baseOf(parent);
  return image === undefined ? undefined : { image, line: stage.line };
}
