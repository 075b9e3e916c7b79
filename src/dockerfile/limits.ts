import { UnreadableError } from './unreadable.ts';

/** Limits on reading a Dockerfile, far above what a real one needs. A Dockerfile over one of them is unreadable. */
export const LIMITS = {
  /** Size of the file, in bytes. */
  bytes: 2 ** 20,
  /** Number of stages, which is also how deep they can be built on each other. */
  stages: 1_000,
  /** Number of cache mounts in the stages of one walk. */
  mounts: 1_000,
  /** Depth of substitutions in each other: `${A:-${B:-c}}` has two. */
  nesting: 50,
  /** Work of one walk, in characters that are read, written or compared. */
  work: 1_000_000,
  /** Time for parsing, in milliseconds. */
  parsing: 2_000,
} as const;

/** Counts the work of one walk over a Dockerfile. */
export class Work {
  #left: number = LIMITS.work;

  /** @throws UnreadableError if the walk takes more work than the limit allows. */
  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0) throw new UnreadableError('its variables and stages take too much work to follow');
  }
}
