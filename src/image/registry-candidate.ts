import type { Engine } from '../system/docker/engine.ts';
import { ActionError } from '../system/errors.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Digest } from '../system/registry/digest.ts';
import { formatDigested, type Repository } from '../system/registry/reference.ts';
import type { Candidate } from './image.ts';
import { readImage } from './manifests.ts';

/** A config larger than this is nobody's image: https://github.com/containerd/containerd caps manifests alike. */
const CONFIG_LIMIT = 8 * 1024 * 1024;

/** An image that was pushed untagged: read back from the registry, every byte hashed. */
export function registryCandidate(
  registry: Registry,
  repository: Repository,
  digest: Digest,
  { engine, onLoad }: { engine: Engine; onLoad: (name: string) => void },
): Candidate {
  return {
    read: () =>
      readImage(digest, {
        async manifest(wanted) {
          const manifest = await registry.getManifest(repository, wanted, { justWritten: true });
          if (manifest === undefined) throw notThere(repository, wanted);
          return manifest;
        },
        config: (wanted) => registry.getBlob(repository, wanted, CONFIG_LIMIT),
      }),
    async runnable(platform) {
      const reference = formatDigested(repository, platform.digest);
      // running it pulls it: what was not in the engine's store before does not stay
      if ((await engine.image(reference)) === undefined) onLoad(reference);
      return reference;
    },
  };
}

function notThere(repository: Repository, digest: Digest): ActionError {
  return new ActionError(`${formatDigested(repository, digest)} is not in the registry although it was pushed`, {
    hint: 'Run the job again; if it stays away, the registry or a clean-up job removes untagged manifests.',
  });
}
