import type { StepKind } from '../model/report.ts';
import {
  BASE_IMAGE_IDLE_MS,
  CACHE_EXPORT_IDLE_MS,
  CACHE_IMPORT_IDLE_MS,
  CACHE_LAYER_IDLE_MS,
  EXPORT_IDLE_MS,
  PUSH_IDLE_MS,
  RESOLVE_IDLE_MS,
} from '../runtime/limits.ts';
import type { BuildEvent, StatusEvent } from './events.ts';
import { LAYER } from './log.ts';
import { isInstruction, parseStepName } from './step.ts';

const MINUTE = 60_000;

/**
 * How long a step may wait for a registry without a sign, in milliseconds. A push tells nothing while it sends one layer,
 * however large, so it is given longer. What is not here (a RUN, say) may be silent for as long as it likes.
 */
export const PATIENCE: Readonly<Partial<Record<StepKind, number>>> = {
  resolve: RESOLVE_IDLE_MS,
  from: BASE_IMAGE_IDLE_MS,
  'cache-import': CACHE_IMPORT_IDLE_MS,
  'cache-export': CACHE_EXPORT_IDLE_MS,
  export: EXPORT_IDLE_MS,
  push: PUSH_IDLE_MS,
};

/** A build that hangs, and in what. */
export interface Hang {
  readonly message: string;
  /** Whether it waits for what a cache has, so that it may do without. */
  readonly ofCache: boolean;
}

interface Running {
  readonly step: string;
  readonly name: string;
}

/**
 * Notices when a build hangs in a registry: when all it is at is network, and nothing has moved for too long; or when a
 * cached layer is not coming, whatever else is at work.
 */
export class IdleWatch {
  readonly #running = new Map<string, Running>();
  /** How far each status of a step has come. */
  readonly #progress = new Map<string, number>();
  /** Layers on their way, by step. */
  readonly #layers = new Map<string, Set<string>>();
  readonly #onIdle: (hang: Hang) => void;
  readonly #patience: typeof PATIENCE;
  readonly #fetchPatience: number;
  #timer: NodeJS.Timeout | undefined;
  #fetchTimer: NodeJS.Timeout | undefined;

  constructor(onIdle: (hang: Hang) => void, patience = PATIENCE, fetchPatience = CACHE_LAYER_IDLE_MS) {
    this.#onIdle = onIdle;
    this.#patience = patience;
    this.#fetchPatience = fetchPatience;
  }

  add(event: BuildEvent): void {
    // BuildKit repeats what stands still
    if (event.type === 'status' && !this.#moves(event)) return;
    if (event.type === 'step' && event.started !== undefined) {
      const { step, name, vertex, completed } = event;
      if (completed === undefined) this.#running.set(vertex, { step, name });
      else {
        this.#running.delete(vertex);
        if (this.#layers.delete(step)) this.#watchFetching();
      }
    }
    if (event.type === 'status' && LAYER.test(event.id)) this.#fetch(event);
    this.#watchAll();
  }

  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#fetchTimer);
  }

  #moves({ step, id, current, completed }: StatusEvent): boolean {
    const key = `${step} ${id}`;
    const progress = completed === undefined ? current : Number.POSITIVE_INFINITY;
    const before = this.#progress.get(key);
    this.#progress.set(key, progress);
    return progress !== before;
  }

  #fetch({ step, id, completed }: StatusEvent): void {
    const running = [...this.#running.values()].find((each) => each.step === step);
    if (running === undefined || !isInstruction(parseStepName(running.name))) return;
    const layers = this.#layers.get(step) ?? new Set();
    this.#layers.set(step, layers);
    if (completed === undefined) layers.add(id);
    else layers.delete(id);
    this.#watchFetching();
  }

  #watchFetching(): void {
    clearTimeout(this.#fetchTimer);
    const steps = [...this.#layers].filter(([, layers]) => layers.size > 0).map(([step]) => step);
    if (steps.length === 0) return;
    const names = [...this.#running.values()].filter(({ step }) => steps.includes(step)).map(({ name }) => name);
    this.#fetchTimer = setTimeout(() => this.#tell(this.#fetchPatience, names, true), this.#fetchPatience);
  }

  #watchAll(): void {
    clearTimeout(this.#timer);
    const names = [...this.#running.values()].map(({ name }) => name);
    const kinds = names.map((name) => parseStepName(name).kind);
    const limits = kinds.map((kind) => this.#patience[kind]);
    if (limits.length === 0 || limits.some((limit) => limit === undefined)) return;
    const longest = Math.max(...limits.map((limit) => limit ?? 0));
    this.#timer = setTimeout(() => this.#tell(longest, names, kinds.includes('cache-import')), longest);
  }

  #tell(limit: number, names: readonly string[], ofCache: boolean): void {
    this.#onIdle({ message: `nothing was heard for ${limit / MINUTE} minutes from "${names.join('", "')}"`, ofCache });
  }
}
