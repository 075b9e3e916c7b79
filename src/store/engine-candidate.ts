import type { Engine } from '../clients/docker/engine.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import { requireComplete } from './complete.ts';
import type { Candidate } from './image.ts';
import { hashedContent, readImage } from './manifests.ts';

const PLACE = "the engine's store";

/**
 * An image in the engine's store: read there, every byte hashed, from the contents of the builder that made it.
 * @param name a name nobody else uses: `repository:tag`.
 */
export function engineCandidate(engine: Engine, name: string): Candidate {
  return {
    read: () => read(engine, name),
    async complete(image) {
      using contents = await engine.contents();
      const size = ({ digest }: { readonly digest: Image['digest'] }) => contents.size(digest);
      const content = hashedContent(PLACE, contents.read);
      await requireComplete(image, { name: PLACE, content, wasRead: true, size });
    },
    runnable: async () => name,
  };
}

async function read(engine: Engine, name: string): Promise<Image> {
  const stored = await engine.image(name);
  if (stored === undefined) throw new ActionError(`the build ended well, yet the engine has no image ${name}`);
  const lost = stored.manifests.find(({ available }) => !available);
  if (lost !== undefined) {
    throw new ActionError(`the engine's store lacks content of ${lost.digest}, so a push would be incomplete`, {
      hint: 'Something removed it while the build ran (a `docker system prune` beside it?). Run the job again.',
    });
  }
  using contents = await engine.contents();
  return await readImage(stored.id, hashedContent(PLACE, contents.read));
}
