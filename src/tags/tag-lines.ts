import type { Naming } from '../model/naming.ts';
import type { Repository } from '../model/reference.ts';
import { formatTagged, taggedReferences } from '../model/reference.ts';
import type { HandedRelease } from '../model/release.ts';
import { targetsOf } from './targets.ts';

/** The tags as another step's `tags` takes them: full references, or bare tags where there is no repository. */
export function tagLines(repositories: readonly Repository[], naming: Naming): readonly string[] {
  const bare = repositories.length === 0 ? naming.tags.map(({ name }) => name) : [];
  const references = taggedReferences(targetsOf({ repositories }, naming)).map(formatTagged);
  return [...bare, ...references];
}

/** Data for `merge` that these lines lack. Undefined if the image has no version order. */
export function handedRelease({ tags, references, release }: Naming): HandedRelease | undefined {
  const isWritten = (name: string) => references.some(({ tag, derived }) => tag === name && !derived);
  const floating = tags.filter(({ name, derived, fullVersion }) => derived && !fullVersion && !isWritten(name));
  return release && { ...release, floating: floating.map(({ name }) => name) };
}
