import { setTimeout as wait } from 'node:timers/promises';
import { EngineRefusal } from '../system/docker/answers.ts';
import type { Engine } from '../system/docker/engine.ts';
import { BINFMT, BUILDKIT } from '../system/docker/helper-images.ts';
import { TransferError } from '../system/docker/transfer.ts';
import type { Registry } from '../system/registry/client.ts';
import type { Credentials } from '../system/registry/credentials.ts';
import { RegistryError } from '../system/registry/error.ts';
import { parseRepository } from '../system/registry/reference.ts';
import { splitReference } from '../system/registry/sources.ts';
import { type Judgement, judgeError } from '../system/retry.ts';
import { judgeWords } from '../system/words.ts';

/** By which name an image can be had on this machine. */
export type FindHelper = (reference: string) => Promise<string>;

/**
 * Keeps to the pinned release wherever it can be had. Only a mirror that whoever runs the engine put in Docker Hub's
 * place, and that holds images of its own choice, is followed by the usual tag: a site without internet has what was
 * copied there. That takes a mirror that says it does not have the release, and a Docker Hub that says nothing: one that
 * is busy or out of reach may have it. Docker Hub itself never is followed, nor is an image that was named in an input
 * changed.
 * @param mirrors hosts that Docker Hub's images come from, before Docker Hub itself.
 * @param patience how long Docker Hub is waited for, in milliseconds.
 */
export function helperFinder(
  registry: Pick<Registry, 'headManifest'>,
  mirrors: readonly string[],
  log: (line: string) => void,
  patience = 1000,
): FindHelper {
  /** `undefined`: there is no telling. */
  const holds = async (mirror: string, path: string, name: string): Promise<boolean | undefined> => {
    const repository = parseRepository(`${mirror}/${path}`);
    if (typeof repository === 'string') return undefined;
    const asked = registry.headManifest(repository, name).then((head) => head !== undefined);
    return asked.catch(() => undefined);
  };
  /** Whether Docker Hub itself says anything: what it denies to have, somebody may have deleted to be followed by tag. */
  const hubAnswers = (path: string, name: string): Promise<boolean> => {
    const hub = { name: path, registry: 'docker.io', path };
    const answer = registry.headManifest(hub, name).then(
      () => true,
      ({ status }: Partial<RegistryError>) => status === 401 || status === 403,
    );
    return Promise.race([answer, wait(patience, false, { ref: false })]);
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

/** Asks those who have an image how long they refuse it. Rejects with their answer. */
export type AskHowLong = (image: string) => Promise<unknown>;

export interface HelperTools {
  readonly engine: Engine;
  readonly credentials: Credentials;
  readonly askHowLong: AskHowLong;
}

/** How long the engine may say nothing while it pulls, in milliseconds. */
const PATIENCE = 5 * 60_000;

/**
 * Has the engine pull an image that it is to run, as who is logged in at its registry.
 * @throws TransferError where it does not come to a good end; EngineRefusal where nothing can be pulled by such a name.
 */
export async function pullHelper(image: string, tools: HelperTools): Promise<void> {
  const { name, reference } = splitReference(image);
  const repository = parseRepository(name);
  if (typeof repository === 'string') throw new EngineRefusal(repository);
  try {
    await tools.engine.pull(
      repository,
      reference,
      await tools.credentials(repository.registry, { path: repository.path, access: 'pull' }),
      PATIENCE,
    );
  } catch (error) {
    if (error instanceof TransferError) await afterPull(error.message, image, tools);
    throw error;
  }
}

/** Judges what an engine could not run: what broke on the way to it may pass; else its words tell, which are a registry's. */
export function judgeHelper(error: unknown): Judgement {
  const judgement = judgeError(error);
  return judgement.verdict === 'transient' ? judgement : judgeWords('final')(error);
}

/**
 * Makes sense of another attempt after an image could not be pulled. The engine keeps bytes that had not their digest and
 * takes them for the answer to every later pull, until it collects its garbage, which may be in a while.
 * @param said by the engine, or by who asked it.
 * @throws RegistryError where the image was refused for so many requests, and will be for longer than is waited for, which
 *   the engine does not tell.
 */
export async function afterPull(
  said: string,
  image: string,
  { engine, askHowLong }: Pick<HelperTools, 'engine' | 'askHowLong'>,
): Promise<void> {
  if (/unexpected commit digest/.test(said)) await engine.collectGarbage().catch(() => undefined);
  if (!/toomanyrequests|too many requests|\b429\b/i.test(said)) return;
  const refusal: unknown = await askHowLong(image).then(
    () => undefined,
    (error) => error,
  );
  if (refusal instanceof RegistryError && refusal.verdict === 'final') throw refusal;
}
