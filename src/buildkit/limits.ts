// The limits of a running build, written as in runtime/limits.ts. script/limits.mjs reads both files.

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Silence of buildx while it looks up a base image: it reads manifests, which are small. */
export const RESOLVE_IDLE_MS = 2 * MINUTE;
/** Silence of buildx while it fetches a base image: it reports the progress of each layer. */
export const BASE_IMAGE_IDLE_MS = 5 * MINUTE;
/** Silence of buildx while it exports an image: it reports only the start and the end of each layer. */
export const EXPORT_IDLE_MS = 20 * MINUTE;
/** Silence of buildx while it pushes: it reports only the start and the end of each layer. */
export const PUSH_IDLE_MS = 20 * MINUTE;
/** Silence of buildx while it copies a part: it reports no progress of layers. */
export const COPY_IDLE_MS = 20 * MINUTE;
/** The end of a step on one platform waits for other platforms, to be printed with them. */
export const STEP_END_WAIT_MS = 10 * SECOND;
/** Lines of a step's output that are kept for an error: the cause is in the last ones. */
export const MAX_KEPT_OUTPUT_LINES = 200;
/** Error of a build that is compared with known faults: the time grows with its length. */
export const MAX_CLASSIFIED_ERROR_CHARS = 10_000;
/** Line of a command's output that is compared with known faults: the time grows with its length. */
export const MAX_CLASSIFIED_LINE_CHARS = 1_000;
/** Checks whether the container of a lost builder has ended: the engine may not have noticed it yet. */
export const MAX_CONTAINER_CHECKS = 5;
/** Interval of these checks: the engine notices the end within a second. */
export const CONTAINER_CHECK_INTERVAL_MS = 300;
