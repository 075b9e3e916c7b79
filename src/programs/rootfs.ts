import { MAX_SYMLINKS } from '../runtime/limits.ts';
import type { Format } from './format.ts';
import { hashesIn, hashOfPath, type LayerListing, type ListedEntry } from './listing.ts';

/** A file that is a program or has the executable bit. */
export interface ImageFile {
  readonly kind: 'file';
  readonly isExecutable: boolean;
  /** Undefined for data. */
  readonly format: Format | undefined;
  /** Index of its layer. */
  readonly layer: number;
}

interface Directory {
  readonly kind: 'directory';
  readonly children: Map<string, Node>;
  /** True if layers that were not read may have more in it. */
  open: boolean;
}

interface Symlink {
  readonly kind: 'symlink';
  readonly target: string;
}

/** `removed`: a layer removed it, and layers that were not read cannot bring it back. `hidden`: any file or link. */
interface Other {
  readonly kind: 'data' | 'removed' | 'hidden';
}

type Node = ImageFile | Directory | Symlink | Other;

/**
 * Result of the look-up of a path. `data` is every file that is no program. `unknown`: it depends on a layer that was not
 * read, or on what the container has mounted.
 */
export type Found =
  | { readonly is: 'program'; readonly path: string; readonly file: ImageFile }
  | { readonly is: 'directory' | 'data' | 'missing' | 'unknown' };

/** Directories that every container mounts. */
const MOUNTED: readonly string[] = ['dev', 'proc', 'sys'];

/** The file system of an image: its layers on one another. */
export class RootFs {
  #root: Directory = directory(false);
  readonly #data: ReadonlySet<number>[] = [];

  /** @param layers from the lowest to the highest. Undefined for a layer that was not read. */
  constructor(layers: readonly (LayerListing | undefined)[]) {
    for (const [index, layer] of layers.entries()) {
      // it may replace everything below it
      if (layer === undefined) this.#root = directory(true);
      else this.#apply(layer, index);
    }
  }

  /** Follows symlinks, also the last one. */
  resolve(path: string): Found {
    const { at, missing } = this.#descend(partsOf(path));
    const real = at.slice(1).map(({ name }) => name);
    if (missing !== undefined) return { is: missing };
    const node = at.at(-1)?.node;
    if (node?.kind === 'file') return { is: 'program', path: `/${real.join('/')}`, file: node };
    if (node?.kind === 'directory' || node?.kind === 'data') return { is: node.kind };
    return { is: node?.kind === 'hidden' ? 'unknown' : 'missing' };
  }

  /** All programs and all files with the executable bit. */
  *files(): Generator<{ readonly path: string; readonly file: ImageFile }> {
    for (const { path, node } of nodesIn(this.#root)) if (node.kind === 'file') yield { path: `/${path}`, file: node };
  }

  #apply(layer: LayerListing, index: number): void {
    for (const path of layer.opaque) this.#clear(path);
    for (const path of layer.removed) this.#remove(path);
    const data = hashesIn(layer);
    if (data.size > 0) {
      for (const { path, node, parent, name } of [...nodesIn(this.#root)]) {
        if (node.kind !== 'directory' && data.has(hashOfPath(path))) parent.children.set(name, { kind: 'data' });
      }
      this.#data.push(data);
    }
    for (const entry of layer.entries) this.#add(entry, layer, index);
  }

  #clear(path: string): void {
    const { at, missing } = this.#descend(partsOf(path));
    const folder = missing === undefined ? at.at(-1)?.node : undefined;
    if (folder?.kind === 'directory') {
      folder.children.clear();
      folder.open = false;
    } else if (missing === 'unknown') this.#place(path, directory(false));
  }

  #remove(path: string): void {
    const { missing } = this.#descend(partsOf(path));
    if (missing === 'missing' || missing === 'data') return;
    const place = this.#placeOf(path);
    if (place === undefined) return;
    if (place.parent.open) place.parent.children.set(place.name, { kind: 'removed' });
    else place.parent.children.delete(place.name);
  }

  #add([path, kind, detail]: ListedEntry, { formats }: LayerListing, layer: number): void {
    if (kind === 'd') this.#addDirectory(path);
    else if (kind === 's') this.#place(path, { kind: 'symlink', target: detail });
    else if (kind === 'h') this.#place(path, this.#linked(detail, layer));
    else this.#place(path, { kind: 'file', isExecutable: kind === 'x', format: formats[detail], layer });
  }

