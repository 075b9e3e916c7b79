import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import type { Target } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import { formatDigested, formatTagged, type Repository } from '../model/reference.ts';
import { ENGINE_PULL_IDLE_MS } from '../runtime/limits.ts';
import { describeEnd, succeeded } from '../runtime/process.ts';
import { retry } from '../runtime/retry.ts';
import { adviceFor, judgeWords } from '../runtime/words.ts';
import type { Session } from '../session/session.ts';
import { joinPlatforms } from './assemble.ts';
import { contentIn, requireInRegistry } from './in-registry.ts';
import { loadTags } from './loaded.ts';
import { readImage } from './read-image.ts';
import type { ImageStore } from './store.ts';

type RegistrySession = Pick<Session, 'registry' | 'engine' | 'run' | 'env' | 'retry' | 'recordCleanup'>;

/**
 * Repositories that hold the image by its digest, without a tag. The image is pushed to all of them and read from the first.
 * @param containerdStore true if Docker Engine can hold several platforms under one name.
 */
export function registryStore(
  repositories: readonly [Repository, ...Repository[]],
  containerdStore: boolean,
  session: RegistrySession,
): ImageStore {
  const [first] = repositories;
  const { registry, engine, recordCleanup } = session;
  return {
    exportTo: () => ({
      type: 'image',
      // one export for all repositories, so that each gets the same digest
      attributes: { name: repositories.map(({ name }) => name).join(','), push: 'true', 'push-by-digest': 'true' },
    }),
    async assemble(built) {
      const { manifest } = contentIn(registry, first);
      const index = await joinPlatforms(built, manifest);
      if (index === undefined) return undefined;
      await Promise.all(repositories.map((repository) => registry.putManifest(repository, index.digest, index)));
      return index;
    },
    readEarly: () => undefined,
    async read(digest) {
      if (digest !== undefined) return readImage(digest, contentIn(registry, first));
      throw new ActionError('buildx pushed the image and did not report its digest', {
        hint: 'Run the job again; if it stays, update buildx.',
      });
    },
    async requireComplete(image) {
      await Promise.all(repositories.map((each) => requireInRegistry(image, registry, each, each === first)));
    },
    readLayer: ({ digest }, read) => retry(() => read(registry.streamBlob(first, digest)), session.retry),
    async runnable(platform) {
      const reference = formatDigested(first, platform.digest);
      // running it pulls it: an image that was not in Docker Engine before does not stay
      if ((await engine.image(reference)) === undefined) recordCleanup({ kind: 'image', name: reference });
      return reference;
    },
    // buildx pushed it
    push: async () => [],
    load: (image, targets) => pullAll(image, targets, containerdStore, session),
    discard: async () => {},
  };
}

/**
 * Pulls each platform separately, as `docker pull` requires, by the published tag. A pull by digest would leave a name
 * that the containerd image store cannot remove without the tag.
 */
async function pullAll(
  image: Image,
  targets: readonly Target[],
  containerdStore: boolean,
  { run, env, engine, retry: policy }: RegistrySession,
): Promise<void> {
  const target = targets.find(({ tags }) => tags.length > 0) ?? targets[0];
  if (target === undefined) return;
  const name = pullable(target, image);
  for (const { platform } of image.platforms) {
    await retry(() => pullPlatform(formatPlatform(platform)), policy, judgeWords('transient'));
  }
  await loadTags(name, image, targets, containerdStore, engine);

  async function pullPlatform(platform: string): Promise<void> {
    const args = ['pull', `--platform=${platform}`, name];
    const finished = await run({ program: 'docker', args, env, idle: ENGINE_PULL_IDLE_MS });
    if (succeeded(finished)) return;
    const message = `${name} could not be loaded into the engine for ${platform}: ${describeEnd(finished)}`;
    throw new ActionError(message, { ...adviceFor(finished.stderr, 'pull'), output: finished.stderr });
  }
}

function pullable({ repository, tags: [tag] }: Target, { digest }: Image): string {
  return tag === undefined ? formatDigested(repository, digest) : formatTagged({ repository, tag });
}
