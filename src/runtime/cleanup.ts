import type { Runner } from './runner.ts';

/** A thing that the job created and has to remove. */
export type Cleanup =
  | { readonly kind: 'folder'; readonly path: string }
  /** Logins of a run in the user's Docker config. */
  | { readonly kind: 'logins'; readonly config: string; readonly run: string }
  | { readonly kind: 'builder'; readonly name: string; readonly buildx: string; readonly config: string }
  /** A name in Docker Engine's image store. */
  | { readonly kind: 'image'; readonly name: string }
  /** A name in Docker Engine's image store that was borrowed. It is given back to the image that had it. */
  | { readonly kind: 'tag'; readonly image: string; readonly repository: string; readonly tag: string }
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'volume'; readonly name: string }
  /** All containers that have a label, `name=value`. */
  | { readonly kind: 'containers'; readonly label: string };

const STATE = 'cleanup';

/**
 * Records a thing before it is created, so that the post step removes it even if this process dies in between.
 * @returns a function that deletes the record after the thing is removed.
 */
export type RecordCleanup = (entry: Cleanup) => () => void;

export function createCleanupRecorder(runner: Pick<Runner, 'saveState'>): RecordCleanup {
  const entries = new Set<Cleanup>();
  const save = () => runner.saveState(STATE, JSON.stringify([...entries]));
  return (entry) => {
    entries.add(entry);
    save();
    return () => {
      entries.delete(entry);
      save();
    };
  };
}

/** The records of the main step, last made first. */
export function readCleanups(runner: Pick<Runner, 'state'>): readonly Cleanup[] {
  const text = runner.state(STATE);
  return text === '' ? [] : (JSON.parse(text) as Cleanup[]).reverse();
}
