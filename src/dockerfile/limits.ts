import { MAX_DOCKERFILE_WORK_CHARS } from '../runtime/limits.ts';
import { UnreadableError } from './unreadable.ts';

/** Counts the work of one walk over a Dockerfile. */
export class Work {
  #left: number = MAX_DOCKERFILE_WORK_CHARS;

  /** @throws UnreadableError if the walk takes more work than the limit allows. */
  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0) throw new UnreadableError('its variables and stages take too much work to follow');
  }
}
