import { type BuildLog, busySeconds, type Step } from '../buildkit/build-log.ts';
import type { TimedStep } from '../model/report.ts';

/**
 * The steps of a build that took time.
 * @param isEmulated true if the programs of a RUN on this platform, `linux/arm64`, run in an emulator
 * @param now end of steps that still run, in milliseconds since 1970. Without it they are left out.
 */
export function timedSteps(
  log: BuildLog,
  isEmulated: (platform: string) => boolean,
  now?: number,
): readonly TimedStep[] {
  const begin = log.steps.reduce((first, { started }) => Math.min(first, started), Number.POSITIVE_INFINITY);
  return log.steps.flatMap((step) => {
    const { kind, command, stage, index, platform, target, cached, started, running } = step;
    const open = running && now !== undefined ? [{ from: started, to: Math.max(now, started) }] : [];
    const intervals = [...step.intervals, ...open];
    if (intervals.length === 0) return [];
    return {
      ...{ kind, command, stage, index, platform: target, cached },
      emulated: kind === 'run' && platform !== undefined && isEmulated(platform),
      start: (started - begin) / 1000,
      end: (Math.max(...intervals.map(({ to }) => to)) - begin) / 1000,
      seconds: busySeconds(intervals),
    };
  });
}

/** Duration of some steps in seconds. Time in which steps ran in parallel counts once. */
export function secondsOf(steps: readonly TimedStep[]): number {
  return busySeconds(steps.map(({ start, end }) => ({ from: start * 1000, to: end * 1000 })));
}

/** Where a step is in the Dockerfile: `build 3/4`. Empty for steps that are not instructions. */
export function positionOf({ stage, index }: Pick<Step, 'stage' | 'index'>): string {
  return index === undefined ? '' : [stage, index].filter((part) => part !== undefined).join(' ');
}
