import type { Runner } from './runner.ts';

/** The titles of phases in the log. */
const GROUPS = {
  'setting up': 'Set-up',
  building: 'Build',
  merging: 'Merge',
  'verifying the image': 'Verification',
  publishing: 'Publication',
} as const;

/** The phases of a job, as they are printed. */
type Phase = 'planning' | keyof typeof GROUPS;

export type Enter = (phase: Phase) => void;

/** The current phase of a job, for the message of a job that was stopped. */
export interface Progress {
  /** The runner. Its log lines are recorded for `describe`. */
  readonly runner: Runner;
  readonly enter: Enter;
  /** True once tags may have been updated. */
  isPublishing(): boolean;
  /** `building; the last line was "#7 RUN make"` */
  describe(): string;
}

export function watchProgress(runner: Runner): Progress {
  let phase: Phase = 'planning';
  let last = '';
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
      if (next !== 'planning') runner.group(GROUPS[next]);
    },
    isPublishing: () => phase === 'publishing',
    describe: () => (last === '' ? phase : `${phase}; the last line was "${last}"`),
  };
}
