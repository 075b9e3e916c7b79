import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { formatTagged, type TaggedReference } from '../model/reference.ts';
import type { PushRecord } from '../store/store.ts';
import type { Previous } from './previous.ts';

/** Progress of the tag updates of this run. */
export interface TagUpdates extends PushRecord {
  /** Last acknowledged digest. Undefined if this run has not updated the tag. */
  acknowledged(reference: TaggedReference): Digest | undefined;
  isConfirmed(reference: TaggedReference, digest: Digest): boolean;
  /** The digests that the tag held before it was updated to this one. */
  outdated(reference: TaggedReference, digest: Digest): readonly Digest[];
}

export function trackUpdates(previous: Previous): TagUpdates {
  const acknowledged = new Map<string, readonly Digest[]>();
  const confirmed = new Map<string, Digest>();
  const of = (reference: TaggedReference) => acknowledged.get(formatTagged(reference)) ?? [];
  const outdated = (reference: TaggedReference, digest: Digest) =>
    [previous.get(formatTagged(reference)) ?? [], of(reference)].flat().filter((before) => before !== digest);
  return {
    acknowledge: (reference, digest) => void acknowledged.set(formatTagged(reference), [...of(reference), digest]),
    acknowledged: (reference) => of(reference).at(-1),
    confirm: (reference, digest) => void confirmed.set(formatTagged(reference), digest),
    isConfirmed: (reference, digest) => confirmed.get(formatTagged(reference)) === digest,
    isOutdated: (reference, digest, found) => found === undefined || outdated(reference, digest).includes(found),
    outdated,
  };
}

/**
 * Throws unless a tag that was updated is read with its digest.
 * @param found the digest that was read at the end of the retry budget; undefined if the tag was not found.
 */
export function verifyReadBack(
  reference: TaggedReference,
  digest: Digest,
  found: Digest | undefined,
  updates: TagUpdates,
): void {
  if (found === digest) return;
  const name = formatTagged(reference);
  if (updates.isOutdated(reference, digest, found)) {
    throw new ActionError(
      `${name} was updated to ${digest}, as its registry acknowledged, but the registry still answers ${found === undefined ? 'that the tag does not exist' : `with ${found}, the previous digest`}`,
      {
        hint: 'A replica or a cache of the registry is late. Check the tag in a few minutes, and run the job again if it is still not updated.',
      },
    );
  }
  throw new ActionError(`${name} was updated to ${digest}, and now it is ${found}`, {
    hint: 'Another job publishes the same tag: give the jobs one `concurrency` group.',
  });
}
