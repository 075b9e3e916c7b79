// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { describe, expect, test } from '@jest/globals';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { isUnreadable } from '../../src/dockerfile/unreadable.ts';
import { walkStages } from '../../src/dockerfile/walk.ts';
import type { Platform } from '../../src/model/platform.ts';

const linux = (architecture: string): Platform => ({ os: 'linux', architecture, variant: undefined });

function findingsIn(text: string, target = 'arm64', buildArgs: readonly { name: string; value: string }[] = []) {
  const dockerfile = readDockerfile(text);
  if (isUnreadable(dockerfile)) throw new Error(dockerfile.unreadable);
  const options = { buildArgs, buildContexts: [], target: undefined };
  const walk = walkStages(dockerfile, options, { target: linux(target), build: linux('amd64') });
  if (isUnreadable(walk)) throw new Error(walk.unreadable);
  return walk.findings;
}
const linesOf = (...given: Parameters<typeof findingsIn>) => findingsIn(...given).map(({ line }) => line);

describe('a default of an argument that BuildKit sets', () => {
  test.each<[string, string, readonly number[]]>([
    ['in a stage', 'FROM a\nARG TARGETARCH=amd64', [2]],
    ['before the first stage', 'ARG TARGETPLATFORM=linux/amd64\nFROM a', [1]],
    ['with its own value', 'FROM a\nARG TARGETARCH=${TARGETARCH:-amd64}', [2]],
    ['with a variable', 'FROM a\nARG A=amd64 TARGETARCH=$A', [2]],
    ['in quotes', 'FROM a\nARG TARGETARCH="amd64"', [2]],
    ['in an ONBUILD', 'FROM a AS b\nONBUILD ARG TARGETARCH=amd64\nFROM b', [2]],
  ])('is found %s', (_, text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test.each<[string, string]>([
    ['without a default', 'ARG TARGETARCH\nFROM a\nARG TARGETARCH'],
    ['with the value of BuildKit', 'FROM a\nARG TARGETARCH=arm64'],
    ['with its own value, which was declared before', 'FROM a\nARG TARGETARCH\nARG TARGETARCH=${TARGETARCH:-amd64}'],
    ['of another name', 'FROM a\nARG ARCH=amd64'],
    ['in a stage that is not built', 'FROM a\nARG TARGETARCH=amd64\nFROM a'],
    ['in an ENV', 'FROM a\nENV TARGETARCH=amd64'],
  ])('is not found %s', (_, text) => {
    expect(linesOf(text)).toEqual([]);
  });

  test('is not found if a build argument sets the value', () => {
    expect(linesOf('FROM a\nARG TARGETARCH=amd64', 'arm64', [{ name: 'TARGETARCH', value: 'arm' }])).toEqual([]);
  });

  test('is a warning with the name and the default', () => {
    expect(findingsIn('FROM a\nARG TARGETARCH=amd64')).toEqual([
      { level: 'warning', line: 2, message: expect.stringMatching(/"amd64" of ARG TARGETARCH replaces .* BuildKit/) },
    ]);
  });

  test('does not make a Dockerfile unreadable whose variables cannot be followed', () => {
    expect(linesOf('FROM a\nARG A=${B:?must} TARGETARCH=amd64')).toEqual([]);
  });
});

test('a pin to a processor whose programs the target runs is a notice', () => {
  expect(findingsIn('FROM --platform=linux/386 a', 'amd64')).toEqual([
    {
      level: 'notice',
      line: 1,
      message: expect.stringContaining('pinned to linux/386. Every linux/amd64 machine runs'),
    },
  ]);
  expect(findingsIn('FROM --platform=linux/386 a', '386')).toEqual([]);
});
