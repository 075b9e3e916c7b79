import type { Digest } from '../model/digest.ts';
import { formatPlatform } from '../model/platform.ts';
import { formatDigested, formatTagged } from '../model/reference.ts';
import type { Report } from '../model/report.ts';
import { formatBytes } from '../model/units.ts';
import { tableLines } from './table-lines.ts';

/** The last lines of the log: the image with its digest, each tag with the digest it had before, and each platform. */
export function resultLines(report: Report): readonly string[] {
  const { result, digest, repositories, tags, platforms, previous } = report;
  if (digest === undefined || result.kind === 'called') return [];
  const names = repositories.length === 0 ? [digest] : repositories.map((one) => formatDigested(one, digest));
  return [
    ...names.map((name) => `${VERBS[result.kind]} ${name}`),
    ...tableLines(
      tags.map((tag) => {
        const name = formatTagged(tag);
        return [name, result.kind === 'published' ? describeUpdate(digest, name, previous) : ''];
      }),
    ),
    ...tableLines(
      platforms.map(({ platform, digest: own, size }) => [
        formatPlatform(platform),
        own ?? '',
        size === undefined ? '' : formatBytes(size),
      ]),
    ),
  ];
}

const VERBS = {
  published: 'Published',
  'pushed-by-digest': 'Pushed without a tag:',
  loaded: 'Loaded',
  built: 'Built, not published:',
  written: 'Wrote',
} as const;

/** The update of a tag: `new`, `updated from sha256:…`. Empty if that is not known. */
export function describeUpdate(digest: Digest, name: string, previous: Report['previous']): string {
  const before = previous[name];
  if (before === undefined) return '';
  if (before === 'none') return 'new';
  return before === digest ? 'had this digest already' : `updated from ${before}`;
}
