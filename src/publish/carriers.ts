import type { Engine } from '../clients/docker/engine.ts';
import { TransferError } from '../clients/docker/transfer.ts';
import type { Registry } from '../clients/registry/client.ts';
import type { Credentials } from '../clients/registry/credentials.ts';
import { RegistryError } from '../clients/registry/error.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError, messageOf } from '../model/errors.ts';
import { formatTagged, type Repository, type TaggedReference } from '../model/reference.ts';
import type { Ledger } from '../runtime/ledger.ts';
import { alone } from '../runtime/lock.ts';
import { printableLine } from '../runtime/printable.ts';
import { type Judgement, judgeError, type RetryPolicy, retry } from '../runtime/retry.ts';
import { adviceFor, judgeWords } from '../runtime/words.ts';
import type { Carrier } from './publish.ts';
import type { TagUpdates } from './updates.ts';

export interface EngineCarrier {
  readonly engine: Engine;
  readonly registry: Registry;
  /** The registry without retries, for requests between push attempts. */
  readonly impatient: Registry;
  readonly credentials: Credentials;
  /** Name of the verified image in the image store of Docker Engine. */
  readonly candidate: string;
  /** Throws unless the repository contains the complete image. */
  readonly complete: (repository: Repository) => Promise<void>;
  readonly ledger: Ledger;
  readonly retry: RetryPolicy;
}

/** Timeout for a push without output, in milliseconds: layers can be large. */
const PATIENCE = 20 * 60_000;

/**
 * Pushes from the image store of Docker Engine. The API accepts a name but no digest, so the image temporarily gets the
 * local name of the first tag. The previous image gets the name back after the push. Only one run on a machine may use
 * a name at a time, because Docker Engine could otherwise push the image of another run. The API is used because
 * `docker push` would start a process.
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
   * Docker Engine reports only the message of the registry, without the status. After a failure, the registry is asked
   * directly: the tag may be updated although the answer was lost, and a refusal shows if and when a retry may help.
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
   * If content is missing from the image store, Docker Engine pushes an incomplete image under another digest and
   * reports success. If the registry still returns the old digest, it is asked again after the other tags are updated.
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
      // the push updated this tag; the other tags are updated after the complete image is in the repository
      await complete(repository);
      return [tag];
    },
  };
}

/**
 * Classifies an error of a registry by its status, and an error of Docker Engine by its message. An unknown error is
 * transient. A push sends many requests, and the message names the failed blob or manifest: a new name shows progress.
 */
function judgePush(error: unknown): Judgement {
  const { verdict, retryAfter } = error instanceof RegistryError ? judgeError(error) : judgeWords('transient')(error);
  return { verdict, retryAfter, part: /sha256:[0-9a-f]{64}/.exec(messageOf(error))?.[0] };
}

/** With another builder, the image is in every repository by digest before publishing. */
export const registryCarrier: Carrier = { carry: async () => [] };
