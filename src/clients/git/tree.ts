/** An entry of a Git tree: it has no owner and no time, and of the mode only the executable bit. */
export interface TreeEntry {
  readonly kind: 'file' | 'executable' | 'link' | 'folder' | 'submodule';
  readonly id: string;
}

/** Entries by name. Names are bytes, one character each (latin1): a name need not be UTF-8. */
export type Tree = ReadonlyMap<string, TreeEntry>;

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  '40000': 'folder',
  '100644': 'file',
  // in old commits
  '100664': 'file',
  '100755': 'executable',
  '120000': 'link',
  '160000': 'submodule',
};

/**
 * Parses a tree's content: `<mode> <name>\0<id>`, repeated. Undefined if it is damaged.
 * @param idLength 40 or 64 digits.
 */
export function parseTree(content: Buffer, idLength: number): Tree | undefined {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    const next = end + 1 + idLength / 2;
    if (space < 0 || end < 0 || next > content.length) return undefined;
    const kind = KINDS[content.toString('latin1', at, space)];
    if (kind === undefined) return undefined;
    entries.set(content.toString('latin1', space + 1, end), { kind, id: content.toString('hex', end + 1, next) });
    at = next;
  }
  return entries;
}
