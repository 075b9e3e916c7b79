import type { Engine } from '../clients/docker/engine.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import { requireComplete } from './complete.ts';
import { requireInRegistry } from './in-registry.ts';
import { loadTags } from './loaded.ts';
import { type PushSession, pushFromEngine } from './push-from-engine.ts';
import { hashedContent, readImage, verifiedStream } from './read-image.ts';
import type { ImageStore } from './store.ts';

const PLACE = "the engine's store";

/**
 * The containerd image store of Docker Engine. Content is read from BuildKit's contents.
 * @param name unique name of the image: `repository:tag`.
 * @param isVerified true if a pushed image must be complete in its repository before further tags are updated.
 */
export function engineStore(name: string, isVerified: boolean, session: PushSession): ImageStore {
  const { engine, registry, recordCleanup } = session;
  const removed = recordCleanup({ kind: 'image', name });
  return {
    exportTo: () => ({ type: 'image', attributes: { name } }),
    assemble: async () => undefined,
    readEarly: () => read(engine, name),
    read: () => read(engine, name),
    async requireComplete(image) {
      using contents = await engine.contents();
      const size = ({ digest }: { readonly digest: Image['digest'] }) => contents.size(digest);
      const content = hashedContent(PLACE, contents.read);
      await requireComplete(image, { name: PLACE, content, wasRead: true, size });
    },
    async readLayer({ digest }, read) {
      using contents = await engine.contents();
      return await read(verifiedStream(contents.stream(digest), digest, PLACE));
    },
    runnable: async () => name,
    push: (image, target, record) =>
      pushFromEngine(name, image.digest, target, record, session, async (repository) => {
        if (isVerified) await requireInRegistry(image, registry, repository, false);
      }),
    load: (image, targets) => loadTags(name, image, targets, true, engine),
    async discard() {
      await engine.untag(name);
      removed();
    },
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
