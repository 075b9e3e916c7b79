import type { Target } from '../plan/plan.ts';
import { ActionError, messageOf } from '../system/errors.ts';
import type { ReadOptions, Registry } from '../system/registry/client.ts';
import type { Digest } from '../system/registry/digest.ts';
import { formatTagged, type Repository, type TaggedReference } from '../system/registry/reference.ts';
import type { Previous } from './previous.ts';
import { type Identity, mayBeImmutable, twinAt } from './twin.ts';

/** Brings the proved image into one repository. */
export interface Carrier {
  /** @returns the tags that are moved and read back already when the image is there by its digest. */
  carry(target: Target, digest: Digest): Promise<readonly string[]>;
}

export interface Publication {
  /** What the tags hold now: the digest given, or that of an earlier run of the same release. */
  readonly digest: Digest;
  readonly tags: readonly TaggedReference[];
}

export interface Publishing {
  readonly carrier: Carrier;
  readonly registry: Registry;
  /** To ask what has moved when the rest has failed, or was cancelled: without retries, and soon done. */
  readonly witness: Registry;
  readonly previous: Previous;
  /** What an image has to be to be as good. */
  readonly identity: Identity;
}

/**
 * Moves every tag of every repository to one digest, and reads each back. Where a registry will not move the tag of the
 * whole version, an image there that is as good is what all tags are moved to.
 */
export async function publish(
  targets: readonly Target[],
  digest: Digest,
  publishing: Publishing,
): Promise<Publication> {
  const { registry } = publishing;
  const outcomes = await Promise.allSettled(targets.map((target) => publishTo(target, digest, publishing)));
  await refuse(outcomes, digest);
  const held = outcomes.find((outcome) => outcome.status === 'fulfilled' && outcome.value !== digest);
  if (held?.status !== 'fulfilled') return { digest, tags: references(targets) };
  // one release is one digest: the repositories that would have moved follow the one that does not
  const behind = targets.filter((_, i) => outcomes[i]?.status === 'fulfilled' && outcomes[i].value !== held.value);
  await refuse(await Promise.allSettled(behind.map((target) => follow(target, held.value, registry))), held.value);
  return { digest: held.value, tags: references(targets) };

  async function refuse(settled: readonly PromiseSettledResult<unknown>[], wanted: Digest): Promise<void> {
    const failures = settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failures.length > 0) throw await incomplete(targets, wanted, publishing, failures);
  }
}

/** @returns the digest that the repository's tags hold now. */
async function publishTo(target: Target, digest: Digest, { carrier, registry, identity }: Publishing): Promise<Digest> {
  const { tags, fullVersions } = target;
  // the tag that may be refused goes first, so that no other has moved by then
  const ordered = { ...target, tags: [...fullVersions, ...tags.filter((tag) => !fullVersions.includes(tag))] };
  let carried: readonly string[];
  try {
    carried = await carrier.carry(ordered, digest);
    await moveTags(target.repository, without(fullVersions, carried), digest, registry);
  } catch (error) {
    const twin = mayBeImmutable(error) ? await twinAt(target, digest, identity, registry) : undefined;
    if (twin === undefined) throw error;
    await follow(target, twin, registry);
    return twin;
  }
  await moveTags(target.repository, without(tags, [...carried, ...fullVersions]), digest, registry);
  await readBack(target, carried, digest, registry);
  return digest;
}

/** Moves a repository's tags to an image that another run made. */
async function follow(target: Target, digest: Digest, registry: Registry): Promise<void> {
  const { repository, tags } = target;
  // the one that cannot be moved is there already, and need not be asked to
  const held = await Promise.all(tags.map((tag) => digestAt(registry, repository, tag)));
  const behind = tags.filter((_, i) => held[i] !== digest);
  await moveTags(repository, behind, digest, registry);
  await readBack(target, without(tags, behind), digest, registry);
}

/** Whatever becomes of one tag, the others have come to an end too when this does, so that what is told then stays true. */
export async function moveTags(
  repository: Repository,
  tags: readonly string[],
  digest: Digest,
  registry: Registry,
): Promise<void> {
  if (tags.length === 0) return;
  const manifest = await registry.getManifest(repository, digest, { justWritten: true });
  if (manifest === undefined)
    throw new ActionError(`${repository.name} does not hold ${digest}, which was pushed to it`);
  const ends = await Promise.allSettled(tags.map((tag) => registry.putManifest(repository, tag, manifest)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

function without(tags: readonly string[], others: readonly string[]): readonly string[] {
  return tags.filter((tag) => !others.includes(tag));
}

/** The index was fetched and so hashed as published; each tag that was moved here is asked for its digest alone. */
async function readBack(
  { repository, tags }: Target,
  done: readonly string[],
  digest: Digest,
  registry: Registry,
): Promise<void> {
  const moved = tags.filter((tag) => !done.includes(tag));
  const found = await Promise.all(
    moved.map(async (tag) => ({ tag, digest: await digestAt(registry, repository, tag, { justWritten: true }) })),
  );
  const other = found.find((entry) => entry.digest !== digest);
  if (other !== undefined) {
    throw new ActionError(
      `${formatTagged({ repository, tag: other.tag })} was moved to ${digest}, and now it is ${other.digest ?? 'not there'}`,
      { hint: 'Another job publishes the same tag: give the jobs one `concurrency` group.' },
    );
  }
}

async function digestAt(
  registry: Registry,
  repository: Repository,
  tag: string,
  options?: ReadOptions,
): Promise<Digest | undefined> {
  return (await registry.headManifest(repository, tag, options))?.digest;
}

/** What went wrong, and which tags have moved all the same: asked of the registry, because a lost answer tells nothing. */
async function incomplete(
  targets: readonly Target[],
  digest: Digest,
  { witness, previous }: Publishing,
  failures: readonly unknown[],
): Promise<ActionError> {
  const states = await Promise.all(
    targets.flatMap(({ repository, tags }) =>
      tags.map(async (tag) => {
        const reference = formatTagged({ repository, tag });
        const state = await witness.headManifest(repository, tag).then(
          (found) => (found?.digest === digest ? 'moved' : 'not moved'),
          () => 'unknown',
        );
        return { reference, state };
      }),
    ),
  );
  const before = (reference: string) => (previous.has(reference) ? (previous.get(reference) ?? 'nothing') : 'unknown');
  const from = (reference: string) => `${reference} (before: ${before(reference)})`;
  const told = ['moved', 'not moved', 'unknown'].flatMap((state) => {
    const list = states.filter((entry) => entry.state === state).map(({ reference }) => reference);
    return list.length === 0 ? [] : `${state}: ${list.map(state === 'moved' ? from : String).join(', ')}`;
  });
  const [first] = failures;
  const own = first instanceof ActionError ? first : undefined;
  return new ActionError(
    `${digest} is not published everywhere (${told.join('; ')}): ${failures.map(messageOf).join('; ')}`,
    {
      hint: own?.hint ?? 'Run the job again: it moves every tag to one proved image.',
      output: own?.output,
      cause: first,
    },
  );
}

function references(targets: readonly Target[]): readonly TaggedReference[] {
  return targets.flatMap(({ repository, tags }) => tags.map((tag) => ({ repository, tag })));
}
