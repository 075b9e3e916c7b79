import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { Files, Job } from '../model/job.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_SYMLINKS } from '../runtime/limits.ts';
import { quote } from './problems.ts';

/** Where the kernel ends up with a path. */
interface Resolved {
  readonly path: string;
  /** Places of the symlinks that were followed, themselves without symlinks. */
  readonly links: readonly string[];
}

/**
 * Resolves every symlink of an absolute path. Parts that do not exist stay as they are, because an output is yet to be
 * written. Undefined: a loop.
 */
function resolveLinks(path: string, { readLink }: Pick<Files, 'readLink'>): Resolved | undefined {
  const links: string[] = [];
  const left = path.split('/').reverse();
  let at = '/';
  while (left.length > 0) {
    const name = left.pop() ?? '';
    // after a symlink, `..` is the parent of its target
    const next = name === '..' ? dirname(at) : join(at, name);
    const target = name === '' || name === '.' || name === '..' ? undefined : readLink(next);
    if (target === undefined) {
      at = next;
      continue;
    }
    if (links.push(next) > MAX_SYMLINKS) return undefined;
    left.push(...target.split('/').reverse());
    if (isAbsolute(target)) at = '/';
  }
  return { path: at, links };
}

/**
 * The absolute path of a file or folder from an input, to read or write it. A symlink in a folder that others can
 * change must not lead out of these folders. The checkout is always one of them. A path that enters none of these
 * folders is the workflow's own and is not checked.
 * @param text relative to the checkout, or absolute.
 * @param folders further ones, absolute.
 */
export function parsePath(text: string, { workspace, files }: Job, folders: readonly string[] = []): string | Wrong {
  const path = resolve(workspace, text);
  const found = resolveLinks(isAbsolute(text) ? text : `${workspace}/${text}`, files);
  if (found === undefined) return new Wrong('must not be symlinks that lead to each other', LINK_HINT);
  const roots = [workspace, ...folders].map((folder) => ({
    folder,
    real: resolveLinks(folder, files)?.path ?? folder,
  }));
  const rootOf = (place: string) => roots.find(({ real }) => isInside(place, real));
  if (!found.links.some((link) => rootOf(link) !== undefined)) return path;
  const root = rootOf(found.path);
  if (root === undefined) return new Wrong('must not be a symlink that leads out of the checkout', LINK_HINT);
  return join(root.folder, relative(root.real, found.path));
}

const LINK_HINT = 'put the file or folder itself there, or write an absolute path to it';

/**
 * The absolute path of a file to read. Only regular files are read: a FIFO waits for a writer, a device has no end, and
 * files of /proc hold the environment of processes.
 * @param most the largest size in bytes.
 * @param folders as for `parsePath`.
 */
export function parseFilePath(text: string, job: Job, most: number, folders?: readonly string[]): string | Wrong {
  const path = parsePath(text, job, folders);
  if (path instanceof Wrong) return path;
  const { exists, isFile, size } = job.files;
  if (!exists(path)) return new Wrong('must be an existing file', 'write its path from the checkout');
  const real = resolveLinks(path, job.files)?.path ?? path;
  if (!isFile(path) || /^\/(proc|sys)\//.test(real))
    return new Wrong('must be a regular file', 'name a file that holds the text');
  const bytes = size(path);
  return bytes <= most ? path : new Wrong(`a file of ${bytes} bytes, more than ${most}`, 'shorten it');
}

/** The same problem with the value that has it. For values that are no secret. */
export function withValue({ message, hint }: Wrong, value: string): Wrong {
  return new Wrong(`${message}, got ${quote(value)}`, hint);
}

export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way);
}
