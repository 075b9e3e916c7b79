import { setTimeout as wait } from 'node:timers/promises';
import { EngineRefusal } from '../clients/docker/answers.ts';
import { BINFMT, BUILDKIT } from '../clients/docker/helper-images.ts';
import { TransferError } from '../clients/docker/transfer.ts';
import type { Registry } from '../clients/registry/client.ts';
import { RegistryError } from '../clients/registry/error.ts';
import { splitReference } from '../clients/registry/sources.ts';
import { parseRepository } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import { HELPER_PULL_IDLE_MS, HUB_ANSWER_MS } from '../runtime/limits.ts';
import { type Judgement, judgeError } from '../runtime/retry.ts';
import { judgeWords } from '../runtime/words.ts';
import type { Session } from '../session/session.ts';

/** Returns the name under which an image can be pulled on this machine. */
export type FindHelper = (reference: string) => Promise<string>;

/**
 * Uses the pinned release if it can be pulled. The usual tag is used only with a mirror of Docker Hub that the
 * administrator of Docker Engine configured and that holds a selection of images, as on a site without internet. Two
 * conditions must hold: the mirror answers that it does not hold the release, and Docker Hub does not answer at all. A
 * mirror that is busy or unreachable may hold the release. The tag of Docker Hub itself is never used, and an image named
 * in an input is never replaced.
 * @param mirrors hosts that serve Docker Hub's images, tried before Docker Hub.
 * @param idle timeout for Docker Hub in milliseconds.
 */
export function helperFinder(
  registry: Pick<Registry, 'headManifest'>,
  mirrors: readonly string[],
  log: (line: string) => void,
  idle = HUB_ANSWER_MS,
): FindHelper {
  /** Undefined if the mirror's answer does not show it. */
  const holds = async (mirror: string, path: string, name: string): Promise<boolean | undefined> => {
    const repository = parseRepository(`${mirror}/${path}`);
    if (repository instanceof Wrong) return undefined;
    const asked = registry.headManifest(repository, name).then((head) => head !== undefined);
    return asked.catch(() => undefined);
  };
  /** True if Docker Hub answers at all: an attacker may have deleted a release there to make the action use the tag. */
  const hubAnswers = (path: string, name: string): Promise<boolean> => {
    const hub = { name: path, registry: 'docker.io', path };
    const answer = registry.headManifest(hub, name).then(
      () => true,
      ({ status }: Partial<RegistryError>) => status === 401 || status === 403,
    );
    return Promise.race([answer, wait(idle, false, { ref: false })]);
  };
  return async (reference) => {
    const helper = [BINFMT, BUILDKIT].find(({ pinned }) => pinned === reference);
    if (helper === undefined) return reference;
    const [path = '', digest = ''] = helper.pinned.replace(/^docker\.io\//, '').split(/:[^@]*@/);
    const tag = helper.usual.slice(helper.usual.lastIndexOf(':') + 1);
    for (const mirror of mirrors) {
      const [hasPinned, hasUsual] = await Promise.all([digest, tag].map((name) => holds(mirror, path, name)));
      if (hasPinned) return reference;
      if (hasPinned === undefined || !hasUsual) continue;
      if (await hubAnswers(path, digest)) return reference;
      log(`${path}: the mirror ${mirror} does not hold the pinned release, so its own "${tag}" is used`);
      return helper.usual;
    }
    return reference;
  };
}

/** Asks the sources of an image for the time that they refuse it. Rejects with their answer. */
export type AskHowLong = (image: string) => Promise<unknown>;

/** The session, and a way to ask registries about a refused pull. */
export type HelperSession = Pick<Session, 'engine' | 'credentials'> & { readonly askHowLong: AskHowLong };

/**
 * Makes Docker Engine pull an image that it will run, with the login for its registry.
 * @throws TransferError if the pull does not succeed; EngineRefusal if the name cannot be pulled.
 */
export async function pullHelper(image: string, tools: HelperSession): Promise<void> {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (repository instanceof Wrong) throw new EngineRefusal(repository.message);
  try {
    await tools.engine.pull(
      repository,
      reference,
      await tools.credentials(repository.registry, { path: repository.path, access: 'pull' }),
      HELPER_PULL_IDLE_MS,
    );
  } catch (error) {
    if (error instanceof TransferError) await afterPull(error.message, image, tools);
    throw error;
  }
}

/** Judges an image that Docker Engine could not run. A broken connection is transient; otherwise the registry's message decides. */
export function judgeHelper(error: unknown): Judgement {
  const judgement = judgeError(error);
  return judgement.verdict === 'transient' ? judgement : judgeWords('final')(error);
}

/**
 * Prepares another attempt after a failed pull. Docker Engine keeps bytes that do not match their digest and uses them for
 * every later pull, until it collects its garbage, which may take a while.
 * @param said output of Docker Engine or of its caller.
 * @throws RegistryError if the registry limits the rate of requests for longer than the action waits. Docker Engine does
 *   not report that time.
 */
export async function afterPull(
  said: string,
  image: string,
  { engine, askHowLong }: Pick<HelperSession, 'engine' | 'askHowLong'>,
): Promise<void> {
  if (/unexpected commit digest/.test(said)) await engine.collectGarbage().catch(() => undefined);
  if (!/toomanyrequests|too many requests|\b429\b/i.test(said)) return;
  const refusal: unknown = await askHowLong(image).then(
    () => undefined,
    (error) => error,
  );
  if (refusal instanceof RegistryError && refusal.verdict === 'final') throw refusal;
}
