import type { BuildLog } from '../buildkit/log.ts';
import type { PlatformPlan } from '../model/plan.ts';

/**
 * What nobody can prove of an image whose Dockerfile could not be followed: BuildKit's own check sees that a FROM is
 * pinned to a platform, and does not tell whether the stage is the one that becomes the image.
 * https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/
 * @param file how the Dockerfile is named to the user.
 */
export function doubtsOf(
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
        `${file}${lines === undefined ? '' : `:${lines[0]}`}: a stage is pinned to one platform. If it is the last one, the images of other platforms hold that one's programs; this could not be proved, as the Dockerfile could not be followed: ${unread}`,
    );
}
