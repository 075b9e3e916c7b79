import { expect, test } from '@jest/globals';
import { compareVersions, isFinal, movesBack, normalize } from '../../src/model/version.ts';

test.each([
  ['1.2.3', '1.2.4', 'semver', -1],
  ['v1.10.0', '1.9.9', 'semver', 1],
  ['1.2.3', 'v1.2.3', 'semver', 0],
  ['1.2.3+a', '1.2.3+b', 'semver', 0],
  ['1.2.3-rc.1', '1.2.3', 'semver', -1],
  ['1.2.3-rc.10', '1.2.3-rc.9', 'semver', 1],
  ['1.2.3-alpha.beta', '1.2.3-alpha.1', 'semver', 1],
  ['1.2', '1.2.3', 'semver', undefined],
  ['1.2.3', 'main', 'semver', undefined],
  ['1.2', '1.2.0', 'pep440', 0],
  ['1.2.dev4', '1.2a1', 'pep440', -1],
  ['1.2rc1', '1.2', 'pep440', -1],
  ['1.2.post1', '1.2', 'pep440', 1],
  ['1!0.1', '9.9', 'pep440', 1],
  ['1.10', 'v1.9', 'pep440', 1],
  ['1.2', 'latest', 'pep440', undefined],
] as const)('%s against %s by %s is %p', (a, b, scheme, expected) => {
  const order = compareVersions(a, b, scheme);
  const reverse = compareVersions(b, a, scheme);
  expect(order === undefined ? undefined : Math.sign(order)).toBe(expected);
  expect(reverse === undefined ? undefined : Math.sign(-reverse) + 0).toBe(expected);
});

const release = (version: string, prefix = '', suffix = '') => ({ scheme: 'semver', version, prefix, suffix }) as const;

test.each([
  [release('1.1.9'), '1.2.0', true],
  [release('1.2.0'), '1.2.0', false],
  [release('1.3.0'), '1.2.0', false],
  [release('2.0.0-rc.1'), '2.0.0', true],
  [release('1.1.9', 'alpine-'), 'alpine-1.2.0', true],
  [release('1.3.0', 'alpine-', '-x'), 'alpine-1.2.0-x', false],
  [release('1.1.9', 'alpine-', '-x'), '1.2.0', true],
  [release('1.2.0', '', '-alpine'), '1.2.0-alpine', false],
  [release('1.1.9', '', '_x'), '1.2.0_x', true],
  [release('1.1.9'), '1.2', true],
  [release('1.2.9'), '1.2', false],
  [release('1.9.9'), '2', true],
  [release('1.1.9', '', '-alpine'), '1.2-alpine', true],
  [release('1.1.9'), 'main', false],
  [release('1.1.9'), '', false],
])('%j is older than %s: %p', (made, published, expected) => {
  expect(movesBack(made, published)).toBe(expected);
});

test.each([
  ['1.2.3', 'semver', true],
  ['1.2.3-rc.1', 'semver', false],
  ['1.2.3+b', 'semver', true],
  ['main', 'semver', false],
  ['1.2', 'pep440', true],
  ['1.2.post1', 'pep440', false],
  ['1.2.dev1', 'pep440', false],
  ['1.2b1', 'pep440', false],
  ['main', 'pep440', false],
] as const)('%s by %s is final: %p', (version, scheme, expected) => {
  expect(isFinal(version, scheme)).toBe(expected);
});

test.each([
  ['v1.2.3+b', 'semver', '1.2.3'],
  ['v1.2-RC.2', 'pep440', '1.2rc2'],
  ['1.2', 'semver', undefined],
  ['x', 'pep440', undefined],
] as const)('%s by %s is spelled %p', (text, scheme, expected) => {
  expect(normalize(text, scheme)).toBe(expected);
});
