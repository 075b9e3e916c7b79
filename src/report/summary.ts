import { formatPlatform, samePlatform } from '../model/platform.ts';
import { formatDigested, formatTagged } from '../model/reference.ts';
import type { Report } from '../model/report.ts';
import { formatBytes, formatSeconds } from '../model/units.ts';
import { MAX_SUMMARY_CALL_CHARS } from '../runtime/limits.ts';
import { adviceOn } from './advice.ts';
import {
  alignedBlock,
  folded,
  joinBlocks,
  MAX_TAGS,
  noticeList,
  platformTable,
  shortDigest,
  slowestSteps,
  smallPrint,
  timeLine,
  timeline,
} from './blocks.ts';
import { code, codeBlock, escapeMarkdown, table } from './markdown.ts';
import { describeUpdate } from './result-lines.ts';

/**
 * The job summary of a successful run, as Markdown. Foreign text in it (names of steps, notices, output of a call) cannot
 * become markup.
 */
export function summarize(report: Report): string {
  const { platforms, steps, phases, notices } = report;
  const names = platforms.map(({ platform }) => formatPlatform(platform));
  return joinBlocks([
    `### ✅ ${headline(report)} in ${formatSeconds(report.seconds)}`,
    calledText(report),
    files(report),
    references(report),
    moreTags(report),
    platformTable(platforms),
    timeLine(report),
    adviceOn(report),
    noticeList(notices),
    slowestSteps(steps),
    timeline(steps, phases, names),
    changes(report),
    previousDigests(report),
    digests(report),
    facts(report),
  ]);
}

function headline({ result, title, platforms: { length } }: Report): string {
  const name = code(title, 200);
  const forPlatforms = length === 0 ? '' : ` for ${length} platform${length === 1 ? '' : 's'}`;
  switch (result.kind) {
    case 'published':
      return `${name} published${forPlatforms}`;
    case 'pushed-by-digest':
      return `${name} pushed by digest${forPlatforms}, no tag updated,`;
    case 'loaded':
      return `${name} loaded into Docker Engine${forPlatforms}`;
    case 'built':
      return `${name} built${forPlatforms}, not published,`;
    case 'written':
      return `${name} written to files${forPlatforms}`;
    case 'called':
      return `${name} ${escapeMarkdown(result.call)}`;
  }
}

/** The image's names, to copy: its tags, and each repository with its digest. */
function references({ tags, repositories, digest }: Report): string {
  const byDigest =
    digest === undefined
      ? []
      : repositories.length === 0
        ? [digest]
        : repositories.map((one) => formatDigested(one, digest));
  const lines = [...tags.slice(0, MAX_TAGS).map(formatTagged), ...byDigest];
  return lines.length === 0 ? '' : codeBlock(lines.join('\n'), 'text');
}

function moreTags({ tags: { length } }: Report): string {
  return length > MAX_TAGS ? `and ${length - MAX_TAGS} more tags` : '';
}

function files({ result }: Report): string {
  if (result.kind !== 'written') return '';
  return `Files: ${result.destinations
    .slice(0, MAX_TAGS)
    .map((file) => code(file, 300))
    .join(', ')}`;
}

function calledText({ result }: Report): string {
  if (result.kind !== 'called' || result.text.trim() === '') return '';
  return codeBlock(
    result.text.length > MAX_SUMMARY_CALL_CHARS ? `${result.text.slice(0, MAX_SUMMARY_CALL_CHARS)}\n…` : result.text,
  );
}

function previousDigests({ result, digest, tags, previous }: Report): string {
  if (result.kind !== 'published' || digest === undefined) return '';
  const rows = tags
    .slice(0, MAX_TAGS)
    .map(formatTagged)
    .map((name) => [name, describeUpdate(digest, name, previous)] as const)
    .filter(([, update]) => update !== '');
  return folded('Tags before this run', alignedBlock(rows));
}

/** Sizes and layers compared with the image that a tag held before, and base images with another digest. */
function changes({ changes: found, platforms }: Report): string {
  if (found === undefined) return '';
  const sizes = found.platforms.map(({ platform, sizeBefore, keptLayers, layers }) => {
    const size = platforms.find((row) => samePlatform(row.platform, platform))?.size;
    const now = size === undefined ? '–' : formatBytes(size);
    return [
      escapeMarkdown(formatPlatform(platform)),
      formatBytes(sizeBefore),
      now,
      `${keptLayers} of ${layers}`,
    ] as const;
  });
  const bases = found.bases.map(({ image, before, after }) => {
    const update = before === after ? 'the same' : `\`${shortDigest(before)}\` → \`${shortDigest(after)}\``;
    return `- Base image ${code(image)}: ${update}`;
  });
  const parts = [
    sizes.length === 0 ? '' : table(['Platform', '>Size before', '>Size now', '>Layers kept'], sizes),
    bases.join('\n'),
  ];
  const content = parts.filter((part) => part !== '').join('\n\n');
  return folded(`Compared with ${code(found.tag, 300)} before`, content);
}

function digests({ platforms }: Report): string {
  const rows = platforms.flatMap(({ platform, digest }) =>
    digest === undefined ? [] : [[formatPlatform(platform), digest] as const],
  );
  return folded('All digests', alignedBlock(rows));
}

function facts({ version, driver, driverReason, tools, cacheHit, cache }: Report): string {
  const hit = cacheHit === undefined ? '' : ` (${cacheHit} % of the steps)`;
  return smallPrint([
    version === undefined ? undefined : `version ${escapeMarkdown(version)}`,
    driver === undefined ? undefined : `${escapeMarkdown(driver)} driver (${escapeMarkdown(driverReason, 300)})`,
    ...tools.map((tool) => escapeMarkdown(tool)),
    cache === undefined ? undefined : `cache ${escapeMarkdown(cache, 500)}${hit}`,
  ]);
}
