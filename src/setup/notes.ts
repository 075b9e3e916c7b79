import { rmSync, writeFileSync } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger, Undo } from '../system/undo.ts';

/** What a run noted that is to go again. */
export interface Notes {
  readonly path: string;
  readonly entries: readonly Undo[];
}

/** Kinds whose names do not show which run made them. */
const NOTED: readonly Undo['kind'][] = ['image', 'tag', 'containers'];

/**
 * The same ledger, of which what concerns the engine is written to a file as well: the runner forgets a step that is
 * killed, and it empties RUNNER_TEMP, while the engine keeps what it has.
 * @param folder that the runner does not empty: its tool cache. On one that has none nothing is noted.
 */
export function noting(ledger: Ledger, folder: string, id: string): Ledger {
  const path = join(folder, `multiarch-build-${id}.json`);
  const entries = new Set<Undo>();
  const save = () => {
    try {
      if (entries.size === 0) rmSync(path, { force: true });
      else writeFileSync(path, JSON.stringify([...entries]), { mode: 0o600 });
    } catch {
      // what cannot be noted there is still the post step's to undo
    }
  };
  return (entry) => {
    const strikeOut = ledger(entry);
    if (!NOTED.includes(entry.kind)) return strikeOut;
    if (entries.size === 0) ledger({ kind: 'folder', path });
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
 * The notes of some runs. Only files of this user's that nobody else could have written.
 * @param isWanted by the file's name.
 */
export async function readNotes(folder: string, isWanted: (name: string) => boolean): Promise<readonly Notes[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json') && isWanted(name));
  const read = names.map(async (name): Promise<readonly Notes[]> => {
    const path = join(folder, name);
    try {
      const { uid, mode } = await lstat(path);
      if ((mode & 0o170_077) !== 0o100_000 || uid !== process.getuid?.()) return [];
      return [{ path, entries: JSON.parse(await readFile(path, 'utf8')) as readonly Undo[] }];
    } catch {
      return []; // it was half written, or another run has swept it
    }
  });
  return (await Promise.all(read)).flat();
}
