import { shortHash } from '../model/digest.ts';
import type { Naming } from '../model/naming.ts';
import { type Platform, slugOf } from '../model/platform.ts';
import type { Request } from '../model/request.ts';

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const LONGEST_TAG = 128;

/**
 * Key that all parts of one image share and that differs between images of a run: `part`, or a hash of the inputs that
 * distinguish variants.
 */
export function partKey({ image, build, result }: Pick<Request, 'image' | 'build' | 'result'>): string {
  if (result.part !== undefined) return result.part;
  const references = image.tags.flatMap((tag) => (tag.kind === 'reference' ? [tag.reference.repository] : []));
  const names = [...image.repositories, ...references].map(({ name }) => name);
  const args = build.buildArgs.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
  const variant = [
    [...new Set(names)].sort(),
    build.bake?.inlineDockerfile ?? build.file ?? '',
    build.target ?? '',
    args.sort(),
  ];
  return shortHash(JSON.stringify(variant), 12);
}

/** Values for the tags of parts. A matrix job and its merge use the same values. */
export interface PartTags {
  /** `part-tag`. Undefined if the action chooses the tags by run and `part`. */
  readonly pattern: string | undefined;
  readonly naming: Naming;
  /** GITHUB_RUN_ID; empty if it is not known. */
  readonly run: string;
  /** The input `part`. */
  readonly part: string | undefined;
}

/**
 * Returns the tag of the part of one platform: `part-1234-arm64`, or `part-1234-arm64_alpine` with `part`. A pattern may
 * contain `{tag}`, the first tag of the image, and `{arch}`, such as `arm64`, `arm-v7` or `windows-amd64`.
 * @returns undefined if the pattern uses a tag of the image and the image has no tag.
 */
export function partTag({ pattern, naming, run, part }: PartTags, platform: Platform): string | undefined {
  const arch = slugOf(platform).replace(/^linux-/, '');
  // platforms contain no underscore, so the tag with `part` differs from the tag of every other platform
  if (pattern === undefined) {
    return `part-${run.replace(/[^\w.-]/g, '-')}-${arch}${part === undefined ? '' : `_${part}`}`;
  }
  const tag = naming.tags[0]?.name ?? naming.references[0]?.tag;
  if (tag === undefined && pattern.includes('{tag}')) return undefined;
  const around = pattern.replaceAll('{tag}', '').replaceAll('{arch}', arch);
  // the name of a branch can have the maximum length of a tag; matrix jobs and merge shorten it in the same way
  const short = (tag ?? '').slice(0, LONGEST_TAG - around.length);
  return pattern.replaceAll('{tag}', () => short).replaceAll('{arch}', arch);
}
