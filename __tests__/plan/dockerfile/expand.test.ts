// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { describe, expect, test } from '@jest/globals';
import { expand } from '../../../src/plan/dockerfile/expand.ts';
import { UnreadableError } from '../../../src/plan/dockerfile/unreadable.ts';

const variables = new Map([
  ['ARCH', 'arm64'],
  ['EMPTY', ''],
  ['VARIANT', 'v7'],
  ['PLATFORM', 'linux/arm/v7'],
  ['TAG', '1.2.3-rc.1'],
  ['DOTS', 'a.b.c'],
]);

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
    ['cost$', 'cost$'],
    ['$1x', 'x'],
  ])('%s → %s', (word, expected) => {
    expect(expand(word, variables, '\\')).toBe(expected);
  });

  test('another escape character', () => {
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
  ])('%s is refused', (word, reason) => {
    const act = () => expand(word, variables, '\\');
    expect(act).toThrow(UnreadableError);
    expect(act).toThrow(new RegExp(reason));
  });
});
