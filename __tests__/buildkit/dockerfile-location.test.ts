import { describe, expect, test } from '@jest/globals';
import { findLocation } from '../../src/buildkit/dockerfile-location.ts';

const RULE = '--------------------';

describe('findLocation', () => {
  test('uses the marked lines and not the line number in the heading', () => {
    const lines = [
      'WARNING: x',
      'Dockerfile:3',
      RULE,
      '   1 |     A',
      '   2 | >>> B',
      '   3 | >>> C',
      RULE,
      'ERROR: y',
    ];
    expect(findLocation(lines)).toEqual({
      file: 'Dockerfile',
      line: 2,
      endLine: 3,
      excerpt: 'Dockerfile:3\n   1 |     A\n   2 | >>> B\n   3 | >>> C',
    });
  });

  test.each<[string, readonly string[]]>([
    ['no text', []],
    ['a similar line', ['localhost:5000', 'x']],
    ['separators without a heading', [RULE, 'x', RULE]],
  ])('finds no location in %s', (_, lines) => {
    expect(findLocation(lines)).toBeUndefined();
  });

  test('uses the heading if no line is marked or the excerpt has no end', () => {
    expect(findLocation(['a b.Dockerfile:7', RULE, '   7 |     A'])).toMatchObject({
      file: 'a b.Dockerfile',
      line: 7,
      endLine: 7,
    });
  });
});
