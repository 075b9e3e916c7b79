import type { Surroundings } from '../door.ts';

/** All that the main job works with of the world. */
export interface ImageSurroundings extends Surroundings {
  /** Path of the door that speaks to the runner's cache service. */
  readonly cacheClient: string;
}
