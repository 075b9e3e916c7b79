import { baseName, startedBy, startedByEnv } from './command.ts';
import type { StartConfig } from './image-config.ts';
import { MAX_SCRIPTS, MAX_WRAPPERS } from './limits.ts';
import type { Found, ImageFile, RootFs } from './rootfs.ts';

/** A file that runs when the container starts. */
export interface StartFile {
  readonly path: string;
  readonly file: ImageFile;
  /** The file that needs this one as its interpreter or loader. */
  readonly neededBy?: string;
}

/** A file needs an interpreter or a loader that the image does not have. */
export interface MissingFile {
  readonly path: string;
  readonly role: 'interpreter' | 'loader';
  readonly neededBy: StartFile;
}

export interface Start {
  /** In the order of their start. A file that is not in the image is left out: it may be mounted. */
  readonly files: readonly StartFile[];
  readonly missing: readonly MissingFile[];
  /** Paths that depend on layers that were not read. */
  readonly unknown: readonly string[];
  /** Those of `unknown` that a found file needs. Without `/bin/sh`, which every base image with a script has. */
  readonly needed: readonly string[];
  /** Files that are started if the layers that were not read have no file of that name earlier in the search path. */
  readonly probable: readonly ImageFile[];
}

/** Finds the files that a container starts: entry point, interpreters, loaders. */
export function findStart(rootfs: RootFs, config: StartConfig, os = 'linux'): Start {
  const search = new Search(rootfs, config);
  let words: readonly string[] | undefined = [...config.entrypoint, ...config.cmd];
  if (os === 'windows') words = words.slice(0, 1).map(windowsPath);
  for (let count = 0; count < MAX_WRAPPERS && words?.[0] !== undefined; count++) {
    // the rest of the command is only certain if the wrapper is the known program, and not a missing one
    if (!search.start(words[0])) break;
    words = startedBy(words);
  }
  return search;
}

/** Windows layers have the disk `C:` in `Files`. A name without a folder is searched by Windows, and is not followed. */
function windowsPath(word: string): string {
  const path = word.replaceAll('\\', '/').replace(/^[a-z]:/i, '');
  return path.startsWith('/') ? `/Files${path}` : path;
}

class Search implements Start {
  readonly files: StartFile[] = [];
  readonly missing: MissingFile[] = [];
  readonly unknown: string[] = [];
  readonly needed: string[] = [];
  readonly probable: ImageFile[] = [];
  readonly #rootfs: RootFs;
  readonly #config: StartConfig;

  constructor(rootfs: RootFs, config: StartConfig) {
    this.#rootfs = rootfs;
    this.#config = config;
  }

  /** @returns false if there is no such file. */
  start(word: string): boolean {
    const found = this.#lookUp(word);
    if (found.is === 'unknown') this.unknown.push(word);
    if (found.is === 'program') this.#follow({ path: found.path, file: found.file }, MAX_SCRIPTS);
    return found.is === 'program' || found.is === 'unknown';
  }

  #lookUp(word: string): Found {
    if (word.includes('/')) return this.#rootfs.resolve(this.#absolute(word));
    let isUnknown = false;
    for (const folder of this.#config.path) {
      const found = this.#rootfs.resolve(`${this.#absolute(folder)}/${word}`);
      if (found.is === 'unknown') isUnknown = true;
      if (found.is !== 'program' || !found.file.isExecutable) continue;
      // a file in a layer that was not read would be used before one in a later folder
      if (isUnknown) this.probable.push(found.file);
      else return found;
    }
    return { is: isUnknown ? 'unknown' : 'missing' };
  }

  #absolute(path: string): string {
    return path.startsWith('/') ? path : `${this.#config.workingDir}/${path}`;
  }

  #follow(step: StartFile, scripts: number): void {
    this.files.push(step);
    const { format } = step.file;
    if (format?.kind === 'script') {
      if (scripts === 0) return;
      this.#need(format.interpreter, 'interpreter', step, scripts - 1);
      if (baseName(format.interpreter) === 'env') this.#startByEnv(format.argument ?? '', step, scripts - 1);
    } else if (format?.kind === 'elf' && format.loader !== undefined) {
      this.#need(format.loader, 'loader', step, 0);
    }
  }

  #need(path: string, role: MissingFile['role'], neededBy: StartFile, scripts: number): void {
    const found = this.#rootfs.resolve(this.#absolute(path));
    if (found.is === 'unknown') this.unknown.push(path);
    if (found.is === 'unknown' && path !== '/bin/sh') this.needed.push(path);
    if (found.is === 'missing') this.missing.push({ path, role, neededBy });
    if (found.is !== 'program') return;
    const step = { path: found.path, file: found.file, neededBy: neededBy.path };
    // Linux starts no loader of a loader
    if (role === 'loader') this.files.push(step);
    else this.#follow(step, scripts);
  }

  #startByEnv(argument: string, { path: neededBy }: StartFile, scripts: number): void {
    const [word] = startedByEnv(argument) ?? [];
    if (word === undefined) return;
    const found = this.#lookUp(word);
    if (found.is === 'unknown') this.unknown.push(word);
    if (found.is === 'program') this.#follow({ path: found.path, file: found.file, neededBy }, scripts);
  }
}
