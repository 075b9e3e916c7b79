import { shortHash } from '../model/digest.ts';
import type { Naming } from '../model/naming.ts';
import { type Platform, slugOf } from '../model/platform.ts';
import type { Request } from '../model/request.ts';

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests */
const LONGEST_TAG = 128;

/**
 * The name that separates the parts of one image from those of other images of the same run: `part`, else a hash of the
 * inputs that make variants.
 */
export function partKey({ image, build, result }: Pick<Request, 'image' | 'build' | 'result'>): string {
  if (result.part !== undefined) return result.part;
  const references = image.tags.flatMap((tag) => (tag.kind === 'reference' ? [tag.reference.repository] : []));
  const names = [...image.repositories, ...references].map(({ name }) => name);
  const args = build.buildArgs.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
  const told = [[...new Set(names)].sort(), build.file ?? '', build.target ?? '', args.sort()];
  return shortHash(JSON.stringify(told), 12);
}

/** The values from which tags of parts are made. A matrix job and its merge both know them. */
export interface PartTags {
  /** `part-tag`. Undefined: tags of the action's own, by run and `part`. */
  readonly pattern: string | undefined;
  readonly naming: Naming;
  /** GITHUB_RUN_ID; empty if it is not known. */
  readonly run: string;
  /** The input `part`. */
  readonly part: string | undefined;
}

/**
 * The tag of one platform's part: `part-1234-arm64`, with `part` `part-1234-arm64_alpine`, or by the pattern, with
 * `{tag}` for the image's first tag and `{arch}` for `arm64`, `arm-v7`, `windows-amd64`.
 * @returns undefined if the pattern uses a tag of the image and the image has no tag.
 */
export function partTag({ pattern, naming, run, part }: PartTags, platform: Platform): string | undefined {
  const arch = slugOf(platform).replace(/^linux-/, '');
  // no platform has an underscore, so that no `part` makes the tag of another platform
  if (pattern === undefined) {
    return `part-${run.replace(/[^\w.-]/g, '-')}-${arch}${part === undefined ? '' : `_${part}`}`;
  }
  const tag = naming.tags[0]?.name ?? naming.references[0]?.tag;
  if (tag === undefined && pattern.includes('{tag}')) return undefined;
  const around = pattern.replaceAll('{tag}', '').replaceAll('{arch}', arch);
  // a branch's name can be as long as a tag may be; its beginning is the same in the matrix jobs and in their merge
  const short = (tag ?? '').slice(0, LONGEST_TAG - around.length);
  return pattern.replaceAll('{tag}', () => short).replaceAll('{arch}', arch);
}
