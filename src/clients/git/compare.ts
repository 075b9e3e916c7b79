import type { Hash } from 'node:crypto';
import { createReadStream, lstatSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { MAX_FILES_AT_ONCE, MAX_GIT_SYMLINKS, MAX_READ_BYTES } from '../../runtime/limits.ts';
import { treeOf } from './commit.ts';
import { hashFor, idOf, type Objects, openObjects } from './objects.ts';
import { readHead } from './refs.ts';
import { type Repository, repositoryAt } from './repository.ts';
import { parseTree, type Tree, type TreeEntry } from './tree.ts';

/** The first place at which files differ from a commit. */
export interface Difference {
  /** Absolute. */
  readonly path: string;
  readonly how: 'added' | 'changed' | 'missing' | 'unreadable';
}

/**
 * Compares a folder with its content, or a file, with the same path in a commit. Git's ids are hashes, and every object is
 * verified by its hash. So the result does not depend on the repository that an object comes from, or on its HEAD.
 *
 * Names, content, symlinks, executable bits and submodules are compared. Empty folders do not count, as in Git. A file of
 * Git LFS counts as its pointer. A file of a commit may be missing if the checkout is sparse.
 * @param top the work tree's top folder.
 * @param path absolute, in the work tree.
 * @returns undefined if they are the same, 'unknown' if the repository does not have the commit.
 */
export async function compareWithCommit(
  commit: string,
  { top, path }: { readonly top: string; readonly path: string },
): Promise<Difference | 'unknown' | undefined> {
  const repository = repositoryAt(top);
  if (repository === undefined) return 'unknown';
  using objects = openObjects(repository);
  const root = objects.read(commit, 'commit');
  const tree = root && treeOf(root);
  if (tree === undefined) return 'unknown';
  const files: Tracked[] = [];
  const walk: Walk = { ...rootAt(bytes(top), tree), objects, files, sparse: isSparse(repository, commit) };
  try {
    const names = namesBetween(top, path);
    return (await descend(walk.top, walk.root, names, walk, MAX_GIT_SYMLINKS)) ?? (await compareFiles(files));
  } catch {
    return { path, how: 'unreadable' };
  }
}

/** Paths and names are bytes, one character each (latin1): a name need not be UTF-8. */
type Bytes = string;

interface Tracked {
  readonly path: Bytes;
  readonly id: string;
}

/** State of the comparison in one work tree: the repository's, or a submodule's. */
interface Walk {
  readonly top: Bytes;
  readonly root: TreeEntry;
  readonly objects: Objects;
  /** Collects the files whose content is still to be compared: no file is hashed before all names are verified. */
  readonly files: Tracked[];
  /** True if files of the commit may be missing. */
  readonly sparse: boolean;
}

function rootAt(top: Bytes, tree: string): Pick<Walk, 'top' | 'root'> {
  return { top, root: { kind: 'folder', id: tree } };
}

/** HEAD counts too, because a pull request can remove files, and these are missing like those of a sparse checkout. */
function isSparse(repository: Repository, commit: string): boolean {
  const patterns = lstatSync(join(repository.gitDir, 'info', 'sparse-checkout'), { throwIfNoEntry: false });
  return patterns !== undefined && readHead(repository) === commit;
}

function namesBetween(top: string, path: string): readonly Bytes[] {
  const way = relative(top, path);
  return way === '' ? [] : bytes(way).split(sep);
}

/** Descends from a folder by names, verifies that each belongs to the commit, and compares the last one. */
async function descend(
  folder: Bytes,
  entry: TreeEntry | undefined,
  names: readonly Bytes[],
  walk: Walk,
  links: number,
): Promise<Difference | undefined> {
  const [name, ...further] = names;
  if (name === undefined) return compare(folder, entry, walk);
  if (entry?.kind === 'submodule') {
    return inSubmodule(folder, entry, walk, (inner) => descend(folder, inner.root, names, inner, links));
  }
  const tree = treeAt(entry, walk);
  if (tree === undefined) return differs(folder, 'unreadable');
  const path = `${folder}/${name}`;
  const next = tree.get(name);
  if (!statsOf(path)?.isSymbolicLink()) return descend(path, next, further, walk, links);
  const way = linkedPath(folder, path, walk);
  const difference = compareLink(path, next);
  if (difference !== undefined || links === 0 || way === undefined) return difference ?? differs(path, 'changed');
  return descend(walk.top, walk.root, [...way, ...further], walk, links - 1);
}

/** Target of a symlink, as names from the top. Undefined if it is outside, and so in no commit. */
function linkedPath(folder: Bytes, path: Bytes, { top }: Walk): readonly Bytes[] | undefined {
  const target = unbytes(readlinkSync(buffer(path), 'latin1'));
  const way = namesBetween(unbytes(top), resolve(unbytes(folder), target));
  // `name/..` leads elsewhere if the name is a symlink
  const names = target.split('/');
  const first = names.findIndex((name) => !['', '.', '..'].includes(name));
  return way[0] === '..' || (first >= 0 && names.includes('..', first)) ? undefined : way;
}

/** Compares the file at a path with an entry of the commit. Undefined if the commit has no such entry. */
async function compare(path: Bytes, entry: TreeEntry | undefined, walk: Walk): Promise<Difference | undefined> {
  const stats = statsOf(path);
  if (stats === undefined) return entry === undefined || walk.sparse ? undefined : differs(path, 'missing');
  if (stats.isDirectory()) return compareFolder(path, entry, walk);
  if (entry === undefined) return differs(path, 'added');
  if (stats.isSymbolicLink()) return compareLink(path, entry);
  if (!stats.isFile() || entry.kind !== kindOf(stats)) return differs(path, 'changed');
  walk.files.push({ path, id: entry.id });
  return undefined;
}

/** Ignores the mode bits that give a program other rights: Git never sets them. */
function kindOf({ mode }: Stats): TreeEntry['kind'] | undefined {
  if (mode & 0o7000) return undefined;
  return mode & 0o100 ? 'executable' : 'file';
}

function compareLink(path: Bytes, entry: TreeEntry | undefined): Difference | undefined {
  if (entry === undefined) return differs(path, 'added');
  const target = Buffer.from(readlinkSync(buffer(path), 'latin1'), 'latin1');
  const same = entry.kind === 'link' && idOf('blob', target, entry.id.length) === entry.id;
  return same ? undefined : differs(path, 'changed');
}

async function compareFolder(folder: Bytes, entry: TreeEntry | undefined, walk: Walk): Promise<Difference | undefined> {
  if (entry?.kind === 'submodule') {
    return inSubmodule(folder, entry, walk, (inner) => compareFolder(folder, inner.root, inner));
  }
  if (entry !== undefined && entry.kind !== 'folder') return differs(folder, 'changed');
  const tree = treeAt(entry, walk);
  if (tree === undefined) return differs(folder, 'unreadable');
  const names = await readdir(buffer(folder), { encoding: 'latin1' });
  for (const name of names.sort()) {
    // Git never tracks it; that of a work tree's top is the repository itself
    if (name === '.git' && folder === walk.top) continue;
    const difference = await compare(`${folder}/${name}`, tree.get(name), walk);
    if (difference !== undefined) return difference;
  }
  const present = new Set(names);
  const missing = walk.sparse ? undefined : [...tree.keys()].find((name) => !present.has(name));
  return missing === undefined ? undefined : differs(`${folder}/${missing}`, 'missing');
}

/** A submodule that is not checked out is an empty folder. */
async function inSubmodule(
  folder: Bytes,
  { id }: TreeEntry,
  walk: Walk,
  work: (inner: Walk) => Promise<Difference | undefined>,
): Promise<Difference | undefined> {
  if ((await readdir(buffer(folder))).length === 0) return undefined;
  const repository = repositoryAt(unbytes(folder));
  if (repository === undefined) return differs(folder, 'unreadable');
  using objects = openObjects(repository);
  const commit = objects.read(id, 'commit');
  const tree = commit && treeOf(commit);
  if (tree === undefined) return differs(folder, 'changed');
  const sparse = walk.sparse || isSparse(repository, id);
  // the objects stay open until the work is done
  return await work({ ...walk, ...rootAt(folder, tree), objects, sparse });
}

/** The entries of a folder. Empty if the commit has no such folder. Undefined if they cannot be read. */
function treeAt(entry: TreeEntry | undefined, { objects }: Walk): Tree | undefined {
  if (entry?.kind !== 'folder') return new Map();
  const content = objects.read(entry.id, 'tree');
  return content && parseTree(content, entry.id.length);
}

async function compareFiles(files: readonly Tracked[]): Promise<Difference | undefined> {
  for (const [nth, file] of files.entries()) {
    if (nth % MAX_FILES_AT_ONCE === 0) await breathe();
    if (!(await isSame(file))) return differs(file.path, 'changed');
  }
  return undefined;
}

async function isSame({ path, id }: Tracked): Promise<boolean> {
  const { size } = lstatSync(buffer(path));
  const blob = hashFor(id.length).update(`blob ${size}\0`);
  if ((await hashFile(path, size, blob)) === id) return true;
  const pointer = lfsPointer(await hashFile(path, size, hashFor(64)), size);
  return idOf('blob', Buffer.from(pointer), id.length) === id;
}

async function hashFile(path: Bytes, size: number, hash: Hash): Promise<string> {
  if (size <= MAX_READ_BYTES) hash.update(readFileSync(buffer(path)));
  else for await (const chunk of createReadStream(buffer(path), { highWaterMark: MAX_READ_BYTES })) hash.update(chunk);
  return hash.digest('hex');
}

/** The content that Git LFS commits instead of a file: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer */
function lfsPointer(sha256: string, size: number): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`;
}

function differs(path: Bytes, how: Difference['how']): Difference {
  return { path: unbytes(path), how };
}

function statsOf(path: Bytes): Stats | undefined {
  return lstatSync(buffer(path), { throwIfNoEntry: false });
}

function bytes(path: string): Bytes {
  return Buffer.from(path).toString('latin1');
}

function buffer(path: Bytes): Buffer {
  return Buffer.from(path, 'latin1');
}

function unbytes(path: Bytes): string {
  return buffer(path).toString('utf8');
}
