import { isPushStep, isResultStep } from '../buildkit/step-name.ts';
import type { Phase, PhaseTime, Report, TimedStep } from '../model/report.ts';
import { formatSeconds } from '../model/units.ts';
import { secondsOf } from './timed-steps.ts';

/** Shorter than this is not worth a word. */
const MIN_SECONDS = 0.05;

const isCacheExport = ({ kind }: TimedStep) => kind === 'cache-export';

/** One line about the duration of each phase: `set-up 2.1 s · build 1 min 36 s · publish 1.2 s`. Phases that did not run are left out. */
export function describePhases({ phases, steps }: Pick<Report, 'phases' | 'steps'>): string {
  const seconds = (...names: readonly Phase[]) =>
    phases.filter(({ phase }) => names.includes(phase)).reduce((sum, { start, end }) => sum + end - start, 0);
  const exporting = secondsOf(steps.filter(isPushStep));
  // buildx may write the cache while the image is verified and published
  const within = seconds('building') >= secondsOf(steps) ? secondsOf(steps.filter(isResultStep)) : exporting;
  const all: readonly (readonly [string, number])[] = [
    ['set-up', seconds('planning', 'setting up')],
    ['merge', seconds('merging')],
    ['build', Math.max(0, seconds('building') - within)],
    ['export', exporting],
    ['verification', seconds('verifying the image')],
    ['smoke tests', seconds('running the smoke test')],
    ['publish', seconds('publishing')],
    ['cache export', secondsOf(steps.filter(isCacheExport))],
  ];
  return all
    .filter(([, time]) => time >= MIN_SECONDS)
    .map(([name, time]) => `${name} ${formatSeconds(time)}`)
    .join(' · ');
}

/** A bar of the timeline after the build. */
export interface Bar {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

const AFTER: Readonly<Partial<Record<Phase, string>>> = {
  'verifying the image': 'verification',
  'running the smoke test': 'smoke tests',
  publishing: 'publish',
};

/** What follows the build, in seconds since the first step. The builder's clock may differ from this machine's. */
export function barsAfterBuild(phases: readonly PhaseTime[], steps: readonly TimedStep[]): readonly Bar[] {
  const results = steps
    .filter(isResultStep)
    .map((step) => ({ label: isCacheExport(step) ? 'cache export' : step.kind, start: step.start, end: step.end }));
  const exported = Math.max(0, ...steps.filter((step) => !isCacheExport(step)).map(({ end }) => end));
  const offset = exported - (phases.findLast(({ phase }) => phase === 'building')?.end ?? 0);
  const own = phases.flatMap(({ phase, start, end }) => {
    const label = AFTER[phase];
    return label === undefined ? [] : [{ label, start: start + offset, end: end + offset }];
  });
  return [...results, ...own].toSorted((a, b) => a.start - b.start);
}
