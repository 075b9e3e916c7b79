import type { BuildLog } from '../buildkit/build-log.ts';
import { type BuildResult, basePlatforms, resultsOf } from '../buildkit/results.ts';
import { familiar } from '../dockerfile/graph.ts';
import { parsePlatform } from '../inputs/platform.ts';
import { quote } from '../inputs/problems.ts';
import { ActionError } from '../model/errors.ts';
import type { PlatformPlan } from '../model/plan.ts';
import { formatPlatform, type Platform, runsOn } from '../model/platform.ts';
import type { NamedValue } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import type { BasedImage } from './single-platform-base.ts';

/**
 * Throws if an image holds programs of another platform according to the steps that BuildKit ran, because its last stage is
 * pinned to that platform. Finds also what a Dockerfile that the action cannot read does. BuildKit names the platform of a
 * step only in a build for several platforms.
 * @param file name of the Dockerfile in messages.
 * @param stage the requested `target`.
 * @returns a warning for each image of which the steps do not show for certain that it is such an image.
 */
export function refuseOtherPrograms(
  platforms: readonly Pick<PlatformPlan, 'platform'>[],
  log: Pick<BuildLog, 'vertices'>,
  file: string,
  stage: string | undefined,
): readonly string[] {
  const results = resultsOf(log).map(({ platform, base }) => ({ base, platform: namedPlatform(platform) }));
  const [first] = results;
  // the platform of `scratch` and of files is not known
  if (first?.platform === undefined || results.some(({ platform }) => platform === undefined)) return [];
  const held = formatPlatform(first.platform);
  const bases = basePlatforms(log).flatMap((name) => namedPlatform(name) ?? []);
  const subject = stage === undefined ? 'the last stage' : `stage ${quote(stage)}`;
  const on = first.base === undefined ? 'an image' : first.base.replace(/@.*$/, '');
  return platforms.flatMap(({ platform: target }) => {
    if (results.some(({ platform }) => platform !== undefined && runsOn(platform, target))) return [];
    const wanted = formatPlatform(target);
    const message = (may: string) =>
      `${file}: ${subject} is built on ${on} for ${held}, so the ${wanted} image ${may} hold ${held} programs`;
    // the image may be one that the image of another platform only copies files from
    const isHidden = results.length < platforms.length && bases.some((base) => runsOn(base, target));
    if (isHidden) return message('may');
    throw new ActionError(message('would'), { hint: HINT });
  });
}

const HINT =
  'No tag was updated. Leave --platform out of the FROM of that stage: it is for stages that the last one only copies files from. If such an image is meant, set `verify: false`.';

/**
 * Finds the base images of a Dockerfile that the action could not read: the steps of the build name them, with their
 * digests, and build contexts with an OCI layout. Leaves out images for a platform that no result is built on, or several results.
 */
export function builtBases(
  platforms: readonly PlatformPlan[],
  log: Pick<BuildLog, 'vertices'>,
  buildContexts: readonly NamedValue[],
): readonly BasedImage[] {
  const results = resultsOf(log);
  return platforms
    .filter(({ unread }) => unread !== undefined)
    .flatMap(({ platform }) => {
      const own = results.filter((result) => result.platform === formatPlatform(platform));
      const [result, ...others] = own.length > 0 ? own : results.filter((each) => isFor(each, platform));
      const layout = buildContexts.find(({ name }) => result?.layout !== undefined && familiar(name) === result.layout);
      const image = result?.base ?? layout?.value;
      return image === undefined || others.length > 0 ? [] : { platform, base: { image, line: undefined } };
    });
}

function isFor({ platform }: BuildResult, target: Platform): boolean {
  const own = namedPlatform(platform);
  return own !== undefined && runsOn(own, target);
}

/** The platform of this name. Undefined if it is not one that the action can build. */
export function namedPlatform(name: string | undefined): Platform | undefined {
  const platform = name === undefined ? undefined : parsePlatform(name);
  return platform instanceof Wrong ? undefined : platform;
}
