import type { BuildEvent } from './events.ts';
import { parseStepName, type StepKind } from './step.ts';

const MINUTE = 60_000;

/**
 * How long a step may wait for a registry without a sign, in milliseconds. A push tells nothing while it sends one layer,
 * however large, so it is given longer. What is not here (a RUN, say) may be silent for as long as it likes.
 */
const PATIENCE: Readonly<Partial<Record<StepKind, number>>> = {
  resolve: 2 * MINUTE,
  from: 5 * MINUTE,
  'cache-import': 2 * MINUTE,
  export: 20 * MINUTE,
  push: 20 * MINUTE,
};

/** Notices when a build hangs in a registry: when all it is at is network, and nothing has been heard for too long. */
export class IdleWatch {
  readonly #running = new Map<string, string>();
  readonly #onIdle: (message: string) => void;
  readonly #patience: typeof PATIENCE;
  #timer: NodeJS.Timeout | undefined;

  constructor(onIdle: (message: string) => void, patience = PATIENCE) {
    this.#onIdle = onIdle;
    this.#patience = patience;
  }

  add(event: BuildEvent): void {
    if (event.type === 'step' && event.started !== undefined) {
      if (event.completed === undefined) this.#running.set(event.vertex, event.name);
      else this.#running.delete(event.vertex);
    }
    this.end();
    const limits = [...this.#running.values()].map((name) => this.#patience[parseStepName(name).kind]);
    if (limits.length === 0 || limits.some((limit) => limit === undefined)) return;
    const longest = Math.max(...limits.map((limit) => limit ?? 0));
    this.#timer = setTimeout(() => this.#onIdle(this.#describe(longest)), longest);
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #describe(limit: number): string {
    return `nothing was heard for ${limit / MINUTE} minutes from "${[...this.#running.values()].join('", "')}"`;
  }
}
