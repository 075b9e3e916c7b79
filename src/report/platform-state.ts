import { type BuildLog, type Step, wasStopped } from '../buildkit/build-log.ts';
import { positionOf } from './timed-steps.ts';

/** How far the image of a platform came in a failed run. */
export interface PlatformState {
  readonly kind: 'built' | 'failed' | 'stopped' | 'not started' | 'part found' | 'no part';
  /** The step at which it failed or was stopped: `build 3/4 RUN make`. */
  readonly at?: string;
}

/** The state of a platform's image, from the instructions that build it. */
export function platformState({ steps, vertices }: BuildLog, platform: string): PlatformState {
  const own = steps.filter(({ target, index }) => target === platform && index !== undefined);
  const failed = own.find((step) => step.error !== undefined && !wasStopped(step));
  if (failed !== undefined) return { kind: 'failed', at: nameOf(failed) };
  const stopped = own.find((step) => step.running || wasStopped(step));
  if (stopped !== undefined) return { kind: 'stopped', at: nameOf(stopped) };
  const done = new Set(own.map(({ name }) => name));
  const used = new Set(vertices.flatMap(({ inputs }) => inputs));
  const instructions = vertices.filter(({ target, index }) => target === platform && index !== undefined);
  const last = instructions.filter(({ id }) => !used.has(id));
  if (last.length > 0 && last.every(({ name }) => done.has(name))) return { kind: 'built' };
  return { kind: own.length === 0 ? 'not started' : 'stopped' };
}

function nameOf(step: Step): string {
  return `${positionOf(step)} ${step.command}`;
}
