import type { Runner } from './runner.ts';

/** Something made that has to go again. */
export type Undo =
  | { readonly kind: 'folder'; readonly path: string }
  /** Logins of a run in the user's docker config. */
  | { readonly kind: 'logins'; readonly config: string; readonly run: string }
  | { readonly kind: 'builder'; readonly name: string; readonly buildx: string; readonly config: string }
  /** A name in the engine's store. */
  | { readonly kind: 'image'; readonly name: string }
  /** A name in the engine's store that was borrowed: the image that had it gets it back. */
  | { readonly kind: 'tag'; readonly image: string; readonly repository: string; readonly tag: string }
  | { readonly kind: 'container'; readonly name: string }
  | { readonly kind: 'volume'; readonly name: string }
  /** All containers that have a label, `name=value`. */
  | { readonly kind: 'containers'; readonly label: string };

const STATE = 'undo';

/**
 * Notes what is about to be made, so that the post step finds it even if this process dies in the making.
 * @returns what strikes it out again, once it is undone already.
 */
export type Ledger = (entry: Undo) => () => void;

export function createLedger(runner: Pick<Runner, 'saveState'>): Ledger {
  const entries = new Set<Undo>();
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

/** What the main step noted, last made first. */
export function readLedger(runner: Pick<Runner, 'state'>): readonly Undo[] {
  const text = runner.state(STATE);
  return text === '' ? [] : (JSON.parse(text) as Undo[]).reverse();
}
