import type { BaseImage } from '../model/plan.ts';
import { formatPlatform, type Platform, runsOn } from '../model/platform.ts';
import { type BuildOptions, resolveStages, type StageNode } from './graph.ts';
import { Work } from './limits.ts';
import type { Dockerfile } from './read.ts';
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
  /** The image that the target stage is built on, or its OCI layout; `undefined`: it is built on `scratch`, or on files. */
  readonly base: BaseImage | undefined;
}

interface StageRun {
  readonly platform: Platform;
  /** Counted from 1; of a trigger the line of its ONBUILD. */
  readonly line: number;
  /** `build`, or `stage-2` for one without a name. */
  readonly stage: string;
}

/** A FROM with a `--platform=` that decides the content of the target stage. */
export interface Pin {
  readonly line: number;
  readonly platform: Platform;
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
    const { contributing, target } = resolveStages(dockerfile, options, platforms, new Work());
    return { runs: runsOf(contributing), pinned: pinOf(target, platforms.target), base: baseOf(target) };
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
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
function pinOf(node: StageNode, target: Platform): Pin | undefined {
  if (node.parent !== undefined) return pinOf(node.parent, target);
  if (node.pinned === undefined || runsOn(node.pinned, target)) return undefined;
  return { line: node.stage.line, platform: node.pinned };
}

function baseOf({ parent, layout, image = layout, stage }: StageNode): BaseImage | undefined {
  if (parent !== undefined) return baseOf(parent);
  return image === undefined ? undefined : { image, line: stage.line };
}
