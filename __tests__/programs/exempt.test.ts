import { expect, test } from '@jest/globals';
import { matcherOf } from '../../src/programs/exempt.ts';

test.each([
  { pattern: '/opt/app', path: '/opt/app', expected: true },
  { pattern: 'opt/app', path: '/opt/app', expected: true },
  { pattern: '/opt/app', path: '/opt/app/x', expected: false },
  { pattern: '/opt/*', path: '/opt/app', expected: true },
  { pattern: '/opt/*', path: '/opt/a/b', expected: false },
  { pattern: '/opt/**', path: '/opt/a/.b/c', expected: true },
  { pattern: '/opt/', path: '/opt/a/b', expected: true },
  { pattern: '/opt/', path: '/option', expected: false },
  { pattern: '**/*.so', path: '/a/b/c.so', expected: true },
  { pattern: '**/*.so', path: '/c.so', expected: true },
  { pattern: '/a/**/z/?.so', path: '/a/z/c/z/y.so', expected: true },
  { pattern: '/a/**/z/?.so', path: '/a/z/c/z/yy.so', expected: false },
  { pattern: '/[ab]', path: '/a', expected: false },
  { pattern: '', path: '/a', expected: false },
])('$pattern and $path: $expected', ({ pattern, path, expected }) => {
  expect(matcherOf([pattern])(path)).toBe(expected);
});

test('takes no more than an instant for a pattern with many stars', () => {
  const started = process.cpuUsage();
  expect(matcherOf([`/${'*a'.repeat(50)}`, `/${'**/a/'.repeat(50)}b`])(`/${'a'.repeat(200)}${'/a'.repeat(200)}`)).toBe(
    false,
  );
  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1000).toBeLessThan(1000);
});
