import { describe, expect, test } from '@jest/globals';
import { printable, printableLine } from '../../src/runtime/printable.ts';

/**
 * True if the runner reads a command in a line: its two parsers, with a comparison by culture, which ignores zero-width characters.
 * Any name counts as a command, unlike in the runner.
 */
function obeyed(output: string): boolean {
  return output.split(/\r\n|\r|\n/).some((line) => {
    const seen = line.replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, (character) =>
      character === '\t' ? '\t' : '',
    );
    return /^[\s\u0085]*::.*::/.test(seen) || /##\[.*\]/.test(seen);
  });
}

const COMMANDS = [
  '::add-mask::x',
  '  \t::set-output name=digest::sha256:0',
  '\u0085\u00a0::warning::x',
  'progress 10%\r::error::x',
  '##[add-mask]x',
  'harmless ##[error]x',
  '###[group]##[group]x',
  '#\u200b#[group]x',
  '##\u00ad[group]x',
  ':\u200d:error::x',
  '\ufeff::error::x',
  '\u2060 \u2060::error::x',
  '#\u001b[0m#\u001b[31m[group]x',
  '#\u0000#[group]x',
  '\u001b]0;title\u0007::error::x',
  '\u001b[2K::error::x',
  '##\ufe0f[group]x',
];

describe('printable', () => {
  test.each(COMMANDS)('escapes the command in %j', (line) => {
    expect(obeyed(line) || obeyed(line.replace(/\u001b\[\d*[a-zA-Z]|\u001b\].*\u0007/g, ''))).toBe(true);
    expect(obeyed(printableLine(line))).toBe(false);
  });

  test.each([
    ['##[group]x', '# #[group]x'],
    ['  ::error::x', '  : :error::x'],
    ['std::vector a::b', 'std::vector a::b'],
    ['a # ## [x] #[y]', 'a # ## [x] #[y]'],
    ['\u001b[31mred\u001b[0m text', 'red text'],
    ['10%\r20%\r30%', '30%'],
    ['windows line\r', 'windows line'],
    ['\r', ''],
    ['a\tb', 'a\tb'],
    ['bell\u0007\u0008', 'bell'],
    ['👨‍👩‍👧 ok', '👨‍👩‍👧 ok'],
    ['\u001b]8;;https://example.com\u001b\\link\u001b]8;;\u0007', 'link'],
    ['\u009b1mbold\u001b(B \u001b7cursor\u001b8', 'bold cursor'],
  ])('prints %j as %j', (line, expected) => {
    expect(printableLine(line)).toBe(expected);
  });

  // a Dockerfile controls the output of its RUNs; quadratic time for one such line would be minutes to hours
  test.each(['\ufeff', '#\u200b', '\u001b]8;;', '\u009d', '\u001b[', '\u009b0', ':\u200d', ';0'])(
    'takes linear time for a megabyte of %j',
    (text) => {
      const line = text.repeat(1_000_000 / text.length);
      const started = performance.now();
      printableLine(line);
      printableLine(`\u001b]${line}`);
      expect(performance.now() - started).toBeLessThan(5000);
    },
  );

  test('treats each line of a text', () => {
    expect(printable('a\n::error::b\n##[group]')).toBe('a\n: :error::b\n# #[group]');
  });
});
