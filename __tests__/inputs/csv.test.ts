import { expect, test } from '@jest/globals';
import { formatFields, parseFields } from '../../src/inputs/csv.ts';
import { Wrong } from '../../src/model/wrong.ts';

test.each([
  { fields: ['a', 'b=c d'], line: 'a,b=c d' },
  { fields: ['name=a,b'], line: '"name=a,b"' },
  { fields: ['say="x"'], line: '"say=""x"""' },
  { fields: [' a', 'b\nc'], line: '" a","b\nc"' },
  { fields: ['a\rb', 'c '], line: '"a\rb","c "' },
])('writes $fields as the line $line and reads the same fields from it', ({ fields, line }) => {
  expect(formatFields(fields)).toBe(line);
  expect(parseFields(line)).toEqual(fields);
});

test.each([
  { text: '', message: 'nothing in it' },
  { text: 'a\nb', message: 'more than one line' },
  { text: 'a"b', message: 'a double quote out of place' },
])('refuses $text', ({ text, message }) => {
  const parsed = parseFields(text);
  expect(parsed).toBeInstanceOf(Wrong);
  expect(parsed).toMatchObject({ message });
});
