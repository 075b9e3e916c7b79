import type { Image } from '../model/image.ts';
import { formatPlatform, type Platform, samePlatform } from '../model/platform.ts';
import type { Repository, TaggedReference } from '../model/reference.ts';
import type { Report } from '../model/report.ts';

/** The result of a successful merge. */
export interface MergeFacts {
  readonly image: Image;
  readonly tags: readonly TaggedReference[];
  readonly previous: Report['previous'];
  readonly repositories: readonly Repository[];
  /** In the order asked for. */
  readonly platforms: readonly Platform[];
  readonly version: string;
  readonly seconds: number;
  readonly phases: Report['phases'];
  /** Where each platform's image was built, by the platform's name. */
  readonly origins: ReadonlyMap<string, string>;
  readonly notices: readonly string[];
}

export function mergeReport({
  image,
  tags,
  previous,
  repositories,
  platforms,
  version,
  seconds,
  phases,
  origins,
  notices,
}: MergeFacts): Report {
  return {
    result: { kind: 'published' },
    title: repositories[0]?.name ?? '',
    digest: image.digest,
    repositories,
    tags,
    previous,
    version,
    labels: [],
    annotations: [],
    imageId: undefined,
    platforms: platforms.map((platform) => {
      const found = image.platforms.find((other) => samePlatform(other.platform, platform));
      const attestation = image.attestations.find(({ of }) => of === found?.digest);
      return {
        platform,
        digest: found?.digest,
        size: found?.size,
        execution: undefined,
        seconds: undefined,
        steps: undefined,
        origin: origins.get(formatPlatform(platform)),
        attestation: attestation?.digest,
      };
    }),
    builder: undefined,
    driver: undefined,
    driverReason: '',
    tools: [],
    cacheHit: undefined,
    cache: undefined,
    ...{ seconds, phases },
    steps: [],
    source: undefined,
    notices,
    changes: undefined,
    metadata: {},
  };
}
