import type { BuildLog } from '../buildkit/build-log.ts';
import { familiar } from '../dockerfile/graph.ts';
import { ActionError } from '../model/errors.ts';
import type { PlatformPlan } from '../model/plan.ts';
import { formatPlatform, runsOn, samePlatform } from '../model/platform.ts';
import { namedPlatform } from './built-platforms.ts';
import type { BasedImage } from './single-platform-base.ts';

/**
 * Throws if BuildKit warns that the base image of an image has another platform. It compares the config, so it also finds a
 * base image that an index lists for the wrong platform. It does so for the first platform only.
 * https://docs.docker.com/reference/build-checks/invalid-base-image-platform/
 * @param built base images of a Dockerfile that the action could not read.
 * @returns a warning for each such base image of which it is not known whether it is that of the last stage.
 */
export function refuseWarnedBase(
  platforms: readonly PlatformPlan[],
  built: readonly BasedImage[],
  { warnings }: Pick<BuildLog, 'warnings'>,
  file: string,
): readonly string[] {
  return warnings.flatMap(({ short, lines }) => {
    const [, image, found, expected] = INVALID.exec(short) ?? [];
    const [own, wanted] = [namedPlatform(found), namedPlatform(expected)];
    if (image === undefined || own === undefined || wanted === undefined) return [];
    // a stage that is pinned to 386 may be built on an image for amd64, in an image for amd64
    const targets = platforms.filter(({ platform }) => runsOn(wanted, platform) && !runsOn(own, platform));
    const [target] = targets;
    if (target === undefined) return [];
    const [available, requested] = [formatPlatform(own), formatPlatform(target.platform)];
    const place = `${file}${lines === undefined ? '' : `:${lines[0]}`}: ${image}`;
    const message = `${place} was pulled for ${available}, and the build expected ${formatPlatform(wanted)}`;
    const isTarget = ({ platform }: BasedImage) => targets.some((each) => samePlatform(each.platform, platform));
    const bases = [...targets, ...built.filter(isTarget)].flatMap(({ base }) => base ?? []);
    if (bases.some((base) => isBase(base, image, lines?.[0]))) {
      throw new ActionError(`${message}, so the ${requested} image would hold ${available} programs`, {
        hint: 'No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
        diagnosis: 'platform-missing',
      });
    }
    const isKnown = ({ platform, unread }: PlatformPlan) =>
      unread === undefined || built.some((each) => samePlatform(each.platform, platform));
    if (targets.every(isKnown)) return [];
    return `${message}. If it is the base image of the last stage, the ${requested} image contains ${available} programs.`;
  });
}

const INVALID =
  /^InvalidBaseImagePlatform: Base image (\S+) was pulled with platform "([^"]+)", expected "([^"]+)" for current build/;

function isBase(base: NonNullable<BasedImage['base']>, image: string, line: number | undefined): boolean {
  if (base.line !== undefined && line !== undefined) return base.line === line;
  const nameOf = (name: string) => familiar(name.replace(/@.*$/, ''));
  return nameOf(base.image) === nameOf(image);
}
