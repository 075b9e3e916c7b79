/** One look-up of a cache, as BuildKit reports it. */
export interface CacheRead {
  /** `importing cache manifest from ghcr.io/acme/app-buildcache:main` */
  readonly command: string;
  readonly error: string | undefined;
}

const PREFIX = 'importing cache manifest from ';

/** Describes all look-ups in one line. A cache that cannot be read does not fail a build. */
export function describeCacheReads(reads: readonly CacheRead[]): readonly string[] {
  const byResult = Map.groupBy(reads, ({ error }) => (error === undefined ? 'read' : resultOf(error)));
  const parts = [...byResult].map(
    ([result, some]) => `${result}: ${some.map(({ command }) => command.replace(PREFIX, '')).join(', ')}`,
  );
  return parts.length === 0 ? [] : [`cache ${parts.join('; ')}`];
}

/** In the first build the cache does not exist yet. */
function resultOf(error: string): string {
  if (/: not found$/.test(error)) return 'does not exist yet';
  // registries also send this status for a repository that does not exist
  if (/denied|unauthorized|insufficient_scope|403 Forbidden/i.test(error))
    return 'does not exist yet, or may not be read';
  return `was not read (${error.split('\n', 1)[0]})`;
}
