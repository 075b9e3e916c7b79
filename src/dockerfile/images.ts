import type { Platform } from '../model/platform.ts';
import { type BuildOptions, familiar, resolveStages, type StageNode } from './graph.ts';
import { Work } from './limits.ts';
import type { Dockerfile, Step } from './read.ts';
import { type Unreadable, UnreadableError } from './unreadable.ts';

/** An image that a stage is built on or takes files from. */
export interface ReadImage {
  /** As the Dockerfile names it, expanded, or as a build context does: `golang:1.26-alpine`. */
  readonly image: string;
  /** Of the FROM, COPY or RUN that names it, counted from 1. */
  readonly line: number;
  /** The platform that BuildKit resolves it for. */
  readonly platform: Platform;
}

/** Finds the images that BuildKit resolves for one target platform: those of the stages that contribute to the target stage. */
export function readImages(
  dockerfile: Dockerfile,
  options: BuildOptions,
  platforms: { readonly target: Platform; readonly build: Platform },
): readonly ReadImage[] | Unreadable {
  try {
    const { contributing } = resolveStages(dockerfile, options, platforms, new Work());
    const isImage = isImageIn(dockerfile, options);
    return contributing.flatMap((node) => [
      ...baseOf(node),
      ...node.steps.flatMap((step) =>
        step.from
          .filter((source) => isImage(source, step))
          .map((image) => ({ image, line: step.line, platform: platforms.target })),
      ),
    ]);
  } catch (error) {
    if (error instanceof UnreadableError) return { unreadable: error.message };
    throw error;
  }
}

/** Decides if a `from` names an image, and not a stage or a context. */
export function isImageIn(
  dockerfile: Dockerfile,
  { buildContexts }: BuildOptions,
): (source: string, step: Pick<Step, 'kind'>) => boolean {
  const stages = new Set(dockerfile.stages.flatMap(({ name }) => name ?? []));
  const contexts = new Set(buildContexts.map(({ name }) => familiar(name)));
  return (source, { kind }) => {
    const isNumber = kind === 'COPY' && /^[+-]?\d+$/.test(source);
    return source !== 'scratch' && !isNumber && !stages.has(source.toLowerCase()) && !contexts.has(familiar(source));
  };
}

function baseOf({ image, stage, platform }: StageNode): readonly ReadImage[] {
  return image === undefined ? [] : [{ image, line: stage.line, platform }];
}
