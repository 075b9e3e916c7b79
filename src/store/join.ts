import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawManifest, Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { mediaTypeOf } from '../model/oci.ts';
import type { Platform } from '../model/platform.ts';
import { formatDigested, type Repository } from '../model/reference.ts';
import type { Run } from '../runtime/process.ts';
import { assembleIndex, type IndexPart, indexPart } from './assemble.ts';
import type { Destination } from './destination.ts';
import { blob, blobName, openLayout } from './layout.ts';

export interface JoinTools {
  readonly registry: Registry;
  /** All that were pushed to. */
  readonly repositories: readonly Repository[];
  readonly run: Run;
}

/** The image of one platform, built by a call of its own. */
export interface BuiltPlatform {
  readonly platform: Platform;
  /** As buildx reported it. */
  readonly digest: Digest | undefined;
  readonly place: Destination | undefined;
}

/**
 * Joins the images of single platforms to one image without a tag.
 * @param place where the whole image belongs.
 * @returns the index of the image.
 */
export async function joinPlatforms(
  built: readonly BuiltPlatform[],
  place: Destination,
  tools: JoinTools,
): Promise<RawManifest> {
  const platforms = built.map(({ platform }) => platform);
  const parts = await Promise.all(
    built.map(async (each): Promise<IndexPart> => indexPart(await read(each, tools), each.platform)),
  );
  // asked for once, the annotations of one are those of all
  const index = assembleIndex(parts, platforms, { own: parts[0]?.annotations ?? {}, named: {}, derived: {} });
  await put(index, built, place, tools);
  return index;
}

async function read(
  { place, digest }: BuiltPlatform,
  { registry, repositories: [repository], run }: JoinTools,
): Promise<RawManifest> {
  if (digest === undefined) {
    throw new ActionError('buildx built a part of the image and did not report its digest', {
      hint: 'Run the job again; if it stays, update buildx.',
    });
  }
  if (place?.kind === 'layout') {
    const bytes = await blob(await openLayout(place.folder, run), digest);
    return { digest, mediaType: mediaTypeOf({ bytes }), bytes };
  }
  if (repository === undefined) throw new Error('a push without a repository was not refused');
  const manifest = await registry.getManifest(repository, digest, { justWritten: true });
  if (manifest !== undefined) return manifest;
  throw new ActionError(`${formatDigested(repository, digest)} is not in the registry although it was pushed`, {
    hint: 'Run the job again; if it stays away, the registry or a clean-up job removes untagged manifests.',
  });
}

async function put(
  index: RawManifest,
  built: readonly BuiltPlatform[],
  place: Destination,
  { registry, repositories }: JoinTools,
): Promise<void> {
  if (place.kind !== 'layout') {
    await Promise.all(repositories.map((repository) => registry.putManifest(repository, index.digest, index)));
    return;
  }
  const { digest, mediaType, bytes } = index;
  const blobs = (folder: string) => join(folder, 'blobs', 'sha256');
  await mkdir(blobs(place.folder), { recursive: true });
  for (const { place: part } of built) {
    const from = part?.kind === 'layout' ? blobs(part.folder) : '';
    for (const name of await readdir(from)) await rename(join(from, name), join(blobs(place.folder), name));
  }
  const top = { schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes.length }] };
  await writeFile(join(place.folder, blobName(digest)), bytes);
  await writeFile(join(place.folder, 'index.json'), JSON.stringify(top));
  await writeFile(join(place.folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
}
