import { TransferError } from '../clients/docker/transfer.ts';
import { RegistryError } from '../clients/registry/error.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError, messageOf } from '../model/errors.ts';
import type { Target } from '../model/plan.ts';
import { formatTagged, type Repository } from '../model/reference.ts';
import { withHeartbeat } from '../runtime/heartbeat.ts';
import { ENGINE_PUSH_IDLE_MS } from '../runtime/limits.ts';
import { alone } from '../runtime/lock.ts';
import { printableLine } from '../runtime/printable.ts';
import { type Judgement, judgeError, retry } from '../runtime/retry.ts';
import { adviceFor, judgeWords } from '../runtime/words.ts';
import type { Session } from '../session/session.ts';
import type { PushRecord } from './store.ts';

export type PushSession = Pick<
  Session,
  'engine' | 'registry' | 'registryWithoutRetry' | 'credentials' | 'recordCleanup' | 'retry'
>;

/**
 * Pushes from the image store of Docker Engine. The API accepts a name but no digest, so the image temporarily gets the
 * local name of the first tag. The previous image gets the name back after the push. Only one run on a machine may use
 * a name at a time, because Docker Engine could otherwise push the image of another run. The API is used because
 * `docker push` would start a process.
 * @param source name of the image in the image store.
 * @param requireComplete throws unless the repository contains the complete image.
 * @returns the tags that the push updated.
 */
export async function pushFromEngine(
  source: string,
  digest: Digest,
  { repository, tags: [tag] }: Pick<Target, 'repository' | 'tags'>,
  record: PushRecord,
  { engine, registry, registryWithoutRetry, credentials, recordCleanup, retry: policy }: PushSession,
  requireComplete: (repository: Repository) => Promise<void>,
): Promise<readonly string[]> {
  if (tag === undefined) return [];
  const reference = { repository, tag };
  const name = formatTagged(reference);
  const onWait = () => policy.log(`${name} is being pushed by another job on this machine: waiting for it`);
  await alone(name, { ...policy, onWait }, async () => {
    await withHeartbeat(`pushing ${name}`, policy.log, () => borrow(() => retry(push, policy, judgePush)));
    record.acknowledge(reference, digest);
    await check();
  });
  // the push updated this tag; the other tags are updated after the complete image is in the repository
  await requireComplete(repository);
  return [tag];

  /**
   * Docker Engine reports only the message of the registry, without the status. After a failure, the registry is asked
   * directly: the tag may be updated although the answer was lost, and a refusal shows if and when a retry may help.
   */
  async function push(): Promise<void> {
    try {
      const login = await credentials(repository.registry, { path: repository.path, access: 'pull,push' });
      await engine.push(repository, reference.tag, login, ENGINE_PUSH_IDLE_MS);
    } catch (error) {
      if (!(error instanceof TransferError)) throw error;
      const there = await registryWithoutRetry.headManifest(repository, reference.tag).catch(() => undefined);
      if (there?.digest === digest) return;
      await registry.checkPush(repository);
      throw new ActionError(`${name} could not be pushed: ${printableLine(error.message)}`, {
        hint: 'See what the engine says; a token needs the right to write packages.',
        ...adviceFor(error.message, 'push'),
        output: error.output,
        cause: error,
      });
    }
  }

  async function borrow(work: () => Promise<void>): Promise<void> {
    const holder = await engine.image(name);
    const returned = recordCleanup(
      holder === undefined
        ? { kind: 'image', name }
        : { kind: 'tag', image: holder.id, repository: repository.name, tag: reference.tag },
    );
    await engine.tag(source, repository.name, reference.tag);
    try {
      await work();
    } finally {
      if (holder === undefined) await engine.untag(name);
      else await engine.tag(holder.id, repository.name, reference.tag);
      returned();
    }
  }

  /**
   * If content is missing from the image store, Docker Engine pushes an incomplete image under another digest and
   * reports success. If the registry still returns the old digest, it is asked again after the other tags are updated.
   */
  async function check(): Promise<void> {
    const found = (await registry.getManifest(repository, reference.tag))?.digest;
    if (found === digest) return record.confirm(reference, digest);
    if (record.isOutdated(reference, digest, found)) return;
    throw new ActionError(`${name} was pushed as ${digest}, and the registry has ${found} there`);
  }
}

/**
 * Classifies an error of a registry by its status, and an error of Docker Engine by its message. An unknown error is
 * transient. A push sends many requests, and the message names the failed blob or manifest: a new name shows progress.
 */
function judgePush(error: unknown): Judgement {
  const { verdict, retryAfter } = error instanceof RegistryError ? judgeError(error) : judgeWords('transient')(error);
  return { verdict, retryAfter, part: /sha256:[0-9a-f]{64}/.exec(messageOf(error))?.[0] };
}
