import type { ContainerState } from '../clients/docker/answers.ts';
import { containerOf } from '../clients/docker/buildx.ts';
import type { Engine } from '../clients/docker/engine.ts';
import { printableLine } from '../runtime/printable.ts';
import type { Clock } from '../runtime/retry.ts';
import { describeDisk } from '../runtime/room.ts';
import type { BuildFailure } from './failure.ts';
import { CONTAINER_CHECK_INTERVAL_MS, MAX_CONTAINER_CHECKS } from './limits.ts';

export interface DiagnosisSources {
  /** Undefined if the machine has no Docker Engine. */
  readonly engine: Engine | undefined;
  readonly builder: string;
  /** Folders on this machine that a build writes to. */
  readonly folders: readonly string[];
  readonly clock: Pick<Clock, 'sleep'>;
}

/** Adds details to a failure: the free disk space, the last output of a builder that exited, the location of an image. */
export async function diagnose(
  failure: BuildFailure | undefined,
  sources: DiagnosisSources,
): Promise<BuildFailure | undefined> {
  switch (failure?.kind) {
    case 'no-space': {
      const disks = sources.folders.flatMap((folder) => describeDisk(folder) ?? []);
      return disks.length === 0 ? failure : failure.withDetail(disks.join(', '));
    }
    case 'builder-lost':
      return await withContainerState(failure, sources).catch(() => failure);
    case 'denied':
    case 'not-found':
      return await withLocalImage(failure, sources).catch(() => failure);
    default:
      return failure;
  }
}

/** Checks if the image is in Docker Engine. `docker run` can use it there, but a builder in a container cannot. */
async function withLocalImage(failure: BuildFailure, { engine, builder }: DiagnosisSources): Promise<BuildFailure> {
  const { image } = failure;
  if (image === undefined || (await engine?.image(image)) === undefined) return failure;
  const detail = `Docker Engine has an image with this name in its image store, but the builder ${builder} cannot read it`;
  return failure.withDetail(detail, [], LOCAL_IMAGE_HINT);
}

const LOCAL_IMAGE_HINT =
  'Push it to a registry before this step, or pass it as a folder with `build-contexts` (`name=oci-layout://folder`). For one platform, `driver: docker` can read the images of Docker Engine. For several platforms, enable the containerd image store too: https://docs.docker.com/engine/storage/containerd/';

/** buildx names the containers of a builder after its nodes, and the nodes after the builder. */
async function withContainerState(
  failure: BuildFailure,
  { engine, builder, clock }: DiagnosisSources,
): Promise<BuildFailure> {
  if (engine === undefined) return failure;
  const containers = await engine.containers({ name: containerOf(builder) });
  for (let check = 1; check <= MAX_CONTAINER_CHECKS && containers.length > 0; check += 1) {
    const states = await Promise.all(containers.map(async (name) => ({ name, state: await engine.container(name) })));
    for (const { name, state } of states) {
      const end = state && describeExit(state);
      if (end === undefined) continue;
      const output = state?.log.map((line) => printableLine(line));
      return failure.withDetail(`its container ${name} ${end}`, output);
    }
    await clock.sleep(CONTAINER_CHECK_INTERVAL_MS);
  }
  return failure;
}

/** Undefined if the container is still running. */
function describeExit({ running, restarted, exitCode, outOfMemory }: ContainerState): string | undefined {
  const why = outOfMemory ? ', out of memory' : exitCode === 137 ? ', killed' : '';
  if (!running) return `exited with status ${exitCode}${why}`;
  return restarted ? `exited and was restarted${why}` : undefined;
}
