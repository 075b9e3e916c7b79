import { expect, test } from '@jest/globals';
import { splitAtSpace, splitFields, splitFlags, splitQuoted } from '../../src/dockerfile/words.ts';

test.each([
  ['a b', ['a', 'b']],
  ['a \t b', ['a', 'b']],
  ['"a b" c', ['"a', 'b"', 'c']],
  ['a\u00a0b', ['a\u00a0b']],
  ['', []],
])('splits %j at white space without regard to quotes', (text, words) => {
  expect(splitAtSpace(text)).toEqual(words);
});

test('leaves the rest of the text in the last word if a number of words is given', () => {
  expect(splitAtSpace('NAME  one  two', 2)).toEqual(['NAME', 'one  two']);
});

test.each([
  ['A=1 B=2', ['A=1', 'B=2']],
  ['A="x y" B=\'x y\'', ['A="x y"', "B='x y'"]],
  ['A=x\\ y B', ['A=x\\ y', 'B']],
  ['A="x \\" y"', ['A="x \\" y"']],
  ["A='x\\' B", ["A='x\\'", 'B']],
  ['A=\\', ['A=']],
  ['A="" B', ['A=""', 'B']],
])('splits %j into words and keeps quotes and escapes', (text, words) => {
  expect(splitQuoted(text, '\\')).toEqual(words);
});

test.each([
  ['--a=b c', ['--a=b'], 'c'],
  ['--a="b c"  --d e', ['--a=b c', '--d'], 'e'],
  ["--a='b\\'c' d", ["--a=b'c"], 'd'],
  ['--a=b\\ c d', ['--a=b c'], 'd'],
  ['--a -- --b', ['--a'], ' --b'],
  ['x --a', [], 'x --a'],
  ['-a', [], '-a'],
  ['--a', ['--a'], ''],
])('splits the flags from %j', (text, flags, rest) => {
  expect(splitFlags(text, '\\')).toEqual({ flags, rest });
});

test.each([
  ['a,b=c', ['a', 'b=c']],
  ['"a,b",c', ['a,b', 'c']],
  ['"a""b"', ['a"b']],
  ['a,', ['a', '']],
])('splits %j into comma-separated fields', (text, fields) => {
  expect(splitFields(text)).toEqual(fields);
});
