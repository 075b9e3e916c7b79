import { formatClock, formatSeconds } from '../model/units.ts';
import {
  folded,
  fullColumns,
  joinBlocks,
  MAX_TAGS,
  shortDigest,
  slowestSteps,
  smallPrint,
  timeLine,
  timeline,
} from './blocks.ts';
import type { FailedPlatform, FailedReport } from './failed.ts';
import { code, codeBlock, escapeMarkdown, prose, table } from './markdown.ts';

const ICONS = { failed: '❌', cancelled: '⏹️', 'timed out': '⏱️' } as const;
const REASONS = { failed: '', cancelled: ': the job was cancelled', 'timed out': ': the timeout expired' } as const;

/** The job summary of a failed run, as Markdown. Foreign text in it cannot become markup. */
export function summarizeFailed(report: FailedReport): string {
  const { status, output, excerpt, steps, phases, platforms } = report;
  return joinBlocks([
    `### ${ICONS[status]} ${code(report.title, 200)} ${outcome(report)}${REASONS[status]}`,
    message(report),
    output === '' ? '' : codeBlock(output, 'text'),
    report.hint === undefined ? '' : prose(report.hint, 1000),
    publication(report),
    platformStates(platforms),
    excerpt === '' ? '' : folded('Dockerfile', codeBlock(excerpt, 'text')),
    timeLine(report),
    slowestSteps(steps),
    timeline(
      steps,
      phases,
      platforms.map(({ name }) => name),
    ),
    facts(report),
  ]);
}

function outcome({ goal, published, tags }: FailedReport): string {
  if (published.length > 0) return 'was published, but the job did not end';
  switch (goal) {
    case 'publish':
      return tags.length > 0 ? 'was not published everywhere' : 'was not published';
    case 'parts':
      return 'was not pushed by digest';
    case 'verify':
      return 'was not built and verified';
    case 'files':
      return 'was not written to files';
    case 'call':
      return 'was not checked';
  }
}

function message({ command, message, place, output }: FailedReport): string {
  const first = command === '' ? [] : [code(command)];
  const said = `<strong>${[...first, prose(message.trim(), 1000)].join(' ')}</strong>`;
  const at = place === undefined ? '' : `, at ${linked(code(place.text, 300), place.link)}`;
  return `${said}${at}${output === '' ? '' : ':'}`;
}

function linked(markdown: string, link: string | undefined): string {
  return link === undefined ? markdown : `[${markdown}](<${link}>)`;
}

function publication({ goal, hint, published, tags, isUntouched }: FailedReport): string {
  if (published.length > 0)
    return `Published before that:\n\n${codeBlock(published.slice(0, MAX_TAGS).join('\n'), 'text')}`;
  if (tags.length > 0) return tagTable(tags);
  if (goal !== 'publish' || hint?.includes('No tag')) return '';
  return isUntouched ? 'No tag was updated.' : 'Tags may have been updated.';
}

function tagTable(tags: FailedReport['tags']): string {
  return table(
    ['Tag', 'State', 'Before'],
    tags
      .slice(0, MAX_TAGS)
      .map(({ reference, state, before }) => [
        `\`${reference}\``,
        state,
        before.startsWith('sha256:') ? `\`${shortDigest(before)}\`` : before,
      ]),
  );
}

const STATE_ICONS = {
  built: '✅',
  failed: '❌',
  stopped: '⏹️',
  'not started': '⏹️',
  'part found': '✅',
  'no part': '❌',
} as const;

function platformStates(platforms: readonly FailedPlatform[]): string {
  const cells = (cell: (row: FailedPlatform) => string | undefined) => platforms.map((row) => cell(row) ?? '');
  return fullColumns([
    ['Platform', cells(({ name }) => escapeMarkdown(name))],
    ['', cells(({ execution }) => execution)],
    [
      'Result',
      cells(
        ({ state: { kind, at } }) => `${STATE_ICONS[kind]} ${kind}${at === undefined ? '' : ` at ${code(at, 80)}`}`,
      ),
    ],
    ['>Time', cells(({ seconds }) => (seconds === undefined ? undefined : formatClock(seconds)))],
    ['Built by', cells(({ origin }) => (origin === undefined ? undefined : escapeMarkdown(origin)))],
  ]);
}

function facts({ phases, driver, tools }: FailedReport): string {
  return smallPrint([
    phases.length === 0 ? undefined : `after ${formatSeconds(phases.at(-1)?.end ?? 0)}`,
    driver === undefined ? undefined : `${escapeMarkdown(driver)} driver`,
    ...tools.map((tool) => escapeMarkdown(tool)),
  ]);
}
