import { formatPlatform, type Platform, samePlatform } from '../inputs/platform.ts';
import type { Target } from '../plan/plan.ts';
import { ActionError } from '../system/errors.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Digest } from '../system/registry/digest.ts';
import { RegistryError, UploadRefused } from '../system/registry/error.ts';
import { formatTagged } from '../system/registry/reference.ts';
import { readPublished } from './published.ts';

/** What makes an image as good as another build of it. */
export interface Identity {
  /** The commit; empty where it is not known, and then nothing is as good. */
  readonly revision: string;
  readonly platforms: readonly Platform[];
}

/** What registries say of a tag that cannot be moved, as docker passes it on; each has words of its own for it. */
const IMMUTABLE = /immutab|already exists|overwrit|locked|disallowed|read-only/i;

/** Whether a failure may be a registry's refusal to move a tag that exists; each has a status of its own for it. */
export function mayBeImmutable(error: unknown): boolean {
  if (error instanceof UploadRefused) return false;
  if (error instanceof RegistryError) {
    const { status = 0, verdict } = error;
    return verdict === 'final' && status >= 400 && status < 500 && ![401, 404, 413].includes(status);
  }
  return error instanceof ActionError && IMMUTABLE.test(error.output ?? '');
}

/**
 * The image that holds a tag of the whole version which the registry will not move, if it is of the same commit and
 * platforms: an earlier run of the same release made it, and it is as good as this run's.
 * @returns its digest; `undefined`: no such tag is held, so that something else went wrong.
 * @throws ActionError where the tag holds another image.
 */
export async function twinAt(
  { repository, fullVersions }: Target,
  digest: Digest,
  { revision, platforms }: Identity,
  registry: Registry,
): Promise<Digest | undefined> {
  for (const tag of fullVersions) {
    const held = await readPublished(registry, repository, tag);
    if (held === undefined || held.digest === digest) continue;
    const name = formatTagged({ repository, tag });
    const { told } = held;
    if (revision === '' || told.revision !== revision) {
      throw new ActionError(
        `${name} holds ${held.digest} of revision ${told.revision ?? 'unknown'} and cannot be moved to ${digest} of revision ${revision || 'unknown'}`,
        { hint: 'Release this under a version of its own.' },
      );
    }
    if (!sameSet(held.platforms, platforms)) {
      throw new ActionError(
        `${name} holds ${held.digest} for ${held.platforms.map(formatPlatform).join(', ')} and cannot be moved to ${digest} for ${platforms.map(formatPlatform).join(', ')}`,
        { hint: 'Release this under a version of its own.' },
      );
    }
    return held.digest;
  }
  return undefined;
}

function sameSet(a: readonly Platform[], b: readonly Platform[]): boolean {
  return a.length === b.length && a.every((platform) => b.some((other) => samePlatform(platform, other)));
}
