import { DERIVED } from '../inputs/tags.ts';
import type { Repository } from '../system/registry/reference.ts';
import { formatTagged } from '../system/registry/reference.ts';
import type { Naming } from './naming.ts';
import { targetsOf } from './targets.ts';

/**
 * The tags as another step's `tags` takes them: full references, or bare tags where there is no repository. Those which
 * never move back are named in a comment, so that they are still known there.
 */
export function tagLines(repositories: readonly Repository[], naming: Naming): readonly string[] {
  const targets = targetsOf({ repositories }, naming);
  const bare = repositories.length === 0 ? naming.tags.map(({ name }) => name) : [];
  const references = targets.flatMap(({ repository, tags }) => tags.map((tag) => formatTagged({ repository, tag })));
  const derived = naming.tags.filter(({ name, derived, fullVersion }) => derived && !fullVersion && !isWritten(name));
  const names = derived.map(({ name }) => name);
  return [
    ...bare,
    ...references,
    ...(names.length === 0 || naming.release === undefined ? [] : [DERIVED + names.join(' ')]),
  ];

  function isWritten(name: string): boolean {
    return naming.references.some(({ tag, derived: own }) => tag === name && !own);
  }
}
