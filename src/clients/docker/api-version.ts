import type { EngineInfo } from './answers.ts';

/** The first API that lists the manifests of an image and runs the one of a platform. Older ones silently ignore both. */
export const PLATFORM_API: readonly [number, number] = [1, 49];

/**
 * The first API (Docker 20.10) that creates a container for a given platform. With older ones, docker rejects
 * `run --platform`. https://docs.docker.com/reference/api/engine/version-history/#v141-api-changes
 */
export const OLDEST_API: readonly [number, number] = [1, 41];

/** True if Docker Engine's API is this version or a later one. */
export function hasApi(
  { apiVersion: [major, minor] }: EngineInfo,
  [first, second]: readonly [number, number],
): boolean {
  return major > first || (major === first && minor >= second);
}
