import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MAX_GIT_POINTER_BYTES } from '../../runtime/limits.ts';
import { readText } from './files.ts';

/**
 * A repository by its folders. Its configuration is never read, so it is never obeyed.
 * https://git-scm.com/docs/gitrepository-layout
 */
export interface Repository {
  /** Top folder of the work tree. */
  readonly top: string;
  /** Holds HEAD. */
  readonly gitDir: string;
  /** Holds refs and objects. Other than `gitDir` in a linked worktree. */
  readonly commonDir: string;
}

/** The nearest repository around a folder. Only `.git` counts: a folder that looks like a bare repository is content. */
export function enclosingRepository(folder: string): Repository | undefined {
  const top = ancestorsOf(realPath(folder)).find(hasGit);
  return top === undefined ? undefined : repositoryAt(top);
}

/** The repository whose work tree has its top in a folder. Undefined if `.git` is missing or leads to no repository. */
export function repositoryAt(top: string): Repository | undefined {
  const place = join(top, '.git');
  const gitDir = isFolder(place) ? place : pointedAt(top, place);
  if (gitDir === undefined) return undefined;
  const common = readText(join(gitDir, 'commondir'), MAX_GIT_POINTER_BYTES);
  return { top, gitDir, commonDir: common === undefined ? gitDir : resolve(gitDir, common) };
}

/** In submodules and linked worktrees `.git` is a file: `gitdir: ../.git/modules/lib` */
function pointedAt(top: string, place: string): string | undefined {
  const [, target] = /^gitdir: (.+)$/.exec(readText(place, MAX_GIT_POINTER_BYTES) ?? '') ?? [];
  return target === undefined ? undefined : resolve(top, target);
}

/** Resolves symlinks. Returns the path itself if it does not exist. */
export function realPath(path: string): string {
  return orUndefined(() => realpathSync(path)) ?? path;
}

/** A folder and its parents, from the inside out. */
export function ancestorsOf(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}

export function hasGit(folder: string): boolean {
  return exists(join(folder, '.git'));
}

/**
 * True if Git, started in a folder, finds the repository of a `.git` folder. False if it may take a part of the content
 * for a bare repository, and obey a configuration that came with the content.
 */
export function leadsToCheckout(folder: string): boolean {
  // Git starts at the real path
  for (const path of ancestorsOf(realPath(folder))) {
    if (hasGit(path)) return isGitFolder(join(path, '.git'));
    if (exists(join(path, 'HEAD'))) return false;
  }
  return false;
}

/** If one of these is missing, Git continues with the folder itself and then with its parents. */
function isGitFolder(path: string): boolean {
  return (
    statsOf(path)?.isDirectory() === true &&
    statsOf(join(path, 'HEAD'))?.isFile() === true &&
    ['objects', 'refs'].every((name) => isFolder(join(path, name)))
  );
}

/** A symlink counts, whether its target exists or not. */
function exists(path: string): boolean {
  return statsOf(path) !== undefined;
}

function statsOf(path: string): Stats | undefined {
  return orUndefined(() => lstatSync(path));
}

function isFolder(path: string): boolean {
  return orUndefined(() => statSync(path).isDirectory()) ?? false;
}

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
