import { expect, test } from '@jest/globals';
import { problemsOf } from '../inputs/given.ts';

const LONG = 'a'.repeat(100);
const EACH = (depth: number, inner: string): string =>
  depth === 0 ? inner : `{{#each @root.build}}${EACH(depth - 1, inner)}{{/each}}`;

test.each([
  ['the pattern of type=match', `type=match,pattern=(a+)+b,value=${LONG}`],
  ['match of type=semver', `type=semver,pattern={{version}},match=(a+)+b,value=${LONG}`],
  ['a template', `type=semver,pattern=${EACH(9, 'x')},value=1.2.3+${Array.from('abcdefghijklmnop').join('.')}`],
])('%s is stopped, and the message names the rule', async (_, rule) => {
  const start = performance.now();
  const [problem, ...others] = await problemsOf({ images: 'a/b', tags: `latest\n${rule}\ntype=semvr` });
  expect(others).toEqual([]);
  expect(problem).toMatch(/^tags\[1\]: must take at most 2\.03 s, got "type=.*; simplify its regular expression/);
  expect(performance.now() - start).toBeLessThan(15_000);
});

test('the time limit applies to all rules together', async () => {
  const start = performance.now();
  const rule = `type=match,pattern=(a+)+b,value=${LONG}\n`;
  expect(await problemsOf({ images: 'a/b', tags: rule.repeat(20) })).toHaveLength(1);
  expect(performance.now() - start).toBeLessThan(15_000);
});

test('a match may use look-around, named groups and back references', async () => {
  const tags = [
    'type=match,pattern=(?<=v)\\d+(?=\\.),value=v12.3',
    'type=match,pattern=(?<name>[a-z]+)-\\k<name>,group=1,value=ab-ab',
  ].join('\n');
  expect(await problemsOf({ images: 'a/b', tags, push: 'true' })).toEqual([]);
});
