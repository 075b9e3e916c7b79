import type { Registry } from '../clients/registry/client.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError, messageOf } from '../model/errors.ts';
import type { Target } from '../model/plan.ts';
import { formatTagged, type Repository, type TaggedReference, taggedReferences } from '../model/reference.ts';
import type { ImageStore } from '../store/store.ts';
import { type Built, findEquivalent, mayBeImmutable } from './find-equivalent.ts';
import { IncompletePublication, type TagState } from './incomplete.ts';
import type { Previous } from './previous.ts';
import { type TagUpdates, trackUpdates, verifyReadBack } from './updates.ts';

export interface Publication {
  /** Digest of all tags: the requested digest, or the digest of an earlier run of the same release. */
  readonly digest: Digest;
  readonly tags: readonly TaggedReference[];
}

export interface Publishing {
  readonly store: Pick<ImageStore, 'push'>;
  readonly registry: Registry;
  /** Reads the tags after a failure or cancellation, without retries and with a short timeout. */
  readonly registryAfterCancel: Registry;
  readonly previous: Previous;
  readonly built: Built;
}

type Work = Publishing & { readonly updates: TagUpdates };

/**
 * Updates every tag of every repository to one digest, and reads each back. If a registry does not update the tag of
 * the whole version and an equivalent image is there, all tags are updated to that image.
 */
export async function publish(
  targets: readonly Target[],
  digest: Digest,
  publishing: Publishing,
): Promise<Publication> {
  const work: Work = { ...publishing, updates: trackUpdates(publishing.previous) };
  const outcomes = await Promise.allSettled(targets.map((target) => publishTo(target, digest, work)));
  await throwFailures(outcomes, digest);
  const immutable = outcomes.find((outcome) => outcome.status === 'fulfilled' && outcome.value !== digest);
  if (immutable?.status !== 'fulfilled') return { digest, tags: taggedReferences(targets) };
  // one release has one digest: the other repositories use the digest of the immutable tag
  const behind = targets.filter((_, i) => outcomes[i]?.status === 'fulfilled' && outcomes[i].value !== immutable.value);
  await throwFailures(
    await Promise.allSettled(behind.map((target) => updateRepository(target, immutable.value, work))),
    immutable.value,
  );
  return { digest: immutable.value, tags: taggedReferences(targets) };

  async function throwFailures(settled: readonly PromiseSettledResult<unknown>[], wanted: Digest): Promise<void> {
    const failures = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failures.length > 0) throw await incompleteError(targets, wanted, work, failures);
  }
}

/** @returns the digest of the repository's tags. */
async function publishTo(target: Target, digest: Digest, work: Work): Promise<Digest> {
  const { store, registry, built, updates } = work;
  const { tags, fullVersions } = target;
  // the tags that the registry may refuse are updated first, before any other tag
  const ordered = { ...target, tags: [...fullVersions, ...tags.filter((tag) => !fullVersions.includes(tag))] };
  let pushed: readonly string[];
  try {
    pushed = await store.push(built.image, ordered, updates);
    await updateTags(target.repository, without(fullVersions, pushed), digest, registry, updates);
  } catch (error) {
    const equivalent = mayBeImmutable(error) ? await findEquivalent(target, built, registry) : undefined;
    if (equivalent === undefined) throw error;
    await updateRepository(target, equivalent, work);
    return equivalent;
  }
  await updateTags(target.repository, without(tags, [...pushed, ...fullVersions]), digest, registry, updates);
  await readBack(target, digest, work);
  return digest;
}

/** Updates a repository's tags to an image of another run. */
async function updateRepository(target: Target, digest: Digest, work: Work): Promise<void> {
  const { repository, tags } = target;
  const { registry, updates } = work;
  const held = await Promise.all(tags.map((tag) => registry.headManifest(repository, tag)));
  const behind = tags.filter((tag, i) => {
    const reference = { repository, tag };
    // if this run updated the tag, the registry may still return the old digest
    const isThere = held[i]?.digest === digest && [undefined, digest].includes(updates.acknowledged(reference));
    // an immutable tag has this digest already and needs no update
    if (isThere) updates.confirm(reference, digest);
    return !isThere;
  });
  await updateTags(repository, behind, digest, registry, updates);
  await readBack(target, digest, work);
}

