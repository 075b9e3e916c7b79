import { rmSync, writeFileSync } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cleanup, RecordCleanup } from '../runtime/cleanup.ts';

/** The records of a run about things to remove. */
export interface Notes {
  readonly path: string;
  readonly entries: readonly Cleanup[];
}

/** Kinds of things whose names do not show the run that created them. */
const NOTED: readonly Cleanup['kind'][] = ['image', 'tag', 'containers'];

/**
 * A recordCleanup that also writes its records about Docker Engine to a file. The runner forgets a killed step and empties
 * RUNNER_TEMP, while Docker Engine keeps its containers and images.
 * @param folder a folder that the runner does not empty: its tool cache. Without a tool cache no file is written.
 */
export function recordOnDisk(recordCleanup: RecordCleanup, folder: string, id: string): RecordCleanup {
  const path = join(folder, `multiarch-build-${id}.json`);
  const entries = new Set<Cleanup>();
  const save = () => {
    try {
      if (entries.size === 0) rmSync(path, { force: true });
      else writeFileSync(path, JSON.stringify([...entries]), { mode: 0o600 });
    } catch {
      // the post step still removes the thing without the file
    }
  };
  return (entry) => {
    const strikeOut = recordCleanup(entry);
    if (!NOTED.includes(entry.kind)) return strikeOut;
    if (entries.size === 0) recordCleanup({ kind: 'folder', path });
    entries.add(entry);
    save();
    return () => {
      strikeOut();
      entries.delete(entry);
      save();
    };
  };
}

/**
 * The records of some runs. Reads only files of this user that no other user can have written.
 * @param isWanted by the file's name.
 */
export async function readNotes(folder: string, isWanted: (name: string) => boolean): Promise<readonly Notes[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json') && isWanted(name));
  const read = names.map(async (name): Promise<readonly Notes[]> => {
    const path = join(folder, name);
    try {
      const { uid, mode } = await lstat(path);
      if ((mode & 0o170_077) !== 0o100_000 || uid !== process.getuid?.()) return [];
      return [{ path, entries: JSON.parse(await readFile(path, 'utf8')) as readonly Cleanup[] }];
    } catch {
      return []; // it is incomplete, or another run has swept it
    }
  });
  return (await Promise.all(read)).flat();
}
