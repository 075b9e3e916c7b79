import type { BuildLog } from '../buildkit/build-log.ts';
import type { PlatformPlan } from '../model/plan.ts';

/**
 * Returns warnings about stages that are pinned to one platform, if the action could not read the Dockerfile. BuildKit's
 * check reports the pinned FROM, but not whether its stage is the last one.
 * https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/
 * @param file name of the Dockerfile in messages.
 */
export function pinnedStageWarnings(
  platforms: readonly PlatformPlan[],
  { warnings }: Pick<BuildLog, 'warnings'>,
  file: string,
): readonly string[] {
  const unread = platforms.find((platform) => platform.unread !== undefined)?.unread;
  if (unread === undefined) return [];
  return warnings
    .filter(({ short }) => short.startsWith('FromPlatformFlagConstDisallowed:'))
    .map(
      ({ lines }) =>
        `${file}${lines === undefined ? '' : `:${lines[0]}`}: a stage is pinned to one platform. If it is the last stage, the images of other platforms contain programs of the pinned platform. This is not verified, because the Dockerfile could not be read: ${unread}`,
    );
}
