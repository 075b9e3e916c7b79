import { join } from 'node:path';
import type { Plan, PlatformPlan } from '../model/plan.ts';
import type { Export, ImageStore } from '../store/store.ts';

/** One execution of buildx and the destination of its result. */
export interface Invocation {
  /** Plan with only the platforms of this execution. */
  readonly plan: Plan;
  /** Fills the image store. Undefined if no image is stored. */
  readonly exportTo: Export | undefined;
  /** File for the metadata of buildx. */
  readonly metadataFile: string;
}

/**
 * Returns the executions of buildx that a build needs.
 * @param store receives the image.
 * @param folder temporary folder of this run.
 */
export function invocationsOf(plan: Plan, store: ImageStore | undefined, folder: string): readonly Invocation[] {
  if (!plan.separateCalls) return [{ plan, exportTo: store?.exportTo(), metadataFile: join(folder, 'metadata.json') }];
  return plan.platforms.map((platform, i) => ({
    plan: singlePlatformPlan(platform, i, plan),
    exportTo: store?.exportTo(i),
    metadataFile: join(folder, `metadata-${i}.json`),
  }));
}

/**
 * Lets BuildKit build one platform as it does in a multi-platform build: the result has its own index with all annotations,
 * and steps and exported file systems have the name of the platform: https://docs.docker.com/build/building/variables/#buildkit-built-in-build-args
 */
const MULTI_PLATFORM = { name: 'BUILDKIT_MULTI_PLATFORM', value: '1' };

function singlePlatformPlan(platform: PlatformPlan, i: number, plan: Plan): Plan {
  const { request, cache } = plan;
  const buildArgs = [...request.build.buildArgs, MULTI_PLATFORM];
  return {
    ...plan,
    request: { ...request, build: { ...request.build, buildArgs } },
    platforms: [platform],
    cache: { ...cache, to: cache.byPlatform ? cache.to.slice(i, i + 1) : cache.to },
  };
}
