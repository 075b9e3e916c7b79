// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables

import { describe, expect, test } from '@jest/globals';
import { expand as expandWord } from '../../src/dockerfile/expand.ts';
import { Work } from '../../src/dockerfile/limits.ts';
import { UnreadableError } from '../../src/dockerfile/unreadable.ts';
import { MAX_SUBSTITUTION_DEPTH } from '../../src/runtime/limits.ts';

const variables = new Map([
  ['ARCH', 'arm64'],
  ['EMPTY', ''],
  ['VARIANT', 'v7'],
  ['PLATFORM', 'linux/arm/v7'],
  ['TAG', '1.2.3-rc.1'],
  ['DOTS', 'a.b.c'],
]);

const expand = (word: string, values: ReadonlyMap<string, string>, escapeCharacter: string, work = new Work()) =>
  expandWord(word, values, escapeCharacter, work);

describe('expand', () => {
  test.each([
    ['alpine', 'alpine'],
    ['base-$ARCH', 'base-arm64'],
    ['$ARCH-base', 'arm64-base'],
    ['base-${ARCH}${VARIANT}', 'base-arm64v7'],
    ['$NONE', ''],
    ['${NONE}x', 'x'],
    ['${NONE:-default}', 'default'],
    ['${NONE-default}', 'default'],
    ['${EMPTY:-default}', 'default'],
    ['${EMPTY-default}', ''],
    ['${ARCH:-default}', 'arm64'],
    ['${NONE:-${ARCH}}', 'arm64'],
    ['${NONE:-${EMPTY:-deep}}', 'deep'],
    ['${ARCH:+yes}', 'yes'],
    ['${EMPTY:+yes}', ''],
    ['${EMPTY+yes}', 'yes'],
    ['${NONE+yes}', ''],
    ['${ARCH:?must be set}', 'arm64'],
    ['${EMPTY?must be set}', ''],
    ['${VARIANT#v}', '7'],
    ['${PLATFORM#*/}', 'arm/v7'],
    ['${PLATFORM##*/}', 'v7'],
    ['${PLATFORM%/*}', 'linux/arm'],
    ['${PLATFORM%%/*}', 'linux'],
    ['${ARCH#x}', 'arm64'],
    ['${TAG%-*}', '1.2.3'],
    ['${DOTS#?.}', 'b.c'],
    ['${DOTS/./-}', 'a-b.c'],
    ['${DOTS//./-}', 'a-b-c'],
    ['${PLATFORM//\\//-}', 'linux-arm-v7'],
    ['"quoted $ARCH"', 'quoted arm64'],
    ["'single $ARCH'", 'single $ARCH'],
    ['a"b"\'c\'', 'abc'],
    ['\\$ARCH', '$ARCH'],
    ['"\\$ARCH \\x"', '$ARCH \\x'],
    ['${NONE:-a\\}b}', 'a}b'],
    ['${DOTS//*/x}', 'x'],
    ['${DOTS//?/x}', 'xxxxx'],
    ['${DOTS/./\\/}', 'a\\/b.c'],
    ["${DOTS#'*'.}", 'b.c'],
    ['${DOTS#"\\*"}', 'a.b.c'],
    ['${DOTS##"*".}', 'c'],
    ['${DOTS#${NONE:-?}.}', 'b.c'],
    ['${NONE//a*/x}', ''],
    ['${DOTS//a/\\$1}', '\\.b.c'],
    ["${DOTS//?./'$0-${0}$$$x'}", 'a.-a.$b.-b.$c'],
    ["${DOTS/./'$0'}", 'a$0b.c'],
    ["${DOTS//./'$'}", 'a$b$c'],
    ['cost$', 'cost$'],
    ['$1x', 'x'],
  ])('expands %s to %s', (word, expected) => {
    expect(expand(word, variables, '\\')).toBe(expected);
  });

  test('supports another escape character', () => {
    expect(expand('`$ARCH\\$ARCH', variables, '`')).toBe('$ARCH\\arm64');
  });

  test.each([
    ['${ARCH', 'closing|understood'],
    ['${ARCH:-x', 'closing'],
    ['${}', 'understood'],
    ['${ARCH^^}', 'understood'],
    ['${ARCH:#x}', 'understood'],
    ['${NONE:?must be set}', 'NONE: must be set'],
    ['${EMPTY:?}', 'EMPTY: is not set'],
    ['"open', 'closing quote'],
    ["'open", 'closing quote'],
    ['${DOTS#\\a}', 'escape'],
  ])('rejects %s', (word, reason) => {
    const act = () => expand(word, variables, '\\');
    expect(act).toThrow(UnreadableError);
    expect(act).toThrow(new RegExp(reason));
  });
});

describe('expand is bounded', () => {
  const long = new Map([['X', 'a'.repeat(1_500)]]);

  test.each(['${X//*a*a*a*a*a*a*a*b/}', '${X#*a*a*a*a*a*a*a*b}', '${X%%b*a*a*a*a*a*a*a*}'])(
    'matches a pattern that makes a regular expression backtrack within milliseconds: %s',
    (word) => {
      const start = performance.now();
      expect(expand(word, long, '\\')).toBe(long.get('X'));
      expect(performance.now() - start).toBeLessThan(500);
    },
  );

  test('rejects many patterns on a long value', () => {
    const act = () => expand('${X//*b/}'.repeat(1_000), long, '\\');
    expect(act).toThrow('too much work');
  });

  test('rejects a value that doubles many times', () => {
    const work = new Work();
    const act = () => {
      let value = 'xx';
      for (let doubled = 0; doubled < 60; doubled++) value = expand('$V$V', new Map([['V', value]]), '\\', work);
    };
    expect(act).toThrow('too much work');
  });

  test('rejects deeply nested substitutions', () => {
    const nested = (depth: number) => `${'${NONE:-'.repeat(depth)}x${'}'.repeat(depth)}`;
    expect(expand(nested(MAX_SUBSTITUTION_DEPTH), variables, '\\')).toBe('x');
    expect(() => expand(nested(MAX_SUBSTITUTION_DEPTH + 1), variables, '\\')).toThrow(/nests too many/);
    expect(() => expand(nested(100_000), variables, '\\')).toThrow(UnreadableError);
  });
});
