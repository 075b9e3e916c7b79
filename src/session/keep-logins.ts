import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ActionError } from '../model/errors.ts';
import type { Login } from '../model/request.ts';
import { withLockFile } from '../runtime/lock-file.ts';
import type { RunId } from '../runtime/run-id.ts';
import { parseConfig } from './docker-config.ts';
import { addLogins, type LoginState, parseKept, removeLogins, textAfter } from './kept-logins.ts';

// beside the user's Docker config: other jobs and containers with the same home find it there
const RECORD = 'multiarch-build-logins.json';
const LOCK = 'multiarch-build-logins.lock';

/**
 * Writes logins into the user's Docker config, for later steps of the job, and removes those of runs that died.
 * @param path of config.json.
 * @param run Undefined if the logins stay after the job.
 * @throws ActionError or an error of the file system if the config cannot be changed. It is unchanged then.
 */
export async function keepLogins(
  path: string,
  logins: readonly Login[],
  run: RunId | undefined,
  isOver: (run: RunId) => boolean,
): Promise<void> {
  const target = await targetOf(path);
  if (logins.length > 0) await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  else if (!existsSync(recordOf(target))) return;
  await withLockFile(join(dirname(target), LOCK), async () => {
    const { text, ...state } = await read(target);
    const swept = removeLogins(state, isOver);
    const after = addLogins(swept, logins, run, swept.config === state.config ? text : textAfter(swept, text));
    // if a run dies here, its record has no effect
    await writeRecord(target, after);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
  });
}

/** Removes the logins of runs from the user's Docker config, and restores the entries that they replaced. */
export async function forgetLogins(path: string, isOver: (run: RunId) => boolean): Promise<void> {
  const target = await targetOf(path);
  if (!existsSync(recordOf(target))) return;
  await withLockFile(join(dirname(target), LOCK), async () => {
    const { text, ...state } = await read(target);
    const after = removeLogins(state, isOver);
    if (after.config !== state.config) await writeText(target, textAfter(after, text));
    await writeRecord(target, after);
  });
}

function recordOf(target: string): string {
  return join(dirname(target), RECORD);
}

/** The target of config.json if it is a symlink, even if the target does not exist yet. */
async function targetOf(path: string): Promise<string> {
  return realpath(path).catch(async () => {
    const link = await readlink(path).catch(() => undefined);
    return link === undefined ? path : resolve(dirname(path), link);
  });
}

async function read(target: string): Promise<LoginState & { readonly text: string | undefined }> {
  const [text, record] = await Promise.all([target, recordOf(target)].map(readOptional));
  const config = parseConfig(text?.trim() ? text : '{}');
  if (config === undefined)
    throw new ActionError(`${target} is not a JSON object`, { hint: 'Correct it or delete it.' });
  return { text, config, kept: parseKept(record) };
}

async function readOptional(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

async function writeRecord(target: string, { kept }: LoginState): Promise<void> {
  const isEmpty = Object.keys(kept.servers).length === 0;
  await writeText(recordOf(target), isEmpty ? undefined : JSON.stringify(kept));
}

/**
 * Replaces the content of a file atomically and keeps its owner and mode. A new file is readable for its owner alone.
 * @param text Undefined to remove the file.
 */
async function writeText(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) return rm(path, { force: true });
  const old = await stat(path).catch(() => undefined);
  // always the same name, so that the file of a killed process is overwritten
  const temporary = join(dirname(path), `${LOCK}.tmp`);
  await rm(temporary, { force: true });
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' });
    if (old !== undefined) {
      // the file has another owner: only root can keep that
      await chown(temporary, old.uid, old.gid).catch(() => undefined);
      await chmod(temporary, old.mode & 0o7777);
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
