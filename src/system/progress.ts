import type { Runner } from './runner.ts';

/** The parts of a job, as one would say what it is at. */
export type Phase = 'planning' | 'setting up' | 'building' | 'merging' | 'proving the image' | 'publishing';

export type Enter = (phase: Phase) => void;

/** What a job is at, for whoever has to tell where it was stopped. */
export interface Progress {
  /** The runner, whose log lines are noted on the way. */
  readonly runner: Runner;
  readonly enter: Enter;
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
    },
    describe: () => (last === '' ? phase : `${phase}; the last line was "${last}"`),
  };
}
