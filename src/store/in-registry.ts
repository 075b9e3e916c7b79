import type { RawManifest, Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import { MAX_DOCUMENT_BYTES } from '../model/oci.ts';
import { formatDigested, type Repository } from '../model/reference.ts';
import { type Place, requireComplete } from './complete.ts';
import { type Content, readImage } from './read-image.ts';

/** Reads an image that a registry holds, and requires all its content to be there if images are verified. */
export async function readPublished(
  registry: Registry,
  repository: Repository,
  digest: Digest,
  isVerified: boolean,
): Promise<Image> {
  const image = await readImage(digest, contentIn(registry, repository));
  if (isVerified) await requireInRegistry(image, registry, repository, true);
  return image;
}

/**
 * Throws unless a repository holds all of an image that was pushed to it a moment ago.
 * @param wasRead whether the image was read from this repository.
 */
export function requireInRegistry(
  image: Image,
  registry: Registry,
  repository: Repository,
  wasRead: boolean,
): Promise<void> {
  const size: Place['size'] = async ({ kind, digest, size = 0 }) =>
    kind === 'manifest'
      ? (await registry.headManifest(repository, digest, { justWritten: true }))?.size
      : registry.blobSize(repository, { digest, size }, { justWritten: true });
  const { name } = repository;
  return requireComplete(image, { name, content: contentIn(registry, repository), wasRead, size });
}

/** The manifests and configs that a repository holds by their digests. */
interface RegistryContent extends Content {
  manifest(digest: Digest): Promise<RawManifest>;
}

export function contentIn(registry: Registry, repository: Repository): RegistryContent {
  return {
    async manifest(wanted) {
      const manifest = await registry.getManifest(repository, wanted, { justWritten: true });
      if (manifest !== undefined) return manifest;
      throw new ActionError(`${formatDigested(repository, wanted)} is not in the registry although it was pushed`, {
        hint: 'Run the job again; if it stays away, the registry or a clean-up job removes untagged manifests.',
      });
    },
    config: (wanted) => registry.getBlob(repository, wanted, MAX_DOCUMENT_BYTES),
  };
}
