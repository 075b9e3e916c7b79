import { join } from 'node:path';
import type { Plan } from '../model/plan.ts';

/** Where the image is built to, before it is proved. */
export type Destination =
  /** The engine's store, under a name nobody else uses. */
  | { readonly kind: 'engine'; readonly name: string }
  /** Every repository, untagged. */
  | { readonly kind: 'registry'; readonly repositories: readonly string[] }
  /** An OCI layout: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
  | { readonly kind: 'layout'; readonly folder: string };

/** Where the engine's own builder puts an image on the classic store, which cannot hand it over as it is published. */
export function classicDestination(id: string): Destination & { kind: 'engine' } {
  return { kind: 'engine', name: candidateName(undefined, id) };
}

/**
 * Where a plan's image goes first; `undefined`: no image is asked for besides files.
 * @param engine whether the engine's own builder builds, and its store is containerd's.
 * @param folder of this run, for a layout.
 */
export function destinationOf(
  { delivery }: Plan,
  engine: boolean,
  folder: string,
  id: string,
): Destination | undefined {
  const { kind, targets } = delivery;
  if (kind === 'call' || kind === 'files') return undefined;
  if (engine) return { kind: 'engine', name: candidateName(targets[0]?.repository.name, id) };
  if (kind === 'prove') return { kind: 'layout', folder: join(folder, 'image') };
  return { kind: 'registry', repositories: targets.map(({ repository }) => repository.name) };
}

function candidateName(repository: string | undefined, id: string): string {
  return repository === undefined ? `multiarch-build.local/candidate:${id}` : `${repository}:multiarch-build-${id}`;
}
