import type { Engine } from '../clients/docker/engine.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import type { Target } from '../model/plan.ts';
import { formatPlatform } from '../model/platform.ts';
import { formatDigested, formatTagged } from '../model/reference.ts';
import { describeEnd, succeeded } from '../runtime/process.ts';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
import { adviceFor, judgeWords } from '../runtime/words.ts';
import type { Destination } from '../store/destination.ts';
import { type LoadTools, loadLayout } from '../store/load.ts';

type Tools = LoadTools & { readonly retry: RetryPolicy };

/** Loads a verified image into Docker Engine with all its tags. */
export async function load(
  engine: Engine,
  image: Image,
  place: Destination,
  targets: readonly Target[],
  tools: Tools,
): Promise<void> {
  switch (place.kind) {
    case 'engine':
      await tagAll(place.name, targets, engine);
      break;
    case 'layout': {
      const digest = tools.containerdStore ? undefined : image.platforms[0]?.digest;
      await loadLayout(place.folder, digest, fullNames(targets), tools);
      break;
    }
    case 'registry':
      await pull(engine, image, targets, tools);
  }
  if (tools.containerdStore) await checkLoaded(engine, image, targets);
}

/** Timeout for a pull without output, in milliseconds: docker reports the start and the end of each layer. */
const PATIENCE = 20 * 60_000;

/**
 * Pulls each platform separately, as `docker pull` requires, by the published tag. A pull by digest would leave a name
 * that the containerd image store cannot remove without the tag.
 */
async function pull(
  engine: Engine,
  image: Image,
  targets: readonly Target[],
  { run, env, retry: policy }: Tools,
): Promise<void> {
  const target = targets.find(({ tags }) => tags.length > 0) ?? targets[0];
  if (target === undefined) return;
  const name = pullable(target, image);
  for (const { platform } of image.platforms) {
    await retry(() => pullPlatform(formatPlatform(platform)), policy, judgeWords('transient'));
  }
  await tagAll(name, targets, engine);

  async function pullPlatform(platform: string): Promise<void> {
    const args = ['pull', `--platform=${platform}`, name];
    const finished = await run({ program: 'docker', args, env, idle: PATIENCE });
    if (succeeded(finished)) return;
    const message = `${name} could not be loaded into the engine for ${platform}: ${describeEnd(finished)}`;
    throw new ActionError(message, { hint: adviceFor(finished.stderr), output: finished.stderr });
  }
}

function pullable({ repository, tags: [tag] }: Target, { digest }: Image): string {
  return tag === undefined ? formatDigested(repository, digest) : formatTagged({ repository, tag });
}

async function tagAll(name: string, targets: readonly Target[], engine: Engine): Promise<void> {
  for (const { repository, tags } of targets) {
    for (const tag of tags) await engine.tag(name, repository.name, tag);
  }
}

/** Verifies the loaded image, because `docker load` succeeds even if content of the index is missing. */
async function checkLoaded(engine: Engine, image: Image, targets: readonly Target[]): Promise<void> {
  for (const { repository, tags } of targets) {
    for (const tag of tags) {
      const name = formatTagged({ repository, tag });
      const stored = await engine.image(name);
      const isWhole = stored?.manifests.every(({ kind, available }) => kind !== 'image' || available) ?? false;
      if (stored?.id === image.digest && isWhole) continue;
      throw new ActionError(`${name} was loaded into the engine, which does not hold all of ${image.digest}`, {
        hint: 'Run the job again; if it stays, look whether something removes images while it runs.',
      });
    }
  }
}

/** `docker.io/acme/app:1`, as containerd names images. */
function fullNames(targets: readonly Target[]): readonly string[] {
  return targets.flatMap(({ repository: { registry, path }, tags }) => tags.map((tag) => `${registry}/${path}:${tag}`));
}
