import type { StepKind } from '../model/report.ts';
import { CACHE_EXPORT_IDLE_MS, CACHE_IMPORT_IDLE_MS, CACHE_LAYER_IDLE_MS } from '../runtime/limits.ts';
import { LAYER_STATUS } from './build-log.ts';
import type { BuildEvent, StatusEvent } from './events.ts';
import { BASE_IMAGE_IDLE_MS, EXPORT_IDLE_MS, PUSH_IDLE_MS, RESOLVE_IDLE_MS } from './limits.ts';
import { isInstruction, parseStepName } from './step-name.ts';

const MINUTE = 60_000;

/**
 * Timeouts of steps that wait for a registry without progress, in milliseconds. BuildKit reports no progress while it
 * pushes a layer of any size, so a push has a longer timeout. Other steps, such as RUN, have no timeout.
 */
export const IDLE_TIMEOUTS: Readonly<Partial<Record<StepKind, number>>> = {
  resolve: RESOLVE_IDLE_MS,
  from: BASE_IMAGE_IDLE_MS,
  'cache-import': CACHE_IMPORT_IDLE_MS,
  'cache-export': CACHE_EXPORT_IDLE_MS,
  export: EXPORT_IDLE_MS,
  push: PUSH_IDLE_MS,
};

/** Steps of a build that hang. */
export interface HungSteps {
  readonly message: string;
  /** True if the steps wait for a cache. The build can run without it. */
  readonly isCache: boolean;
}

interface Running {
  readonly step: string;
  readonly name: string;
}

/**
 * Detects a build that waits too long for a registry: all running steps use the network and make no progress, or the
 * download of a cached layer makes no progress while other steps run.
 */
export class IdleWatch {
  readonly #running = new Map<string, Running>();
  /** Progress of each status of a step. */
  readonly #progress = new Map<string, number>();
  /** Layers that are downloading, by step. */
  readonly #layers = new Map<string, Set<string>>();
  readonly #onHung: (hung: HungSteps) => void;
  readonly #timeouts: typeof IDLE_TIMEOUTS;
  readonly #fetchTimeout: number;
  #timer: NodeJS.Timeout | undefined;
  #fetchTimer: NodeJS.Timeout | undefined;

  constructor(onHung: (hung: HungSteps) => void, timeouts = IDLE_TIMEOUTS, fetchTimeout = CACHE_LAYER_IDLE_MS) {
    this.#onHung = onHung;
    this.#timeouts = timeouts;
    this.#fetchTimeout = fetchTimeout;
  }

  add(event: BuildEvent): void {
    // BuildKit repeats a status without progress
    if (event.type === 'status' && !this.#hasProgress(event)) return;
    if (event.type === 'step' && event.started !== undefined) {
      const { step, name, vertex, completed } = event;
      if (completed === undefined) this.#running.set(vertex, { step, name });
      else {
        this.#running.delete(vertex);
        if (this.#layers.delete(step)) this.#startFetchTimer();
      }
    }
    if (event.type === 'status' && LAYER_STATUS.test(event.id)) this.#addFetch(event);
    this.#startTimer();
  }

  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#fetchTimer);
  }

  #hasProgress({ step, id, current, completed }: StatusEvent): boolean {
    const key = `${step} ${id}`;
    const progress = completed === undefined ? current : Number.POSITIVE_INFINITY;
    const before = this.#progress.get(key);
    this.#progress.set(key, progress);
    return progress !== before;
  }

  #addFetch({ step, id, completed }: StatusEvent): void {
    const running = [...this.#running.values()].find((each) => each.step === step);
    if (running === undefined || !isInstruction(parseStepName(running.name))) return;
    const layers = this.#layers.get(step) ?? new Set();
    this.#layers.set(step, layers);
    if (completed === undefined) layers.add(id);
    else layers.delete(id);
    this.#startFetchTimer();
  }

  #startFetchTimer(): void {
    clearTimeout(this.#fetchTimer);
    const steps = [...this.#layers].filter(([, layers]) => layers.size > 0).map(([step]) => step);
    if (steps.length === 0) return;
    const names = [...this.#running.values()].filter(({ step }) => steps.includes(step)).map(({ name }) => name);
    this.#fetchTimer = setTimeout(() => this.#reportHung(this.#fetchTimeout, names, true), this.#fetchTimeout);
  }

  #startTimer(): void {
    clearTimeout(this.#timer);
    const names = [...this.#running.values()].map(({ name }) => name);
    const kinds = names.map((name) => parseStepName(name).kind);
    const limits = kinds.map((kind) => this.#timeouts[kind]);
    if (limits.length === 0 || limits.some((limit) => limit === undefined)) return;
    const longest = Math.max(...limits.map((limit) => limit ?? 0));
    this.#timer = setTimeout(() => this.#reportHung(longest, names, kinds.includes('cache-import')), longest);
  }

  #reportHung(timeout: number, names: readonly string[], isCache: boolean): void {
    this.#onHung({ message: `no progress for ${timeout / MINUTE} minutes in "${names.join('", "')}"`, isCache });
  }
}
