import type { Job } from '../model/job.ts';
import type { BuildRequest, LinkedTarget } from '../model/request.ts';
import type { Baked } from './bake.ts';
import { type KnownSecrets, readBuild } from './build.ts';
import { readCache } from './cache.ts';
import { DEFAULTS } from './defaults.ts';
import { readPlatforms } from './image.ts';
import { Inputs } from './inputs.ts';
import type { Texts } from './texts.ts';

/** Reads a target that a context of another refers to. Its problems are added to those of the step. */
export function readLinked(
  { name, texts }: { readonly name: string; readonly texts: Texts },
  step: Inputs,
  job: Job,
  secrets: KnownSecrets,
): LinkedTarget {
  const inputs = new Inputs(texts, DEFAULTS);
  const linked = {
    name,
    build: readBuild(inputs, job, secrets),
    platforms: readPlatforms(inputs),
    cacheFrom: readCache(inputs, job).from,
  };
  step.take(inputs, `target ${name}`);
  return linked;
}

/** The build with the targets of the bake file that its contexts, and the contexts of these, refer to. */
export function withBake(build: BuildRequest, baked: Baked | undefined, linked: readonly LinkedTarget[]): BuildRequest {
  if (baked === undefined) return build;
  const needed = new Set<string>();
  const visit = ({ buildContexts }: BuildRequest): void => {
    for (const { value } of buildContexts) {
      const target = linked.find(({ name }) => value === `target:${name}`);
      if (target === undefined || needed.has(target.name)) continue;
      needed.add(target.name);
      visit(target.build);
    }
  };
  visit(build);
  const { files, inlineDockerfile } = baked;
  return { ...build, bake: { files, inlineDockerfile, linked: linked.filter(({ name }) => needed.has(name)) } };
}
