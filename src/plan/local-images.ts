import { givenArguments } from '../dockerfile/build-arguments.ts';
import { resolveStages } from '../dockerfile/graph.ts';
import { Work } from '../dockerfile/limits.ts';
import type { Dockerfile } from '../dockerfile/read.ts';
import { isUnreadable, type Unreadable, UnreadableError } from '../dockerfile/unreadable.ts';
import type { Environment } from '../model/job.ts';
import type { Platform } from '../model/platform.ts';
import type { BuildRequest } from '../model/request.ts';

/** Images that a build for one platform reads: those of FROM, `COPY --from` and mounts. Empty if they are not known. */
export function imagesRead(
  dockerfile: Dockerfile | Unreadable,
  { buildArgs, buildContexts, target }: Pick<BuildRequest, 'buildArgs' | 'buildContexts' | 'target'>,
  platforms: { readonly target: Platform; readonly build: Platform },
  env: Environment,
): readonly string[] {
  if (isUnreadable(dockerfile)) return [];
  const given = givenArguments(buildArgs, env);
  const contexts = buildContexts.flatMap(({ name, value }) => (value === undefined ? [] : [{ name, value }]));
  try {
    const { contributing } = resolveStages(
      dockerfile,
      { buildArgs: given, buildContexts: contexts, target },
      platforms,
      new Work(),
    );
    const known = [...dockerfile.stages.map(({ name }) => name), ...contexts.map(({ name }) => name.toLowerCase())];
    const isImage = (source: string) => !/^\d+$/.test(source) && !known.includes(source.toLowerCase());
    const bases = contributing.flatMap(({ image }) => image ?? []);
    const sources = contributing.flatMap(({ steps }) => steps.flatMap(({ from }) => from)).filter(isImage);
    return [...new Set([...bases, ...sources])];
  } catch (error) {
    if (error instanceof UnreadableError) return [];
    throw error;
  }
}
