import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../system/docker/engine.ts';
import { isOver, type Processes } from '../system/run-id.ts';

/** In every name that a run gives to something it makes; what follows is the run's own. */
const OURS = /multiarch-build(?:-binfmt)?-([0-9a-f]{14}-[0-9a-z]+-[0-9a-z]+-[0-9a-f]{6})/;

/**
 * Removes what runs left behind that died before they could: containers with their volumes, names in the engine's store,
 * folders in RUNNER_TEMP. Only what bears the name of a run of this machine that is over; nobody else's.
 * @returns what was removed.
 */
export async function sweep(engine: Engine, temp: string, processes: Processes): Promise<readonly string[]> {
  const isLeft = (name: string) => {
    const id = OURS.exec(name)?.[1];
    return id !== undefined && isOver(id, processes);
  };
  const [containers, volumes, images, folders] = await Promise.all([
    engine.containers({ name: 'multiarch-build-' }),
    engine.volumes('multiarch-build-'),
    engine.images(),
    readdir(temp),
  ]);
  const removals = (names: readonly string[], remove: (name: string) => Promise<void>) =>
    names.filter(isLeft).map(async (name) => {
      await remove(name);
      return name;
    });
  const gone = await Promise.allSettled([
    ...removals(images, engine.untag),
    ...removals(folders, (name) => rm(join(temp, name), { recursive: true, force: true })),
    ...removals(containers, engine.removeContainer),
  ]);
  // a builder's volume has a name, so it does not go with its container
  const states = await Promise.allSettled(removals(volumes, engine.removeVolume));
  // what another run sweeps at this moment cannot be removed twice
  return [...gone, ...states].flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}
