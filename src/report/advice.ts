import type { Report, TimedStep } from '../model/report.ts';
import { formatSeconds } from '../model/units.ts';
import { code, escapeMarkdown } from './markdown.ts';

/** Differences under these are not worth a change of the workflow. */
const MIN_FACTOR = 2;
const MIN_SECONDS = 20;

/**
 * Markdown that compares an emulated RUN with the same RUN of a native platform in this build, and names the remedies.
 * Empty without such a pair, or if emulation costs little.
 */
export function adviceOn({ steps, source }: Pick<Report, 'steps' | 'source'>): string {
  const ran = steps.filter(({ kind, cached, platform }) => kind === 'run' && !cached && platform !== undefined);
  const native = new Map(ran.filter(({ emulated }) => !emulated).map((step) => [instructionOf(step), step]));
  const [worst] = ran
    .filter(({ emulated }) => emulated)
    .flatMap((emulated) => {
      const same = native.get(instructionOf(emulated));
      return same === undefined ? [] : [{ emulated, native: same }];
    })
    .filter(({ emulated, native }) => emulated.seconds >= MIN_FACTOR * native.seconds)
    .filter(({ emulated, native }) => emulated.seconds - native.seconds >= MIN_SECONDS)
    .toSorted((a, b) => b.emulated.seconds - b.native.seconds - (a.emulated.seconds - a.native.seconds));
  if (worst === undefined) return '';
  const times = [describe(worst.emulated, 'emulated'), describe(worst.native, 'native')];
  // BuildKit counts in nanoseconds, but an empty command takes no time
  const factor = Math.round(worst.emulated.seconds / Math.max(worst.native.seconds, 0.1));
  const link = (text: string, path: string) => (source === undefined ? text : `[${text}](<${source}/${path}>)`);
  return `> [!TIP]\n> ${code(worst.emulated.command, 80)} takes ${times.join(' and ')}: ${factor}× slower. ${link('Build it on a native runner', 'docs/matrix.md')} or ${link('cross-compile', 'examples/README.md')}.`;
}

function describe({ seconds, platform = '' }: TimedStep, how: string): string {
  return `${formatSeconds(seconds)} on ${escapeMarkdown(platform)} (${how})`;
}

/** The same for an instruction on every platform. */
function instructionOf({ stage, index }: TimedStep): string {
  return `${stage ?? ''} ${index}`;
}
