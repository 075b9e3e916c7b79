import { formatPlatform } from '../model/platform.ts';
import { formatTagged } from '../model/reference.ts';
import type { PlatformReport, Report } from '../model/report.ts';
import { formatBytes, formatSeconds } from '../model/units.ts';
import { MAX_SUMMARY_CALL_CHARS } from '../runtime/limits.ts';
import { adviceOn } from './advice.ts';
import { code, codeBlock, escapeMarkdown, table } from './markdown.ts';
import { drawTimeline } from './timeline.ts';

const SLOWEST = 8;
const TAGS = 100;
const NOTICES = 20;

/**
 * The job summary, as Markdown. Foreign text in it (names of steps, notices, output of a call) cannot become markup.
 */
export function summarize(report: Report): string {
  const parts = [
    `### ${headline(report)}`,
    facts(report),
    calledText(report),
    tags(report),
    platforms(report.platforms),
    ...adviceOn(report).map((advice) => `> [!TIP]\n> ${advice}`),
    slowest(report),
    timeline(report),
    list(report.notices.slice(0, NOTICES).map((notice) => escapeMarkdown(notice, 1000))),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function headline({ result, title, platforms: { length } }: Report): string {
  const name = escapeMarkdown(title, 200);
  const forPlatforms = length === 0 ? '' : ` for ${length} platform${length === 1 ? '' : 's'}`;
  switch (result.kind) {
    case 'published':
      return `${name}: published${forPlatforms}`;
    case 'pushed-by-digest':
      return `${name}: pushed by digest${forPlatforms}, no tag updated`;
    case 'loaded':
      return `${name}: loaded into Docker Engine${forPlatforms}`;
    case 'built':
      return `${name}: built${forPlatforms}, not published`;
    case 'written':
      return `${name}: written to files${forPlatforms}`;
    case 'called':
      return `${name}: ${escapeMarkdown(result.call)}`;
  }
}

function facts({ result, digest, version, driver, driverReason, cacheHit, cache, seconds }: Report): string {
  const files = result.kind === 'written' ? result.destinations.slice(0, TAGS).map((file) => code(file, 300)) : [];
  const hit = cacheHit === undefined ? undefined : `${cacheHit} % of the steps came from it.`;
  const cacheLine = [hit, cache === undefined ? undefined : escapeMarkdown(cache, 500)].filter(Boolean).join(' ');
  return list([
    ...(digest === undefined ? [] : [`Digest: \`${digest}\``]),
    ...(version === undefined ? [] : [`Version: ${code(version)}`]),
    ...(files.length === 0 ? [] : [`Files: ${files.join(', ')}`]),
    ...(driver === undefined ? [] : [`Builder: ${driver} (${escapeMarkdown(driverReason, 300)})`]),
    ...(cacheLine === '' ? [] : [`Cache: ${cacheLine}`]),
    `Time: ${formatSeconds(seconds)}`,
  ]);
}

function calledText({ result }: Report): string {
  if (result.kind !== 'called' || result.text.trim() === '') return '';
  return codeBlock(
    result.text.length > MAX_SUMMARY_CALL_CHARS ? `${result.text.slice(0, MAX_SUMMARY_CALL_CHARS)}\n…` : result.text,
  );
}

function tags({ tags: published, result }: Report): string {
  if (published.length === 0) return '';
  const shown = published.slice(0, TAGS).map((tag) => `\`${formatTagged(tag)}\``);
  const more = published.length > TAGS ? [`and ${published.length - TAGS} more`] : [];
  return `${result.kind === 'published' ? 'Published as' : 'Tagged as'}:\n${list([...shown, ...more])}`;
}

function platforms(rows: readonly PlatformReport[]): string {
  if (rows.length === 0) return '';
  return table(
    ['Platform', 'Digest', '>Size', 'Built', '>Time', '>From cache'],
    rows.map(({ platform, digest, size, execution, seconds, cached }) => [
      escapeMarkdown(formatPlatform(platform)),
      digest === undefined ? '–' : `\`${digest}\``,
      size === undefined ? '–' : formatBytes(size),
      execution ?? '–',
      seconds === undefined ? '–' : formatSeconds(seconds),
      cached === undefined ? '–' : `${cached} %`,
    ]),
  );
}

function slowest({ steps }: Report): string {
  const rows = steps
    .filter((step) => step.seconds >= 0.5)
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ name, platform, emulated, seconds }) => [
      code(name),
      platform === undefined ? '–' : `${escapeMarkdown(platform)}${emulated ? ', emulated' : ''}`,
      formatSeconds(seconds),
    ]);
  return rows.length === 0 ? '' : table(['Slowest steps', 'Platform', '>Time'], rows);
}

function timeline({ steps }: Report): string {
  const picture = drawTimeline(steps);
  if (picture === '') return '';
  return `<details><summary>Timeline (red: emulated, grey: from cache)</summary>\n\n${picture}\n\n</details>`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
