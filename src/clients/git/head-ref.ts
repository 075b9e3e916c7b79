import { MAX_SYMBOLIC_REFS } from '../../runtime/limits.ts';
import { type Commit, headCommit } from './commit.ts';
import { type Objects, openObjects } from './objects.ts';
import { allRefs, pullRefOf, symbolicHead } from './refs.ts';
import { enclosingRepository, type Repository } from './repository.ts';

/** The commit that is checked out, and the ref that it was checked out as. */
export interface Checkout extends Commit {
  /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge`. Undefined if no such ref has the commit. */
  readonly ref: string | undefined;
}

/**
 * HEAD of the work tree that contains a folder, with its ref. A detached HEAD has no ref of its own: then a tag counts
 * first, then a pull request, then a branch. docker/actions-toolkit does the same by the names that Git decorates HEAD with.
 */
export function headOf(folder: string): Checkout | undefined {
  const repository = enclosingRepository(folder);
  const commit = repository && headCommit(folder);
  if (repository === undefined || commit === undefined) return undefined;
  return { ...commit, ref: symbolicHead(repository) ?? detachedRef(commit.revision, repository) };
}

function detachedRef(commit: string, repository: Repository): string | undefined {
  using objects = openObjects(repository);
  const names = allRefs(repository)
    .filter(({ id }) => peel(id, objects) === commit)
    .map(({ name }) => name)
    .sort();
  // of v1, v1.2 and v1.2.3 the last is the most precise
  const tag = names.findLast((name) => name.startsWith('refs/tags/'));
  if (tag !== undefined) return tag;
  const [, pull] = /(?:^|\/)(pull\/\d+\/\w+)$/.exec(pullRefOf(commit, repository) ?? '') ?? [];
  if (pull !== undefined) return `refs/${pull}`;
  const branches = names.flatMap((name) => /^refs\/(?:heads|remotes\/[^/]+)\/(.+)$/.exec(name)?.[1] ?? []);
  return branches[0] === undefined ? undefined : `refs/heads/${branches[0]}`;
}

/** The id of the object that an annotated tag names: https://git-scm.com/docs/git-mktag */
function peel(id: string, objects: Objects, depth = MAX_SYMBOLIC_REFS): string {
  const content = depth === 0 ? undefined : objects.read(id, 'tag');
  const [, target] = /^object ([0-9a-f]+)$/m.exec(content?.toString('utf8') ?? '') ?? [];
  return target === undefined ? id : peel(target, objects, depth - 1);
}
