import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawManifest } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { mediaTypeOf } from '../model/oci.ts';
import type { Target } from '../model/plan.ts';
import { slugOf } from '../model/platform.ts';
import type { Session } from '../session/session.ts';
import { joinPlatforms } from './assemble.ts';
import { requireComplete } from './complete.ts';
import { loadLayout } from './load-layout.ts';
import { requireLoaded } from './loaded.ts';
import { blob, blobName, layerFile, layoutPlace, openLayout, readLayout } from './oci-layout.ts';
import type { ImageStore } from './store.ts';

export type LayoutSession = Pick<Session, 'engine' | 'run' | 'env' | 'id' | 'recordCleanup'>;

/** A folder of this run with an OCI layout: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
export function layoutStore(folder: string, containerdStore: boolean, session: LayoutSession): ImageStore {
  const { engine, run, id, recordCleanup } = session;
  const folderOf = (call: number | undefined) => (call === undefined ? folder : `${folder}-${call}`);
  const opened = () => openLayout(folder, run);
  return {
    exportTo: (call) => ({ type: 'oci', attributes: { dest: folderOf(call), tar: 'false' } }),
    async assemble(built) {
      const index = await joinPlatforms(built, async (digest, call) => {
        const bytes = await blob(await openLayout(folderOf(call), run), digest);
        return { digest, mediaType: mediaTypeOf({ bytes }), bytes };
      });
      if (index === undefined) return undefined;
      await joinLayouts(
        built.map((_, call) => folderOf(call)),
        folder,
        index,
      );
      return index;
    },
    readEarly: () => undefined,
    read: async () => readLayout(await opened()),
    requireComplete: async (image) => requireComplete(image, layoutPlace(await opened())),
    readLayer: (layer, read) => read(layerFile(folder, layer)),
    async runnable({ platform, digest }) {
      const name = `multiarch-build.local/candidate-${slugOf(platform)}:${id}`;
      recordCleanup({ kind: 'image', name });
      await loadLayout(folder, digest, [name], containerdStore, session);
      return name;
    },
    push: () => Promise.reject(new Error('an image in an OCI layout is not published')),
    async load(image, targets) {
      const digest: Digest | undefined = containerdStore ? undefined : image.platforms[0]?.digest;
      await loadLayout(folder, digest, fullNames(targets), containerdStore, session);
      await requireLoaded(image, targets, containerdStore, engine);
    },
    discard: async () => {},
  };
}

/** Moves the blobs of several layouts into one, whose image is the index. */
async function joinLayouts(
  from: readonly string[],
  to: string,
  { digest, mediaType, bytes }: RawManifest,
): Promise<void> {
  const blobs = (folder: string) => join(folder, 'blobs', 'sha256');
  await mkdir(blobs(to), { recursive: true });
  for (const folder of from) {
    for (const name of await readdir(blobs(folder))) await rename(join(blobs(folder), name), join(blobs(to), name));
  }
  const top = { schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes.length }] };
  await writeFile(join(to, blobName(digest)), bytes);
  await writeFile(join(to, 'index.json'), JSON.stringify(top));
  await writeFile(join(to, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}

/** `docker.io/acme/app:1`, as containerd names images. */
function fullNames(targets: readonly Target[]): readonly string[] {
  return targets.flatMap(({ repository: { registry, path }, tags }) => tags.map((tag) => `${registry}/${path}:${tag}`));
}
