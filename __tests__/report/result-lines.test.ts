import { expect, test } from '@jest/globals';
import { resultLines } from '../../src/report/result-lines.ts';
import { aReport, digest, repository, row } from './a-report.ts';

const app = repository('ghcr.io/acme/app');
const platforms = [row('linux/amd64'), row('linux/arm/v7', { digest: digest('b'), size: undefined })];

test('lists the image by its digest, each tag with its digest before, and each platform', () => {
  const tags = ['1.2', 'latest', 'old', 'unread'].map((tag) => ({ repository: app, tag }));
  const previous = {
    'ghcr.io/acme/app:1.2': 'none',
    'ghcr.io/acme/app:latest': digest('1'),
    'ghcr.io/acme/app:old': digest('0'),
  } as const;
  expect(resultLines(aReport({ tags, previous, platforms }))).toEqual([
    `Published ghcr.io/acme/app@${digest('0')}`,
    '  ghcr.io/acme/app:1.2     new',
    `  ghcr.io/acme/app:latest  updated from ${digest('1')}`,
    '  ghcr.io/acme/app:old     had this digest already',
    '  ghcr.io/acme/app:unread',
    `  linux/amd64   ${digest('a')}  3.21 MB`,
    `  linux/arm/v7  ${digest('b')}`,
  ]);
});

test('lists an image without a tag', () => {
  const report = aReport({ result: { kind: 'pushed-by-digest' }, tags: [], platforms });
  expect(resultLines(report)[0]).toBe(`Pushed without a tag: ghcr.io/acme/app@${digest('0')}`);
});

test('lists an image that is in no registry', () => {
  const report = aReport({ result: { kind: 'built' }, repositories: [], tags: [], platforms });
  expect(resultLines(report)[0]).toBe(`Built, not published: ${digest('0')}`);
});

test.each(['called', 'written'] as const)('lists nothing if no image has a digest (%s)', (kind) => {
  const result = kind === 'called' ? { kind, call: 'check', text: '' } : { kind, destinations: ['dist'] };
  expect(resultLines(aReport({ result, digest: undefined }))).toEqual([]);
});
