import { containerOf } from '../clients/docker/buildx.ts';
import type { ContainerState, Engine } from '../clients/docker/engine.ts';
import { CONTAINER_CHECK_INTERVAL_MS, MAX_CONTAINER_CHECKS } from '../runtime/limits.ts';
import { printableLine } from '../runtime/printable.ts';
import type { Clock } from '../runtime/retry.ts';
import { describeDisk } from '../runtime/room.ts';
import type { BuildFailure } from './failure.ts';

export interface Scene {
  /** Undefined if there is none. */
  readonly engine: Engine | undefined;
  /** By which was built. */
  readonly builder: string;
  /** Folders that a build writes to, as far as they are on this machine. */
  readonly folders: readonly string[];
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Adds what a failure alone does not say: how full the disks are, what the builder said before it died, where an image is. */
export async function withFindings(failure: BuildFailure | undefined, scene: Scene): Promise<BuildFailure | undefined> {
  switch (failure?.kind) {
    case 'no-space': {
      const disks = scene.folders.flatMap((folder) => describeDisk(folder) ?? []);
      return disks.length === 0 ? failure : failure.with(disks.join(', '));
    }
    case 'builder-lost':
      return await withLastWords(failure, scene).catch(() => failure);
    case 'denied':
    case 'not-found':
      return await withLocalImage(failure, scene).catch(() => failure);
    default:
      return failure;
  }
}

/** An image that the engine has and no registry: a builder in a container does not see it, though `docker run` does. */
async function withLocalImage(failure: BuildFailure, { engine, builder }: Scene): Promise<BuildFailure> {
  const { image } = failure;
  if (image === undefined || (await engine?.image(image)) === undefined) return failure;
  const finding = `an image of this name is in the Docker Engine's own image store, which the builder ${builder} does not read`;
  return failure.with(finding, [], LOCAL_IMAGE);
}

const LOCAL_IMAGE =
  'Push it to a registry before this step, or hand it over as a folder with `build-contexts` (`name=oci-layout://folder`). For one platform, `driver: docker` reads the images of the engine; for several, turn the containerd image store on as well: https://docs.docker.com/engine/storage/containerd/';

/** A builder's containers are named by buildx after its nodes, and those after the builder. */
async function withLastWords(failure: BuildFailure, { engine, builder, clock }: Scene): Promise<BuildFailure> {
  if (engine === undefined) return failure;
  const containers = await engine.containers({ name: containerOf(builder) });
  for (let asked = 1; asked <= MAX_CONTAINER_CHECKS && containers.length > 0; asked += 1) {
    const states = await Promise.all(containers.map(async (name) => ({ name, state: await engine.container(name) })));
    for (const { name, state } of states) {
      const end = state && endOf(state);
      if (end === undefined) continue;
      const words = state?.log.map((line) => printableLine(line));
      return failure.with(`its container ${name} ${end}`, words);
    }
    await clock.sleep(CONTAINER_CHECK_INTERVAL_MS);
  }
  return failure;
}

/** `undefined`: it runs as it did. */
function endOf({ running, restarted, exitCode, outOfMemory }: ContainerState): string | undefined {
  const why = outOfMemory ? ', out of memory' : exitCode === 137 ? ', killed' : '';
  if (!running) return `ended with status ${exitCode}${why}`;
  return restarted ? `died and was started again${why}` : undefined;
}
