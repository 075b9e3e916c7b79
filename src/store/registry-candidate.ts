import type { Engine } from '../clients/docker/engine.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import { LARGEST_DOCUMENT } from '../model/oci.ts';
import { formatDigested, type Repository } from '../model/reference.ts';
import { type Place, requireComplete } from './complete.ts';
import type { Candidate } from './image.ts';
import { type Content, readImage } from './manifests.ts';

/**
 * An image that was pushed untagged: read back from the registry, every byte hashed.
 * @param repositories all that it was pushed to; it is read from the first.
 */
export function registryCandidate(
  registry: Registry,
  repositories: readonly [Repository, ...Repository[]],
  digest: Digest,
  { engine, onLoad }: { engine: Engine; onLoad: (name: string) => void },
): Candidate {
  const [repository] = repositories;
  return {
    read: () => readImage(digest, contentIn(registry, repository)),
    async complete(image) {
      await Promise.all(repositories.map((each) => requireInRegistry(image, registry, each, each === repository)));
    },
    async runnable(platform) {
      const reference = formatDigested(repository, platform.digest);
      // running it pulls it: what was not in the engine's store before does not stay
      if ((await engine.image(reference)) === undefined) onLoad(reference);
      return reference;
    },
  };
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

function contentIn(registry: Registry, repository: Repository): Content {
  return {
    async manifest(wanted) {
      const manifest = await registry.getManifest(repository, wanted, { justWritten: true });
      if (manifest === undefined) throw notThere(repository, wanted);
      return manifest;
    },
    config: (wanted) => registry.getBlob(repository, wanted, LARGEST_DOCUMENT),
  };
}

function notThere(repository: Repository, digest: Digest): ActionError {
  return new ActionError(`${formatDigested(repository, digest)} is not in the registry although it was pushed`, {
    hint: 'Run the job again; if it stays away, the registry or a clean-up job removes untagged manifests.',
  });
}