  #addDirectory(path: string): void {
    const place = this.#placeOf(path);
    if (place === undefined) return;
    const existing = place.parent.children.get(place.name);
    if (existing?.kind === 'directory') return;
    place.parent.children.set(place.name, directory(existing === undefined && place.parent.open));
  }

  #linked(target: string, layer: number): Node {
    const place = this.#placeOf(target, false);
    const node = place?.parent.children.get(place.name);
    if (node?.kind === 'file') return { ...node, layer };
    return node?.kind === 'symlink' || node?.kind === 'data' ? node : { kind: 'hidden' };
  }

  #place(path: string, node: Node): void {
    const place = this.#placeOf(path);
    place?.parent.children.set(place.name, node);
  }

  /**
   * The directory of a path. Symlinks on the way to it are followed, as containerd does.
   * @param make makes the directory if it is missing.
   */
  #placeOf(path: string, make = true): { readonly parent: Directory; readonly name: string } | undefined {
    const parts = partsOf(path);
    const name = parts.pop();
    const { at, missing } = this.#descend(parts, make);
    const parent = at.at(-1)?.node;
    return name === undefined || missing !== undefined || parent?.kind !== 'directory' ? undefined : { parent, name };
  }

  /**
   * Follows a path from the root.
   * @returns the nodes on the way, without symlinks, and the reason if it ends before the path does.
   */
  #descend(parts: readonly string[], make = false): { readonly at: Step[]; readonly missing?: Missing } {
    const root: Step = { name: '', node: this.#root };
    let at: Step[] = [root];
    const left = parts.toReversed();
    let followed = 0;
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      if (part === '..') {
        if (at.length > 1) at.pop();
        continue;
      }
      const folder = at.at(-1)?.node;
      if (folder?.kind !== 'directory') return { at, missing: folder?.kind === 'hidden' ? 'unknown' : 'missing' };
      if (!make && at.length === 1 && MOUNTED.includes(part)) return { at, missing: 'unknown' };
      let next = folder.children.get(part);
      if (next?.kind === 'symlink') {
        followed += 1;
        if (followed > MAX_SYMLINKS) return { at, missing: 'missing' };
        if (next.target.startsWith('/')) at = [root];
        left.push(...partsOf(next.target).reverse());
        continue;
      }
      if (make && next?.kind !== 'directory') {
        next = directory(next === undefined && folder.open);
        folder.children.set(part, next);
      }
      if (next === undefined) return { at, missing: folder.open ? 'unknown' : this.#absent(at, part) };
      at.push({ name: part, node: next });
    }
    return { at };
  }

  #absent(at: readonly Step[], name: string): Missing {
    const hash = hashOfPath([...at.slice(1).map((step) => step.name), name].join('/'));
    return this.#data.some((hashes) => hashes.has(hash)) ? 'data' : 'missing';
  }
}

/** A node on the way to a path. */
interface Step {
  readonly name: string;
  readonly node: Node;
}

type Missing = 'missing' | 'unknown' | 'data';

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function directory(open: boolean): Directory {
  return { kind: 'directory', children: new Map(), open };
}

interface Placed {
  readonly path: string;
  readonly node: Node;
  readonly parent: Directory;
  readonly name: string;
}

function* nodesIn(root: Directory): Generator<Placed> {
  const left: { readonly path: string; readonly folder: Directory }[] = [{ path: '', folder: root }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { path: above, folder } = next;
    for (const [name, node] of folder.children) {
      const path = above === '' ? name : `${above}/${name}`;
      yield { path, node, parent: folder, name };
      if (node.kind === 'directory') left.push({ path, folder: node });
    }
  }
}
