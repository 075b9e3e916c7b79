import { join } from 'node:path';
import type { Engine } from '../clients/docker/engine.ts';
import type { RawManifest, Registry } from '../clients/registry/client.ts';
import { parseAnnotation } from '../inputs/annotation.ts';
import { Wrong } from '../inputs/problems.ts';
import { parseManifest } from '../model/oci.ts';
import type { Plan } from '../model/plan.ts';
import type { Repository } from '../model/reference.ts';
import type { Run } from '../runtime/process.ts';
import type { Destination } from './destination.ts';
import { blobName } from './layout.ts';
import { saveImage } from './saved.ts';

export interface ClassicTools {
  readonly engine: Pick<Engine, 'image' | 'save'>;
  readonly registry: Pick<Registry, 'putBlob' | 'putManifest'>;
  /** All that are pushed to. */
  readonly repositories: readonly Repository[];
  readonly run: Run;
  readonly plan: Pick<Plan, 'request'>;
  /** Of this run. */
  readonly folder: string;
}

/**
 * Copies an image from the engine's classic store to the place where it is verified. It has no tag there.
 * @param place the layout, or the repositories.
 */
export async function takeFromClassic(
  name: string,
  place: Destination | undefined,
  { engine, registry, repositories, run, plan, folder }: ClassicTools,
): Promise<RawManifest> {
  const annotations = manifestAnnotations(plan.request.build.annotations);
  const layout = place?.kind === 'layout' ? place.folder : join(folder, 'image');
  const manifest = await saveImage(engine, name, layout, { run, annotations });
  if (place?.kind === 'registry') await upload(layout, manifest, repositories, registry);
  return manifest;
}

/** Pushes the one manifest of a layout's folder by its digest. */
async function upload(
  folder: string,
  manifest: RawManifest,
  repositories: readonly Repository[],
  registry: ClassicTools['registry'],
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

/** Annotations of the manifest, which is all that there is of one platform. */
export function manifestAnnotations(annotations: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    annotations.map(parseAnnotation).flatMap((annotation) => {
      if (annotation instanceof Wrong) return [];
      const { levels, name, value } = annotation;
      const isManifest = levels.length === 0 || levels.some((level) => /^manifest(\[|$)/.test(level));
      return isManifest ? [[name, value]] : [];
    }),
  );
}
