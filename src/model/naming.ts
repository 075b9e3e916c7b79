import type { TaggedReference } from './reference.ts';
import type { Release } from './release.ts';

/** The names of an image, derived from the request and the event. */
export interface Naming {
  /** Tags for each of `images`, in the order of their priority. */
  readonly tags: readonly Tag[];
  /** References written out by the user, or by `plan`. */
  readonly references: readonly (TaggedReference & Omit<Tag, 'name'>)[];
  /** As in tags and labels. Empty if there is no version. */
  readonly version: string;
  /** Undefined if the image has no version order: then derived tags may be updated to any version. */
  readonly release: Release | undefined;
  /** Whether tags are derived or a version is given, so that labels and annotations follow. */
  readonly isNamed: boolean;
  readonly notices: readonly string[];
  /** Why rules give no tag: `tags[1]: type=ref,event=pr is for pull requests`. */
  readonly reasons: readonly string[];
}

/** Number of tags and references. */
export function countNames({ tags, references }: Naming): number {
  return tags.length + references.length;
}

export interface Tag {
  readonly name: string;
  /** Made by `auto` or by the flavor's `latest`, so that it never goes back to an older version. */
  readonly derived: boolean;
  /** True if it names the whole version, so that registries may refuse to update it. */
  readonly fullVersion: boolean;
}

/** The source of an image. */
export interface Provenance {
  /** Empty without a version. */
  readonly version: string;
  /** The commit, in full. */
  readonly revision: string;
  /** Time of the commit. Undefined if it is not known. */
  readonly committed: Date | undefined;
  /** Time of the build. Undefined if it is not known: `merge` does not build. */
  readonly created: Date | undefined;
  readonly repository: RepositoryFacts;
}

/** Distinguishes this repository's labels from the labels of a base image. */
export interface Origin {
  /** Values of `org.opencontainers.image.source` that name this repository. */
  readonly sources: readonly string[];
  /** The commit that is built; empty if it is not known. */
  readonly commit: string;
}

/** The source repository. Unknown values are empty strings. */
export interface RepositoryFacts {
  readonly name: string;
  readonly description: string;
  /** Of its web page. */
  readonly url: string;
  /** SPDX identifier. */
  readonly license: string;
}

/** Annotations of a part's index. On a manifest, the run would change the platform's digest from run to run. */
export const PART_ANNOTATIONS = {
  run: 'io.github.multiarch-build.run',
  part: 'io.github.multiarch-build.part',
} as const;
