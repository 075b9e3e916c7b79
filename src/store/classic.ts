import { join } from 'node:path';
import type { Engine } from '../clients/docker/engine.ts';
import type { RawManifest, Registry } from '../clients/registry/client.ts';
import { parseAnnotation } from '../inputs/annotation.ts';
import { parseManifest } from '../model/oci.ts';
import type { Repository } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import type { Session } from '../session/session.ts';
import { blobName, layerFile } from './oci-layout.ts';
import { saveImage } from './saved.ts';
import type { ImageStore } from './store.ts';

type ClassicSession = Pick<Session, 'run' | 'recordCleanup'> & {
  readonly engine: Pick<Engine, 'image' | 'save' | 'untag'>;
  readonly registry: Pick<Registry, 'putBlob' | 'putManifest'>;
};

/**
 * The classic image store of Docker Engine. It cannot push by digest, so the image is copied to another store after the
 * build, and verified and published from there.
 * @param name unique name of the image in the classic store.
 * @param folder of the OCI layout that the image is copied to.
 * @param repositories that the image is pushed to without a tag. Empty if `next` is the layout.
 * @param annotations of the user, as given.
 * @param next the other store.
 */
export function classicStore(
  {
    name,
    folder,
    repositories,
    annotations,
  }: {
    readonly name: string;
    readonly folder: string;
    readonly repositories: readonly Repository[];
    readonly annotations: readonly string[];
  },
  next: ImageStore,
  { engine, registry, run, recordCleanup }: ClassicSession,
): ImageStore {
  const removed = recordCleanup({ kind: 'image', name });
  return {
    ...next,
    exportTo: () => ({ type: 'image', attributes: { name } }),
    async assemble() {
      const manifest = await saveImage(engine, name, folder, { run, annotations: manifestAnnotations(annotations) });
      if (repositories.length > 0) await upload(folder, manifest, repositories, registry);
      return manifest;
    },
    // not uploaded and downloaded again
    readLayer: (layer, read) => read(layerFile(folder, layer)),
    async discard() {
      await engine.untag(name);
      removed();
    },
  };
}

/** Pushes the one manifest of a layout's folder by its digest. */
async function upload(
  folder: string,
  manifest: RawManifest,
  repositories: readonly Repository[],
  registry: ClassicSession['registry'],
): Promise<void> {
  const { config, layers } = parseManifest(manifest);
  // one blob may be several layers
  const blobs = new Map([config, ...layers].map(({ digest, size }) => [digest, size]));
  await Promise.all(
    repositories.map(async (repository) => {
      await Promise.all(
        [...blobs].map(([digest, size]) =>
          registry.putBlob(repository, digest, { path: join(folder, blobName(digest)), size }),
        ),
      );
      await registry.putManifest(repository, manifest.digest, manifest);
    }),
  );
}

/** Annotations of the manifest. An image of one platform has nothing else to annotate. */
function manifestAnnotations(annotations: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    annotations.map(parseAnnotation).flatMap((annotation) => {
      if (annotation instanceof Wrong) return [];
      const { levels, name, value } = annotation;
      const isManifest = levels.length === 0 || levels.some((level) => /^manifest(\[|$)/.test(level));
      return isManifest ? [[name, value]] : [];
    }),
  );
}
