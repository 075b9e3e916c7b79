import type { Surroundings } from './entry.ts';

/** External dependencies of the main flow. */
export interface ImageSurroundings extends Surroundings {
  /** Path of the entry point for the runner's cache service. */
  readonly cacheClient: string;
}
