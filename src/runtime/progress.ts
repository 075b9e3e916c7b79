import type { Phase, PhaseTime } from '../model/report.ts';
import type { Runner } from './runner.ts';

/** The titles of phases in the log. */
const GROUPS: Readonly<Partial<Record<Phase, string>>> = {
  'setting up': 'Set-up',
  building: 'Build',
  merging: 'Merge',
  'verifying the image': 'Verification',
  'running the smoke test': 'Smoke test',
  publishing: 'Publication',
};

export type Enter = (phase: Phase) => void;

/** The current phase of a job, for the message of a job that was stopped. */
export interface Progress {
  /** The runner. Its log lines are recorded for `describe`. */
  readonly runner: Runner;
  readonly enter: Enter;
  /** The phases so far, the current one until now. */
  phases(): readonly PhaseTime[];
  /** True once tags may have been updated. */
  isPublishing(): boolean;
  /** `building; the last line was "#7 RUN make"` */
  describe(): string;
}

export function watchProgress(runner: Runner): Progress {
  let phase: Phase = 'planning';
  let last = '';
  const began = performance.now();
  const now = () => (performance.now() - began) / 1000;
  const starts: Pick<PhaseTime, 'phase' | 'start'>[] = [{ phase, start: 0 }];
  return {
    runner: {
      ...runner,
      info(line) {
        if (line.trim() !== '') last = line.trim();
        runner.info(line);
      },
    },
    enter(next) {
      phase = next;
      starts.push({ phase, start: now() });
      const title = GROUPS[next];
      if (title !== undefined) runner.group(title);
    },
    phases: () => starts.map((each, i) => ({ ...each, end: starts[i + 1]?.start ?? now() })),
    isPublishing: () => phase === 'publishing' || phase === 'finishing',
    describe: () => (last === '' ? phase : `${phase}; the last line was "${last}"`),
  };
}
