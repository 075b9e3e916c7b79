import { readCacheEntry } from '../inputs/cache-entry.ts';
import type { CachePlan, Delivery } from '../model/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { Request } from '../model/request.ts';
import { isForIndex } from './annotations.ts';
import { hasIndex } from './description.ts';

/**
 * Lists the parts of a job that the builder of Docker Engine cannot do with the classic image store, each with the remedy.
 * Empty if it can do the job. buildx refuses the same parts, except for attributes of the image: it drops them silently.
 */
export function classicObstacles(
  { build, cache }: Pick<Request, 'build' | 'cache'>,
  platforms: readonly Platform[],
  delivery: Delivery,
): readonly string[] {
  const attested = hasIndex(build, 1, { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' });
  const archives = [...new Set(delivery.files.map(({ type }) => type).filter((type) => ARCHIVES.includes(type)))];
  const caches = [...new Set(cache.to.flatMap((entry) => readCacheEntry(entry).type ?? []))].filter(
    (type) => type !== 'inline',
  );
  const attributes = Object.entries(delivery.imageAttributes).filter(
    ([name, value]) => !(name === 'oci-mediatypes' && value === 'true') && name !== 'rewrite-timestamp',
  );
  return [
    ...(platforms.length > 1
      ? [`\`platforms\` asks for ${platforms.map(formatPlatform).join(', ')}, and it builds one platform: name one`]
      : []),
    ...(attested ? ['it makes no attestations: leave out `provenance`, `sbom` and `attests`'] : []),
    ...(build.annotations.some(isForIndex) ? ['it makes no index: leave out `annotations` of an index'] : []),
    ...caches.map((type) => `it writes no cache of type=${type}: leave it out of \`cache-to\`, or write type=inline`),
    ...archives.map((type) => `it writes no type=${type} archive: leave it out of \`outputs\``),
    ...(attributes.length > 0
      ? [
          `its image takes no ${attributes.map(([name, value]) => `${name}=${value}`).join(', ')}: leave it out of \`outputs\``,
        ]
      : []),
    ...(build.sourceDateEpoch !== undefined ? ['it cannot rewrite timestamps: leave out `source-date-epoch`'] : []),
  ];
}

const ARCHIVES = ['oci', 'docker'];

/** The caches that are read, without those that are written. The image itself can carry one. */
export function readOnly(cache: CachePlan): CachePlan {
  if (cache.to.length === 0) return cache;
  return {
    ...cache,
    to: [],
    folders: cache.folders.map((group) => group.map((kept) => ({ ...kept, key: undefined }))),
    reason: "the engine's classic image store cannot write a cache",
  };
}
