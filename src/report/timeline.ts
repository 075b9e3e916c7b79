import { isResultStep } from '../buildkit/step-name.ts';
import type { PhaseTime, TimedStep } from '../model/report.ts';
import { codeBlock } from './markdown.ts';
import { type Bar, barsAfterBuild } from './phases.ts';

/** A Mermaid diagram, and one line about it. */
export interface Timeline {
  readonly title: string;
  readonly picture: string;
}

/** More bars do not fit on a screen, and Mermaid takes 50,000 characters at most. */
const MAX_BARS = 40;
/** A shorter bar, as a share of the whole, is not visible. */
const MIN_SHARE = 1 / 200;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

interface StepBar extends Bar {
  readonly section: string;
  readonly emulated: boolean;
  readonly cached: boolean;
}

/**
 * Draws the steps of a build over time, with a section for each platform, and what follows the build. If there are many
 * steps, a bar is a stage. Undefined if there is not enough for a diagram.
 * @param platforms order of the sections
 */
export function drawTimeline(
  steps: readonly TimedStep[],
  phases: readonly PhaseTime[],
  platforms: readonly string[],
): Timeline | undefined {
  const after = barsAfterBuild(phases, steps);
  const end = Math.max(0, ...[...steps, ...after].map((each) => each.end));
  const isVisible = (bar: Bar) => bar.end - bar.start >= end * MIN_SHARE;
  const building = steps.filter((step) => !isResultStep(step));
  const byStep = building.map(barOf).filter(isVisible);
  const isByStage = byStep.length > MAX_BARS;
  const found = isByStage ? barsOfStages(building).filter(isVisible) : byStep;
  const shown = new Set(found.toSorted((a, b) => b.end - b.start - (a.end - a.start)).slice(0, MAX_BARS));
  const last = after.filter(isVisible).map((bar) => ({ ...bar, section: 'after', emulated: false, cached: false }));
  const bars = [...found.filter((bar) => shown.has(bar)), ...last];
  if (found.length === 0 || bars.length < 2 || end < 1 || end >= DAY) return undefined;

  const names = new Set([...platforms, ...bars.map(({ section }) => section)]);
  const sections = [...names].filter((name) => name !== 'after').concat('after');
  const lines = sections.flatMap((section) => {
    const own = bars.filter((bar) => bar.section === section);
    return own.length === 0
      ? []
      : [`  section ${fitted(plain(section), MAX_SECTION_CHARS)}`, ...own.map((bar) => line(bar, end))];
  });
  const parts = [
    `Timeline: a bar for each ${isByStage ? 'stage of a platform' : 'step'}`,
    ...(found.length > shown.size ? [`, the ${shown.size} longest of ${found.length}`] : []),
    ...(bars.some(({ emulated }) => emulated) ? ['; orange is emulated'] : []),
    ...(bars.some(({ cached }) => cached) ? ['; green is from the cache'] : []),
  ];
  return { title: parts.join(''), picture: codeBlock([...head(end, sections), ...lines].join('\n'), 'mermaid') };
}

function barOf({ kind, command, platform, emulated, cached, start, end }: TimedStep): StepBar {
  // a name may begin with a word that Mermaid takes for its own (`title`, `section`, `click`): those we know do not
  const label = kind === 'other' || kind === 'internal' ? `step ${command}` : command;
  return { section: platform ?? 'all', label, emulated, cached, start, end };
}

/** One bar for each stage of a platform, from its first step to its last. */
function barsOfStages(steps: readonly TimedStep[]): readonly StepBar[] {
  const stages = new Map<string, TimedStep[]>();
  for (const step of steps) {
    const key = JSON.stringify([step.platform, stageOf(step)]);
    stages.set(key, [...(stages.get(key) ?? []), step]);
  }
  return [...stages.values()].map((own) => ({
    section: own[0]?.platform ?? 'all',
    label: own[0] === undefined ? '' : stageOf(own[0]),
    emulated: own.some(({ emulated }) => emulated),
    cached: own.every(({ cached }) => cached),
    start: Math.min(...own.map(({ start }) => start)),
    end: Math.max(...own.map(({ end }) => end)),
  }));
}

