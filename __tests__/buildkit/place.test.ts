import { describe, expect, test } from '@jest/globals';
import { placeIn } from '../../src/buildkit/place.ts';

const RULE = '--------------------';

describe('placeIn', () => {
  test('takes the marked lines, not the number in the heading', () => {
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
    expect(placeIn(lines)).toEqual({
      file: 'Dockerfile',
      line: 2,
      endLine: 3,
      excerpt: 'Dockerfile:3\n   1 |     A\n   2 | >>> B\n   3 | >>> C',
    });
  });

  test.each<[string, readonly string[]]>([
    ['no text', []],
    ['a line that only looks like one', ['localhost:5000', 'x']],
    ['a rule alone', [RULE, 'x', RULE]],
  ])('is nowhere in %s', (_, lines) => {
    expect(placeIn(lines)).toBeUndefined();
  });

  test('stands at the heading where nothing is marked, and where the excerpt has no end', () => {
    expect(placeIn(['a b.Dockerfile:7', RULE, '   7 |     A'])).toMatchObject({
      file: 'a b.Dockerfile',
      line: 7,
      endLine: 7,
    });
  });
});
