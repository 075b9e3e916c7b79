import { isLoopback } from '../clients/registry/origin.ts';
import { splitReference } from '../clients/registry/sources.ts';
import { givenArguments } from '../dockerfile/build-arguments.ts';
import { type ReadImage, readImages } from '../dockerfile/images.ts';
import { isUnreadable } from '../dockerfile/unreadable.ts';
import { isDigest } from '../model/digest.ts';
import { type BuilderPlan, isElsewhere, isFresh, type PlannedBase } from '../model/plan.ts';
import { type Platform, samePlatform } from '../model/platform.ts';
import { parseRepository, TAG } from '../model/reference.ts';
import type { Request } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import type { Host } from '../session/host.ts';
import { hostPlatform } from '../session/processor.ts';
import type { Circumstances } from './circumstances.ts';

/**
 * The images that the build reads from registries, as far as this step and the builder get the same answers. An image is left
 * out if the builder may have it already, or may reach its registry in another way.
 */
export function planBases(
  { build }: Request,
  platforms: readonly Platform[],
  builder: BuilderPlan,
  { dockerfile, host, job }: Circumstances,
): readonly PlannedBase[] {
  if (isUnreadable(dockerfile) || job.env[SOURCE_POLICY] || !isKnown(builder)) return [];
  const buildArgs = givenArguments(build.buildArgs, job.env);
  const options = { buildArgs, buildContexts: build.buildContexts, target: build.target };
  const found = platforms
    .filter((platform) => !isElsewhere(builder, platform))
    .flatMap((target) => {
      const images = readImages(dockerfile, options, { target, build: hostPlatform(host) });
      return isUnreadable(images) ? [] : images;
    });
  return merged(found.filter(({ image }) => isAsked(image, builder, host)));
}

/** Names a policy that can replace images: https://docs.docker.com/build/building/variables/#experimental_buildkit_source_policy */
const SOURCE_POLICY = 'EXPERIMENTAL_BUILDKIT_SOURCE_POLICY';

/** Whether all is known of a builder that decides how it reaches registries: it is the engine's own, or made by this run. */
function isKnown(builder: BuilderPlan): boolean {
  if (builder.kind === 'engine') return true;
  if (builder.kind !== 'new' || builder.driver !== 'docker-container') return false;
  return builder.nodes.every(({ driverOpts, buildkitdFlags = '' }) => {
    const image = driverOpts.findLast((option) => option.startsWith('image=')) ?? '';
    // another image may bring a configuration of its own
    return /^image=(?:docker\.io\/)?moby\/buildkit[:@]/.test(image) && !/--(?:config|containerd)/.test(buildkitdFlags);
  });
}

/** Whether the builder asks the registry for an image, and reaches the same registry under its name. */
function isAsked(image: string, builder: BuilderPlan, host: Host): boolean {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (repository instanceof Wrong || !(TAG.test(reference) || isDigest(reference))) return false;
  // content that was pulled under another name is found by its digest
  if (isDigest(reference) && !isFresh(builder)) return false;
  if (!isLoopback(repository.registry)) return true;
  const isOnHost =
    builder.kind !== 'new' || builder.nodes.every(({ driverOpts }) => driverOpts.includes('network=host'));
  return isOnHost && host.emulators !== undefined;
}

function merged(images: readonly ReadImage[]): readonly PlannedBase[] {
  const bases = new Map<string, PlannedBase>();
  for (const { image, line, platform } of images) {
    const known = bases.get(image) ?? { image, line, platforms: [] };
    const isNew = !known.platforms.some((own) => samePlatform(own, platform));
    bases.set(image, {
      image,
      line: Math.min(line, known.line),
      platforms: isNew ? [...known.platforms, platform] : known.platforms,
    });
  }
  return [...bases.values()];
}
