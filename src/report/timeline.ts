import { type BuildLog, busySeconds, type Step } from '../buildkit/build-log.ts';
import { isInstruction } from '../buildkit/step-name.ts';
import type { TimedStep } from '../model/report.ts';
import { codeBlock } from './markdown.ts';

/**
 * The steps of a build that took time.
 * @param isEmulated true if the programs of a RUN on this platform, `linux/arm64`, run in an emulator
 */
export function timedSteps(log: BuildLog, isEmulated: (platform: string) => boolean): readonly TimedStep[] {
  const begin = Math.min(...log.steps.map(({ started }) => started));
  return log.steps
    .filter(({ intervals }) => intervals.length > 0)
    .map((step) => ({
      name: nameOf(step),
      kind: step.kind,
      platform: step.target,
      emulated: step.kind === 'run' && step.platform !== undefined && isEmulated(step.platform),
      cached: step.cached,
      start: (step.started - begin) / 1000,
      end: (Math.max(...step.intervals.map(({ to }) => to)) - begin) / 1000,
      seconds: busySeconds(step.intervals),
    }));
}

/** Duration of the steps of one platform in seconds. Time in which steps ran in parallel counts once. */
export function platformSeconds(steps: readonly TimedStep[], platform: string): number {
  return busySeconds(
    steps
      .filter((step) => step.platform === platform)
      .map(({ start, end }) => ({ from: start * 1000, to: end * 1000 })),
  );
}

/** More bars than this are no picture, and Mermaid takes 50,000 characters at most. */
const BARS = 40;
const DAY = 24 * 60 * 60;

/**
 * A Mermaid diagram of the steps over time, which GitHub draws in a summary: a section for each platform, emulated
 * steps in red, cached ones in grey. Empty if there are no steps worth a diagram.
 */
export function drawTimeline(steps: readonly TimedStep[]): string {
  const end = Math.max(0, ...steps.map((step) => step.end));
  const shown = steps
    .filter(({ seconds }) => seconds >= end / 200)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, BARS);
  if (shown.length < 2 || end < 1 || end >= DAY) return '';
  const sections = new Set(steps.filter((step) => shown.includes(step)).map(({ platform }) => platform));
  const lines = [...sections].flatMap((platform) => [
    `  section ${plain(platform ?? 'all')}`,
    ...steps.filter((step) => shown.includes(step) && step.platform === platform).map(bar),
  ]);
  const head = ['gantt', '  dateFormat HH:mm:ss.SSS', '  axisFormat %H:%M:%S', '  todayMarker off'];
  return codeBlock([...head, ...lines].join('\n'), 'mermaid');
}

function bar(step: TimedStep): string {
  const tag = step.emulated ? 'crit, ' : step.cached ? 'done, ' : '';
  // Mermaid does not draw a bar without length
  const end = Math.max(step.end, step.start + 0.001);
  // a name may begin with a word that Mermaid takes for its own (`title`, `section`, `click`): those we know do not
  const name = step.kind === 'other' || step.kind === 'internal' ? `step ${step.name}` : step.name;
  return `  ${plain(name)} :${tag}${clock(step.start)}, ${clock(end)}`;
}

/**
 * Text for Mermaid, which cannot escape its own marks (`:`, `#`, `;`, `%`): every character that may not be harmless is
 * removed.
 */
function plain(text: string): string {
  const harmless = text.replaceAll(':', '∶').replace(/[^\p{L}\p{N} ._/@=+,()∶-]+/gu, ' ');
  const line = harmless.replace(/ +/g, ' ').trim() || 'step';
  return line.length > 60 ? `${[...line].slice(0, 59).join('')}…` : line;
}

function clock(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23);
}

function nameOf(step: Step): string {
  const { command, stage, index } = step;
  return isInstruction(step) || step.kind === 'from'
    ? `${command} (${stage === undefined ? '' : `${stage} `}${index})`
    : command;
}
