import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { leftoversOf, processesOf } from './leftovers.ts';
import type { TrialBed } from './trial.ts';

/** The end of a step that was cancelled. */
export interface Cancelled {
  /** True if it was over before the signal. */
  readonly over: boolean;
  /** From the signal to the end of the step. */
  readonly seconds: number;
  /** The message: `cancelled by SIGINT, while building; …` */
  readonly error: string;
  readonly code: number | null;
  readonly published: boolean;
  /** Writes of manifests that reached the registry more than half a second after the signal. */
  readonly late: readonly string[];
  /** Leftovers at the end of the step that must not exist then: credentials, processes. */
  readonly left: readonly string[];
  /** Leftovers after the post step. */
  readonly leftAfterPost: readonly string[];
}

/** Inputs of activities that can be in progress when a step is cancelled, in addition to logins and RUNs. */
const WORK = {
  qemu: 'always',
  cache: 'registry',
  'smoke-test': '[ $PLATFORM = linux/arm64 ] || { docker run --rm $IMAGE true; docker run --detach $IMAGE; }',
};
const LATE_MS = 500;

/** A build without a cache hit. */
function files(): Readonly<Record<string, string>> {
  const Dockerfile = 'FROM busybox\nCOPY file /\nRUN sleep 0.3\nCMD ["sleep", "60"]\n';
  return { Dockerfile, file: String(Math.random()) };
}

/** Duration in milliseconds of a step that is not cancelled. */
export async function undisturbed(bed: TrialBed, inputs: Readonly<Record<string, string>>): Promise<number> {
  const { result, seconds } = await bed.run({ files: files(), inputs: { ...WORK, ...inputs } });
  if (result.code !== 0) throw new Error(result.log);
  return seconds * 1000;
}

/** Cancels a step at this number of milliseconds after its start, as the runner does. */
export async function cancelAt(
  bed: TrialBed,
  instant: number,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Cancelled> {
  const controller = new AbortController();
  const temp = bed.folder();
  let cancelled = Number.POSITIVE_INFINITY;
  let ended = 0;
  let left: readonly string[] = [];
  bed.proxy.reset();
  const timer = setTimeout(() => {
    cancelled = performance.now();
    controller.abort();
  }, instant);
  const { result, error, published } = await bed.run({
    files: files(),
    inputs: { ...WORK, ...inputs },
    temp,
    signal: controller.signal,
    async between() {
      ended = performance.now();
      clearTimeout(timer);
      left = [...credentialsIn(temp), ...processesOf(temp)];
      await wait(1_000); // late requests arrive now
    },
  });
  return {
    over: cancelled > ended,
    seconds: (ended - cancelled) / 1000,
    error,
    code: result.code,
    published,
    late: bed.proxy.seen
      .filter(({ method, path, at }) => method === 'PUT' && path.includes('/manifests/') && at > cancelled + LATE_MS)
      .map(({ path, at }) => `${path} after ${Math.round(at - cancelled)} ms`),
    left,
    leftAfterPost: leftoversOf(bed.proxy.host, temp),
  };
}

function credentialsIn(temp: string): readonly string[] {
  return readdirSync(temp)
    .map((name) => join(temp, name, 'docker'))
    .filter(existsSync);
}

/** Problems of the end of a step. Undefined if it is as promised. */
export function problemOf({
  over,
  seconds,
  code,
  published,
  late,
  left,
  leftAfterPost,
}: Cancelled): string | undefined {
  const problems = [
    ...(code === 0 && !published ? ['green and not published'] : []),
    ...(over || seconds < 7 ? [] : [`${seconds.toFixed(1)} s`]),
    ...late,
    ...left,
    ...leftAfterPost,
  ];
  return problems.length === 0 ? undefined : problems.join('; ');
}