/** Waits for all tags even if one fails, so that the error reports their final state. */
export async function updateTags(
  repository: Repository,
  tags: readonly string[],
  digest: Digest,
  registry: Registry,
  updates: TagUpdates,
): Promise<void> {
  if (tags.length === 0) return;
  const manifest = await registry.getManifest(repository, digest, { justWritten: true });
  if (manifest === undefined)
    throw new ActionError(`${repository.name} does not hold ${digest}, which was pushed to it`);
  const ends = await Promise.allSettled(
    tags.map(async (tag) => {
      await registry.putManifest(repository, tag, manifest);
      updates.acknowledge({ repository, tag }, digest);
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function without(tags: readonly string[], others: readonly string[]): readonly string[] {
  return tags.filter((tag) => !others.includes(tag));
}

/** Requests only the digest of each updated tag: the index was fetched and hashed when it was published. */
export async function readBack(
  { repository, tags }: Pick<Target, 'repository' | 'tags'>,
  digest: Digest,
  { registry, updates }: Pick<Work, 'registry' | 'updates'>,
): Promise<void> {
  const unconfirmed = tags.map((tag) => ({ repository, tag })).filter((tag) => !updates.isConfirmed(tag, digest));
  const ends = await Promise.allSettled(
    unconfirmed.map(async (reference) => {
      const outdated = updates.outdated(reference, digest);
      const found = await registry.headManifest(repository, reference.tag, { outdated });
      verifyReadBack(reference, digest, found?.digest, updates);
    }),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

/** Error with all failures and the state of each tag. Reads the tags, because a response may have been lost. */
async function incompleteError(
  targets: readonly Target[],
  digest: Digest,
  { registryAfterCancel, previous, updates }: Work,
  failures: readonly unknown[],
): Promise<ActionError> {
  const before = (reference: string) => (previous.has(reference) ? (previous.get(reference) ?? 'nothing') : 'unknown');
  const states = await Promise.all(
    taggedReferences(targets).map(async (reference): Promise<TagState> => {
      const name = formatTagged(reference);
      const state = await stateOf(reference, digest, registryAfterCancel, updates);
      return { reference: name, state, before: before(name) };
    }),
  );
  const from = (reference: string) => `${reference} (before: ${before(reference)})`;
  const summary = STATES.flatMap((state) => {
    const list = states.filter((entry) => entry.state === state).map(({ reference }) => reference);
    return list.length === 0 ? [] : `${state}: ${list.map(UPDATED.has(state) ? from : String).join(', ')}`;
  });
  const outcome = states.every(({ state }) => UPDATED.has(state))
    ? 'was published, and was not read back'
    : 'is not published';
  const [first] = failures;
  const own = first instanceof ActionError ? first : undefined;
  return new IncompletePublication(
    `${digest} ${outcome} everywhere (${summary.join('; ')}): ${failures.map(messageOf).join('; ')}`,
    states,
    {
      hint: own?.hint ?? 'Run the job again: it updates every tag to one verified image.',
      output: own?.output,
      cause: first,
    },
  );
}

const STATES = [
  'updated',
  'acknowledged but not read back',
  'updated and changed since',
  'not updated',
  'unknown',
] as const satisfies readonly State[];
type State = TagState['state'];

/** States of tags that the registry updated. */
const UPDATED: ReadonlySet<State> = new Set<State>(STATES.slice(0, 3));

async function stateOf(
  reference: TaggedReference,
  digest: Digest,
  witness: Registry,
  updates: TagUpdates,
): Promise<State> {
  const acknowledged = updates.acknowledged(reference) === digest;
  try {
    const found = (await witness.headManifest(reference.repository, reference.tag))?.digest;
    if (found === digest) return 'updated';
    if (!acknowledged) return 'not updated';
    return updates.isOutdated(reference, digest, found)
      ? 'acknowledged but not read back'
      : 'updated and changed since';
  } catch {
    return acknowledged ? 'acknowledged but not read back' : 'unknown';
  }
}
