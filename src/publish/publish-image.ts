import type { Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import type { Image } from '../model/image.ts';
import type { Origin } from '../model/naming.ts';
import type { Target } from '../model/plan.ts';
import { formatDigested, type Repository, type TaggedReference } from '../model/reference.ts';
import type { Release } from '../model/release.ts';
import type { ImageStore } from '../store/store.ts';
import type { Previous } from './previous.ts';
import { publish } from './publish.ts';
import { skipDowngrades } from './skip-downgrades.ts';

export interface PublishOptions {
  readonly targets: readonly Target[];
  /** Undefined if the image has no version to compare. */
  readonly release: Release | undefined;
  readonly origin: Origin;
  readonly store: Pick<ImageStore, 'push'>;
  readonly registry: Registry;
  readonly registryAfterCancel: Registry;
  readonly previous: Previous;
  /** Reads an image that an earlier run published. */
  readonly read: (repository: Repository, digest: Digest) => Promise<Image>;
}

/** Result of publishing. */
export interface PublishedImage {
  readonly image: Image;
  readonly tags: readonly TaggedReference[];
  readonly notices: readonly string[];
}

/** Publishes a verified image under all tags, except floating tags with a newer version. */
export async function publishImage(image: Image, job: PublishOptions): Promise<PublishedImage> {
  const { registry, read } = job;
  const { targets, notices } = await skipDowngrades(job.targets, job.release, job.origin, registry);
  const { digest, tags } = await publish(targets, image.digest, { ...job, built: { image, read } });
  const [first] = targets;
  if (digest === image.digest || first === undefined) return { image, tags, notices };
  const notice = `${formatDigested(first.repository, digest)} of an earlier run stays published: it has the same layers and configuration, and the registry does not update the tag of a version`;
  return { image: await read(first.repository, digest), tags, notices: [...notices, notice] };
}
