import { describe, expect, test } from '@jest/globals';
import { replacePattern, trimPattern } from '../../src/dockerfile/shell-pattern.ts';
import { UnreadableError } from '../../src/dockerfile/unreadable.ts';

describe('patterns match like the regular expressions of BuildKit', () => {
  const random = generator(13);
  const pick = (letters: readonly string[], longest: number) =>
    Array.from({ length: random(longest + 1) }, () => letters[random(letters.length)]).join('');
  const cases = Array.from({ length: 1_500 }, () => ({
    value: pick(['a', 'b', 'a', 'c', '\n', '*', '\\', 'é', '😀'], 8),
    pattern: pick(['a', 'b', '*', '*', '?', 'c', '\\*', '\\?', '\\/', '\\}', '\\\\', '\n', '.', '+', '😀'], 5),
  }));

  test.each([
    ['start', false],
    ['start', true],
    ['end', false],
    ['end', true],
  ] as const)('in a trim from the %s, longest: %s', (side, longest) => {
    for (const { value, pattern } of cases) {
      const expected = side === 'start' ? trimmedStart(value, pattern, longest) : trimmedEnd(value, pattern, longest);
      expect([value, pattern, trimPattern(value, pattern, side, longest)]).toEqual([value, pattern, expected]);
    }
  });

  test.each([false, true])('in a replacement, all: %s', (all) => {
    for (const { value, pattern } of cases) {
      const expected = replaced(value, pattern, all);
      expect([value, pattern, replacePattern(value, pattern, '-', all)]).toEqual([value, pattern, expected]);
    }
  });
});

test.each(['\\a', 'a\\', '\\['])('rejects the escape in %j like BuildKit', (pattern) => {
  expect(() => trimPattern('x', pattern, 'start', false)).toThrow(UnreadableError);
  expect(() => replacePattern('x', pattern, '', true)).toThrow(UnreadableError);
});

test.each(['*a*a*a*a*a*a*a*a*b', '*a?*a?*a?*a?*b', `${'a*'.repeat(50)}b`, `${'?'.repeat(50)}*b`])(
  'takes time in proportion to the lengths of pattern and value: %s',
  (pattern) => {
    const value = 'a'.repeat(20_000);
    const start = performance.now();
    expect(replacePattern(value, pattern, '', true)).toBe(value);
    expect(trimPattern(value, pattern, 'start', true)).toBe(value);
    expect(trimPattern(value, pattern, 'end', false)).toBe(value);
    expect(performance.now() - start).toBeLessThan(2_000);
  },
);

/** Tries every length. */
function trimmedStart(value: string, pattern: string, longest: boolean): string {
  const text = [...value];
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => (longest ? text.length - length : length));
  const found = lengths.find((length) => whole(pattern).test(text.slice(0, length).join('')));
  return text.slice(found ?? 0).join('');
}

function trimmedEnd(value: string, pattern: string, longest: boolean): string {
  const text = [...value];
  const lengths = Array.from({ length: text.length + 1 }, (_, length) => (longest ? text.length - length : length));
  const found = lengths.find((length) => whole(pattern).test(text.slice(text.length - length).join('')));
  return text.slice(0, text.length - (found ?? 0)).join('');
}

/** The values are short, so that a regular expression cannot backtrack for long. */
function replaced(value: string, pattern: string, all: boolean): string {
  const expression = new RegExp(source(pattern), 'gu');
  if (!all) {
    const match = expression.exec(value);
    return match === null ? value : `${value.slice(0, match.index)}-${value.slice(match.index + match[0].length)}`;
  }
  let end = -1;
  // Go does not replace an empty match directly after another match
  return value.replace(expression, (match, at: number) => {
    const skip = match === '' && at === end;
    end = at + match.length;
    return skip ? '' : '-';
  });
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${source(pattern)})$`, 'u');
}

function source(pattern: string): string {
  return pattern.replace(/\\?(.)/gsu, (found, character: string) => {
    if (found === '*') return '[^\\n]*';
    if (found === '?') return '[^\\n]';
    return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
}

/** Numbers that are the same in every run: a linear congruential generator. */
function generator(seed: number): (below: number) => number {
  let state = BigInt(seed);
  return (below) => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n;
    return Number(state >> 33n) % below;
  };
}
