import type { Engine } from '../system/docker/engine.ts';
import { ActionError } from '../system/errors.ts';
import { alone } from '../system/lock.ts';
import { printableLine } from '../system/printable.ts';
import { describeEnd, type Run, succeeded, wasKilled } from '../system/process.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Digest } from '../system/registry/digest.ts';
import { RegistryError } from '../system/registry/error.ts';
import { formatTagged, type TaggedReference } from '../system/registry/reference.ts';
import { type Judgement, judgeError, type RetryPolicy, retry } from '../system/retry.ts';
import type { Ledger } from '../system/undo.ts';
import { judgeWords } from '../system/words.ts';
import type { Carrier } from './publish.ts';

export interface EngineCarrier {
  readonly engine: Engine;
  readonly registry: Registry;
  /** The same without retries: to ask between the attempts of a push. */
  readonly impatient: Registry;
  readonly run: Run;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The name of the proved image in the engine's store. */
  readonly candidate: string;
  readonly ledger: Ledger;
  readonly retry: RetryPolicy;
}

/**
 * How long a push may say nothing, in milliseconds: docker tells when a layer begins and when it is done, and layers can
 * be large.
 */
const PATIENCE = 20 * 60_000;

/**
 * Pushes from the engine's store: `docker push` takes a name and no digest, so the image borrows the first tag's local
 * name for as long as the push takes, and whoever held it before gets it back. Of the runs on one machine only one at a
 * time may borrow a name: docker would push what another run put there.
 */
export function engineCarrier(
  { engine, registry, impatient, run, env, candidate, ledger, retry: policy }: EngineCarrier,
  patience = PATIENCE,
): Carrier {
  /**
   * `docker push` tells no status, and of the registry's answer no more than its words. So after a failure the registry
   * is asked: the tag may have moved and only the answer was lost, and how it refuses a push says whether and when another
   * attempt may help.
   */
  async function push({ repository, tag }: TaggedReference, digest: Digest): Promise<void> {
    const name = formatTagged({ repository, tag });
    const finished = await run({ program: 'docker', args: ['push', name], env, idle: patience });
    if (succeeded(finished)) return;
    const there = await impatient.headManifest(repository, tag).catch(() => undefined);
    if (there?.digest === digest) return;
    if (!wasKilled(finished)) await registry.checkPush(repository);
    const said = printableLine(finished.stderr.trimEnd().split('\n').at(-1) ?? '');
    const end = finished.timedOut ? `docker said nothing for ${patience / 60_000} minutes` : describeEnd(finished);
    throw new ActionError(`${name} could not be pushed: ${[end, said].filter(Boolean).join(': ')}`, {
      hint: 'See what docker says; a token needs the right to write packages.',
      output: finished.stderr,
    });
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

  /** With content missing from the store, docker pushes what it has under another digest and ends with status 0. */
  async function check({ repository, tag }: TaggedReference, digest: Digest): Promise<void> {
    const pushed = await registry.getManifest(repository, tag, { justWritten: true });
    if (pushed?.digest === digest) return;
    const name = formatTagged({ repository, tag });
    throw new ActionError(`${name} was pushed as ${digest}, and the registry has ${pushed?.digest ?? 'nothing'} there`);
  }

  return {
    async carry({ repository, tags: [tag] }, digest) {
      if (tag === undefined) return [];
      const reference = { repository, tag };
      const name = formatTagged(reference);
      const onWait = () => policy.log(`${name} is being pushed by another job on this machine: waiting for it`);
      await alone(name, { ...policy, onWait }, async () => {
        await borrow(reference, () => retry(() => push(reference, digest), policy, judgePush));
        await check(reference, digest);
      });
      return [tag];
    },
  };
}

/** A registry's own answer is judged by its status, docker by its words, and what cannot be classified may pass. */
function judgePush(error: unknown): Judgement {
  return error instanceof RegistryError ? judgeError(error) : judgeWords('transient')(error);
}

/** With another builder the image is in every repository already, by digest. */
export const registryCarrier: Carrier = { carry: async () => [] };