function stageOf({ stage, index, kind }: TimedStep): string {
  return index === undefined ? `step ${kind}` : `stage ${stage ?? ''}`;
}

// colours that are readable on a white and on a black page
const THEME = {
  taskBkgColor: '#4f83cc',
  taskBorderColor: '#4f83cc',
  taskTextColor: '#ffffff',
  taskTextLightColor: '#ffffff',
  taskTextDarkColor: '#ffffff',
  taskTextOutsideColor: '#8b949e',
  critBkgColor: '#bf6a02',
  critBorderColor: '#bf6a02',
  doneTaskBkgColor: '#2da44e',
  doneTaskBorderColor: '#2da44e',
  sectionBkgColor: '#00000000',
  sectionBkgColor2: '#00000000',
  altSectionBkgColor: '#00000000',
  gridColor: '#8b949e',
  titleColor: '#8b949e',
  textColor: '#8b949e',
};

/** Pixels at the usual width of a summary. */
const WIDTH = 960;
const CHARACTER = 7;
/** Shorter labels cannot be read. */
const MIN_LABEL_CHARS = 5;
const MAX_SECTION_CHARS = 24;
const MAX_TICKS = 10;
const TICKS: readonly (readonly [seconds: number, text: string])[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => [count, `${count}second`] as const),
  ...[1, 2, 5, 10, 15, 30].map((count) => [count * MINUTE, `${count}minute`] as const),
  ...[1, 2, 3].map((count) => [count * HOUR, `${count}hour`] as const),
];

function head(end: number, sections: readonly string[]): readonly string[] {
  const gantt = { barHeight: 18, barGap: 4, rightPadding: 20, displayMode: 'compact' };
  const init = { theme: 'base', themeVariables: THEME, gantt: { ...gantt, leftPadding: leftPadding(sections) } };
  return [
    `%%{init: ${JSON.stringify(init)}}%%`,
    'gantt',
    '  dateFormat HH:mm:ss.SSS',
    `  axisFormat ${end < HOUR ? '%M:%S' : '%H:%M'}`,
    `  tickInterval ${TICKS.find(([seconds]) => end / seconds <= MAX_TICKS)?.[1] ?? '3hour'}`,
    '  todayMarker off',
  ];
}

function leftPadding(sections: readonly string[]): number {
  return 20 + CHARACTER * Math.max(...sections.map(({ length }) => Math.min(length, MAX_SECTION_CHARS)));
}

function line(bar: StepBar, whole: number): string {
  const tag = bar.emulated ? 'crit, ' : bar.cached ? 'done, ' : '';
  // Mermaid does not draw a bar without length
  const end = Math.max(bar.end, bar.start + 0.001);
  const room = Math.floor((((end - bar.start) / whole) * 0.82 * WIDTH) / CHARACTER);
  return `  ${fitted(plain(bar.label), room)} :${tag}${clock(bar.start)}, ${clock(end)}`;
}

/** A label that is wider than its bar would cover its neighbour. Mermaid requires a label, and this one is not visible. */
const NO_LABEL = '\u200b';

function fitted(label: string, room: number): string {
  const whole = [...label];
  if (whole.length <= room) return label;
  return room < MIN_LABEL_CHARS
    ? NO_LABEL
    : `${whole
        .slice(0, room - 1)
        .join('')
        .trimEnd()}…`;
}

/**
 * Text for Mermaid, which cannot escape its own marks (`:`, `#`, `;`, `%`): every character that may not be harmless is
 * removed.
 */
function plain(text: string): string {
  const harmless = text.replaceAll(':', '∶').replace(/[^\p{L}\p{N} ._/@=+,()∶-]+/gu, ' ');
  const whole = harmless.replace(/ +/g, ' ').trim() || 'step';
  return whole.length > 60 ? `${[...whole].slice(0, 59).join('')}…` : whole;
}

function clock(seconds: number): string {
  return new Date(Math.round(Math.max(seconds, 0) * 1000)).toISOString().slice(11, 23);
}
