import type { Registry } from '../clients/registry/client.ts';
import { RegistryError, UploadRefused } from '../clients/registry/error.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import type { Target } from '../model/plan.ts';
import { formatTagged, type Repository } from '../model/reference.ts';
import { differenceOf } from './equivalent.ts';

/** The verified image, and a function that reads an image from a registry. */
export interface Built {
  readonly image: Image;
  /** Reads every manifest and config by digest and checks the digests. */
  readonly read: (repository: Repository, digest: Digest) => Promise<Image>;
}

/** Registry messages about an immutable tag, as printed by docker. The wording differs by registry. */
const IMMUTABLE = /immutab|already exists|overwrit|locked|disallowed|read-only/i;

/** True if the registry may have refused to update an existing tag. The status differs by registry. */
export function mayBeImmutable(error: unknown): boolean {
  if (error instanceof UploadRefused) return false;
  if (error instanceof RegistryError) {
    const { status = 0, verdict } = error;
    return verdict === 'final' && status >= 400 && status < 500 && ![401, 404, 413].includes(status);
  }
  return error instanceof ActionError && IMMUTABLE.test(error.output ?? '');
}

/**
 * Finds an equivalent image of an earlier run of the same release, under a tag of the whole version that the registry
 * does not update. Compares the content, because a label can be written by everyone with push rights.
 * @returns its digest. Undefined if no such tag exists, so that the failure has another cause.
 * @throws ActionError if the tag holds another image.
 */
export async function findEquivalent(
  { repository, fullVersions }: Target,
  { image, read }: Built,
  registry: Registry,
): Promise<Digest | undefined> {
  for (const tag of fullVersions) {
    const held = await registry.headManifest(repository, tag);
    if (held === undefined || held.digest === image.digest) continue;
    const problem = await read(repository, held.digest).then((other) => differing(image, other), unreadable);
    if (problem === undefined) return held.digest;
    throw new ActionError(
      `${formatTagged({ repository, tag })} holds ${held.digest} and the registry does not update it to ${image.digest}, which was built: ${problem}`,
      { hint: 'Release this under a version of its own, or delete the tag at the registry and run the job again.' },
    );
  }
  return undefined;
}

function differing(image: Image, other: Image): string | undefined {
  const difference = differenceOf(image, other);
  return difference && `they differ in ${difference}`;
}

/** @throws the error if it does not show that the image is unreadable, for example a transient error. */
function unreadable(error: unknown): string {
  if (!(error instanceof ActionError)) throw error;
  if (error instanceof RegistryError && error.status !== 404) throw error;
  return `it cannot be read as an image: ${error.message}`;
}
