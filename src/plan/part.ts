import { formatPlatform, type Platform } from '../inputs/platform.ts';
import type { Request } from '../inputs/request.ts';
import type { Naming } from './naming.ts';
import { shortHash } from './short-hash.ts';

/** What a part's index says of itself. On a manifest, the run would change the platform's digest from run to run. */
export const PART_ANNOTATIONS = {
  run: 'io.github.multiarch-build.run',
  part: 'io.github.multiarch-build.part',
} as const;

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const LONGEST_TAG = 128;

/** How parts are tagged where nothing else hands them over. */
export const PART_TAG = '{tag}-{arch}';

/**
 * What tells the parts of one image from those of other images of the same run: `part`, else a hash of what sets
 * variants apart.
 */
export function partKey({ image, build, result }: Pick<Request, 'image' | 'build' | 'result'>): string {
  if (result.part !== undefined) return result.part;
  const references = image.tags.flatMap((tag) => (tag.kind === 'reference' ? [tag.reference.repository] : []));
  const names = [...image.repositories, ...references].map(({ name }) => name);
  const args = build.buildArgs.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
  const told = [[...new Set(names)].sort(), build.file ?? '', build.target ?? '', args.sort()];
  return shortHash(JSON.stringify(told), 12);
}

/**
 * The tag of one platform's part.
 * @param pattern with `{tag}` for the image's first tag and `{arch}` for `arm64`, `arm-v7`, `windows-amd64`.
 * @returns `undefined` where the pattern asks for a tag and there is none.
 */
export function partTag(pattern: string, naming: Naming, platform: Platform): string | undefined {
  const tag = naming.tags[0]?.name ?? naming.references[0]?.tag;
  if (tag === undefined && pattern.includes('{tag}')) return undefined;
  const arch = formatPlatform(platform)
    .replace(/^linux\//, '')
    .replaceAll('/', '-');
  const around = pattern.replaceAll('{tag}', '').replaceAll('{arch}', arch);
  // a branch's name can be as long as a tag may be; its beginning is the same in the legs and in their merge
  const short = (tag ?? '').slice(0, LONGEST_TAG - around.length);
  return pattern.replaceAll('{tag}', () => short).replaceAll('{arch}', arch);
}
