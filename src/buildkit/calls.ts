import { join } from 'node:path';
import type { Plan, PlatformPlan } from '../model/plan.ts';
import type { Export, ImageStore } from '../store/store.ts';

/** One call of buildx, and where its result goes. */
export interface Call {
  /** For the platforms of this call alone. */
  readonly plan: Plan;
  /** Fills the image store. Undefined if no image is stored. */
  readonly exportTo: Export | undefined;
  /** Where buildx writes what it knows of the result. */
  readonly metadataFile: string;
}

/**
 * The calls of buildx that a build takes.
 * @param store that the whole image is built into.
 * @param folder of this run.
 */
export function callsOf(plan: Plan, store: ImageStore | undefined, folder: string): readonly Call[] {
  if (!plan.apart) return [{ plan, exportTo: store?.exportTo(), metadataFile: join(folder, 'metadata.json') }];
  return plan.platforms.map((platform, i) => ({
    plan: onlyFor(platform, i, plan),
    exportTo: store?.exportTo(i),
    metadataFile: join(folder, `metadata-${i}.json`),
  }));
}

/**
 * As a part of an image for several platforms, it gets an index of its own, which has all of the image's annotations, and
 * its steps and file systems are named by the platform: https://docs.docker.com/build/building/variables/#buildkit-built-in-build-args
 */
const AS_PART = { name: 'BUILDKIT_MULTI_PLATFORM', value: '1' };

function onlyFor(platform: PlatformPlan, i: number, plan: Plan): Plan {
  const { request, cache } = plan;
  const buildArgs = [...request.build.buildArgs, AS_PART];
  return {
    ...plan,
    request: { ...request, build: { ...request.build, buildArgs } },
    platforms: [platform],
    cache: { ...cache, to: cache.byPlatform ? cache.to.slice(i, i + 1) : cache.to },
  };
}
