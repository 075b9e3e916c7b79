import { formatPlatform } from '../model/platform.ts';
import type { PhaseTime, PlatformReport, Report, TimedStep } from '../model/report.ts';
import { formatBytes, formatClock, formatSeconds } from '../model/units.ts';
import { code, codeBlock, escapeMarkdown, table } from './markdown.ts';
import { describePhases } from './phases.ts';
import { positionOf } from './timed-steps.ts';
import { drawTimeline } from './timeline.ts';

/** Tags and files that a summary lists. */
export const MAX_TAGS = 100;
const MAX_NOTICES = 20;
const MAX_STEPS = 8;

/** Blocks of a summary, which is shown in full or not at all: an empty one is left out. */
export function joinBlocks(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** A block that a reader opens. @param title Markdown */
export function folded(title: string, content: string): string {
  return content === '' ? '' : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;
}

/** A table without the columns that have no value in any row. */
export function fullColumns(columns: readonly (readonly [title: string, cells: readonly string[]])[]): string {
  const full = columns.filter(([, cells]) => cells.some((cell) => cell !== ''));
  const rows = (full[0]?.[1] ?? []).map((_, row) => full.map(([, cells]) => cells[row] || '–'));
  return rows.length === 0
    ? ''
    : table(
        full.map(([title]) => title),
        rows,
      );
}

/** The platforms of an image, in the order asked. */
export function platformTable(platforms: readonly PlatformReport[]): string {
  const cells = (cell: (row: PlatformReport) => string | undefined) => platforms.map((row) => cell(row) ?? '');
  return fullColumns([
    ['Platform', cells(({ platform }) => escapeMarkdown(formatPlatform(platform)))],
    ['', cells(({ execution }) => execution)],
    ['>Time', cells(({ seconds }) => (seconds === undefined ? undefined : formatClock(seconds)))],
    ['>Steps cached', cells(({ steps }) => (steps === undefined ? undefined : `${steps.cached} of ${steps.total}`))],
    ['>Size', cells(({ size }) => (size === undefined ? undefined : formatBytes(size).replace(' ', '&nbsp;')))],
    ['Digest', cells(({ digest }) => (digest === undefined ? undefined : `\`${shortDigest(digest)}\``))],
    ['Built by', cells(({ origin }) => (origin === undefined ? undefined : escapeMarkdown(origin)))],
  ]);
}

export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** One line about the phases of a run. */
export function timeLine(report: Pick<Report, 'phases' | 'steps'>): string {
  const phases = describePhases(report);
  // a number and its unit stay on one line
  const line = phases.replace(/(\d) (s|min|h)\b/g, '$1&nbsp;$2');
  return line === '' ? '' : `**Where the time went:** ${line}`;
}

export function slowestSteps(steps: readonly TimedStep[]): string {
  const rows = steps
    .filter((step) => step.seconds >= 0.5)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, MAX_STEPS)
    .map((step) => [
      formatSeconds(step.seconds),
      step.platform === undefined ? 'all' : `${escapeMarkdown(step.platform)}${step.emulated ? ' (emulated)' : ''}`,
      nameStep(step),
    ]);
  return rows.length === 0 ? '' : folded('Slowest steps', table(['>Time', 'Platform', 'Step'], rows));
}

function nameStep(step: TimedStep): string {
  const position = positionOf(step);
  const command = escapeMarkdown(step.command);
  return position === '' ? command : `${code(position)} ${command}`;
}

export function timeline(
  steps: readonly TimedStep[],
  phases: readonly PhaseTime[],
  platforms: readonly string[],
): string {
  const drawn = drawTimeline(steps, phases, platforms);
  return drawn === undefined ? '' : folded(drawn.title, drawn.picture);
}

/** Text whose columns are aligned, in a block to copy from. Undefined cells at the end of a row are left out. */
export function alignedBlock(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.length === 0
    ? ''
    : codeBlock(rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n'), 'text');
}

export function noticeList(notices: readonly string[]): string {
  return notices
    .slice(0, MAX_NOTICES)
    .map((notice) => `- ${escapeMarkdown(notice, 1000)}`)
    .join('\n');
}

/** The last line, in small print. */
export function smallPrint(parts: readonly (string | undefined)[]): string {
  const known = parts.filter((part) => part !== undefined && part !== '');
  return known.length === 0 ? '' : `<sub>${known.join(' · ')}</sub>`;
}
