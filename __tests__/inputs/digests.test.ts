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
    'linux/arm64: must be a digest, got "x"',
    expect.stringContaining('amd46'),
    'image: a second digest of the whole',
  ]);
});
