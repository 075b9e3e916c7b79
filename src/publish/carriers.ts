import type { Engine } from '../system/docker/engine.ts';
import { TransferError } from '../system/docker/transfer.ts';
import { ActionError, messageOf } from '../system/errors.ts';
import { alone } from '../system/lock.ts';
import { printableLine } from '../system/printable.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Credentials } from '../system/registry/credentials.ts';
import type { Digest } from '../system/registry/digest.ts';
import { RegistryError } from '../system/registry/error.ts';
import { formatTagged, type Repository, type TaggedReference } from '../system/registry/reference.ts';
import { type Judgement, judgeError, type RetryPolicy, retry } from '../system/retry.ts';
import type { Ledger } from '../system/undo.ts';
import { adviceFor, judgeWords } from '../system/words.ts';
import type { Carrier } from './publish.ts';
import type { TagUpdates } from './updates.ts';

export interface EngineCarrier {
  readonly engine: Engine;
  readonly registry: Registry;
  /** The same without retries: to ask between the attempts of a push. */
  readonly impatient: Registry;
  readonly credentials: Credentials;
  /** The name of the proved image in the engine's store. */
  readonly candidate: string;
  /** Throws unless the repository holds all of the image. */
  readonly complete: (repository: Repository) => Promise<void>;
  readonly ledger: Ledger;
  readonly retry: RetryPolicy;
}

/** How long a push may say nothing, in milliseconds: layers can be large. */
const PATIENCE = 20 * 60_000;

/**
 * Pushes from the engine's store. The engine takes a name and no digest, so the image borrows the first tag's local name
 * for as long as the push takes, and whoever held it before gets it back. Of the runs on one machine only one at a time
 * may borrow a name: the engine would push what another run put there. It is asked itself, since `docker push` would cost
 * a process.
 */
export function engineCarrier({
  engine,
  registry,
  impatient,
  credentials,
  candidate,
  complete,
  ledger,
  retry: policy,
}: EngineCarrier): Carrier {
  /**
   * The engine tells no status, and of the registry's answer no more than its words. So after a failure the registry is
   * asked: the tag may have moved and only the answer was lost, and how it refuses a push says whether and when another
   * attempt may help.
   */
  async function push({ repository, tag }: TaggedReference, digest: Digest): Promise<void> {
    try {
      await engine.push(
        repository,
        tag,
        await credentials(repository.registry, { path: repository.path, access: 'pull,push' }),
        PATIENCE,
      );
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      const there = await impatient.headManifest(repository, tag).catch(() => undefined);
      if (there?.digest === digest) return;
      await registry.checkPush(repository);
      const name = formatTagged({ repository, tag });
      throw new ActionError(`${name} could not be pushed: ${printableLine(error.message)}`, {
        hint: adviceFor(error.message) ?? 'See what the engine says; a token needs the right to write packages.',
        output: error.output,
        cause: error,
      });
    }
  }

  async function borrow({ repository, tag }: TaggedReference, work: () => Promise<void>): Promise<void> {
    const name = formatTagged({ repository, tag });
    const holder = await engine.image(name);
    const returned = ledger(
      holder === undefined
        ? { kind: 'image', name }
        : { kind: 'tag', image: holder.id, repository: repository.name, tag },
    );
    await engine.tag(candidate, repository.name, tag);
    try {
      await work();
    } finally {
      if (holder === undefined) await engine.untag(name);
      else await engine.tag(holder.id, repository.name, tag);
      returned();
    }
  }

  /**
   * With content missing from the store, the engine pushes what it has under another digest and calls it well done. A
   * registry that still answers with the digest from before is asked again when the other tags are updated, too.
   */
  async function check(reference: TaggedReference, digest: Digest, updates: TagUpdates): Promise<void> {
    const found = (await registry.getManifest(reference.repository, reference.tag))?.digest;
    if (found === digest) return updates.confirm(reference, digest);
    if (updates.isOutdated(reference, digest, found)) return;
    throw new ActionError(`${formatTagged(reference)} was pushed as ${digest}, and the registry has ${found} there`);
  }

  return {
    async carry({ repository, tags: [tag] }, digest, updates) {
      if (tag === undefined) return [];
      const reference = { repository, tag };
      const name = formatTagged(reference);
      const onWait = () => policy.log(`${name} is being pushed by another job on this machine: waiting for it`);
      await alone(name, { ...policy, onWait }, async () => {
        await borrow(reference, () => retry(() => push(reference, digest), policy, judgePush));
        updates.acknowledge(reference, digest);
        await check(reference, digest, updates);
      });
      // the push has updated this tag; the others wait for all of the image
      await complete(repository);
      return [tag];
    },
  };
}

/**
 * A registry's own answer is judged by its status, the engine by its words, and what cannot be classified may pass. A push
 * is many requests, and its words name the blob or manifest at which one failed: what has passed since is another part.
 */
function judgePush(error: unknown): Judgement {
  const { verdict, retryAfter } = error instanceof RegistryError ? judgeError(error) : judgeWords('transient')(error);
  return { verdict, retryAfter, part: /sha256:[0-9a-f]{64}/.exec(messageOf(error))?.[0] };
}

/** With another builder the image is in every repository already, by digest. */
export const registryCarrier: Carrier = { carry: async () => [] };
