import { expect, test } from '@jest/globals';
import { comparePlatforms, parseDigests } from '../../src/inputs/digests.ts';
import { parsePlatforms } from '../../src/inputs/platform.ts';
import type { Platform } from '../../src/model/platform.ts';

const [A, B, C] = ['a', 'b', 'c'].map((letter) => `sha256:${letter.repeat(64)}`);
const asked = (...names: string[]) => parsePlatforms(names) as readonly Platform[];

function problemsOf(digests: unknown, platforms: readonly Platform[]): readonly string[] {
  const given = parseDigests(typeof digests === 'string' ? digests : JSON.stringify(digests), platforms);
  const problems = 'platforms' in given ? comparePlatforms(given, platforms) : given;
  return problems.map(({ message }) => message);
}

test('accepts digests of exactly the requested platforms, under any of their names', () => {
  const platforms = asked('linux/amd64', 'linux/arm/v7');
  expect(problemsOf({ 'linux/amd64': A, 'linux/arm': B }, platforms)).toEqual([]);
  expect(problemsOf({ 'digest-linux-amd64': A, 'digest-linux-arm-v7': B, digest: C, tags: 'x:1' }, platforms)).toEqual(
    [],
  );
  expect(problemsOf({ amd64: A, 'linux/amd64': A, 'linux/arm/v7': B }, platforms)).toEqual([]);
});

test('accepts tags of platforms and of a whole image', () => {
  const platforms = asked('linux/amd64', 'linux/arm64');
  const tags = { 'linux/amd64': 'ghcr.io/acme/app:amd64', 'digest-linux-arm64': 'localhost:5000/app:arm64' };
  const repository = { name: 'ghcr.io/acme/app', registry: 'ghcr.io', path: 'acme/app' };
  expect(parseDigests(JSON.stringify(tags), platforms)).toEqual({
    platforms: new Map([
      ['linux/amd64', { repository, tag: 'amd64' }],
      [
        'linux/arm64',
        { repository: { name: 'localhost:5000/app', registry: 'localhost:5000', path: 'app' }, tag: 'arm64' },
      ],
    ]),
    whole: undefined,
  });
  expect(parseDigests('ghcr.io/acme/app:rc', platforms)).toEqual({
    platforms: new Map(),
    whole: { repository, tag: 'rc' },
  });
  expect(problemsOf({ amd64: 'acme/app:a', 'linux/amd64': 'docker.io/acme/app:a', arm64: A }, platforms)).toEqual([]);
});

test.each([
  'latest',
  'ghcr.io/acme/app',
  'localhost:5000/app',
  'sha256:0',
  `acme/app:1@sha256:0`,
  'acme/app:',
  'a b:1',
])('does not take %s for a tag', (text) => {
  expect(problemsOf({ 'linux/amd64': text }, asked('linux/amd64'))).toEqual([
    expect.stringMatching(/^linux\/amd64: must be a digest or a tag, got/),
  ]);
});

test('reports two tags, or a tag and a digest, of one platform', () => {
  const platforms = asked('linux/amd64');
  for (const other of ['acme/app:b', 'acme/other:a', A]) {
    expect(problemsOf({ amd64: 'acme/app:a', 'linux/amd64': other }, platforms)).toEqual([
      'linux/amd64: a second digest of linux/amd64',
    ]);
  }
});

test('ignores other outputs of a job that look like a tag, but not a platform that is misspelt', () => {
  const platforms = asked('linux/amd64');
  expect(problemsOf({ amd64: A, base: 'alpine:3.23', url: 'http://x:80' }, platforms)).toEqual([]);
  expect(problemsOf({ amd64: A, 'linux/amd46': 'acme/app:a' }, platforms)).toEqual([expect.stringContaining('amd46')]);
});

test('accepts any platforms if the digest is of the whole image', () => {
  expect(problemsOf(A ?? '', asked('linux/amd64', 'linux/arm64'))).toEqual([]);
  expect(problemsOf({ digest: A }, asked('linux/amd64', 'linux/arm64'))).toEqual([]);
});

test('reports missing and unexpected platforms together', () => {
  expect(
    problemsOf({ 'linux/amd64': A, 'linux/s390x': B, 'linux/ppc64le': C }, asked('linux/amd64', 'linux/arm64')),
  ).toEqual(['linux/arm64 is missing', 'linux/s390x, linux/ppc64le was not asked for']);
});

test('reports every invalid entry', () => {
  const digests = { 'linux/amd64': A, amd64: B, 'linux/arm64': 'x', 'linux/amd46': C, digest: A, image: `a/b@${B}` };
  expect(problemsOf(digests, asked('linux/amd64', 'linux/arm64'))).toEqual([
    'amd64: a second digest of linux/amd64',
    'linux/arm64: must be a digest or a tag, got "x"',
    expect.stringContaining('amd46'),
    'image: a second digest of the whole',
  ]);
});
