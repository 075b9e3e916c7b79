import type { Engine } from '../clients/docker/engine.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import type { Target } from '../model/plan.ts';
import { formatTagged } from '../model/reference.ts';

/**
 * Gives an image in Docker Engine all its tags.
 * @param containerdStore true if its image store can hold several platforms under one name.
 */
export async function loadTags(
  name: string,
  image: Image,
  targets: readonly Target[],
  containerdStore: boolean,
  engine: Engine,
): Promise<void> {
  for (const { repository, tags } of targets) {
    for (const tag of tags) await engine.tag(name, repository.name, tag);
  }
  await requireLoaded(image, targets, containerdStore, engine);
}

/** Verifies the loaded image, because `docker load` succeeds even if content of the index is missing. */
export async function requireLoaded(
  image: Image,
  targets: readonly Target[],
  containerdStore: boolean,
  engine: Engine,
): Promise<void> {
  // the classic store has no index and no manifest whose digest could be compared
  if (!containerdStore) return;
  for (const { repository, tags } of targets) {
    for (const tag of tags) {
      const name = formatTagged({ repository, tag });
      const stored = await engine.image(name);
      const isWhole = stored?.manifests.every(({ kind, available }) => kind !== 'image' || available) ?? false;
      if (stored?.id === image.digest && isWhole) continue;
      throw new ActionError(`${name} was loaded into the engine, which does not hold all of ${image.digest}`, {
        hint: 'Run the job again; if it stays, look whether something removes images while it runs.',
      });
    }
  }
}
