import { describe, expect, test } from '@jest/globals';
import { dockerfileProblems, pinError } from '../../src/dockerfile/problems.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { formatProblem, InputError } from '../../src/inputs/problems.ts';
import type { Platform } from '../../src/model/platform.ts';

const platform = (text: string) => parsePlatform(text) as Platform;

describe('the problem of a pinned stage', () => {
  test.each([
    [
      undefined,
      'linux/amd64',
      'Dockerfile:7: the last stage is pinned to linux/amd64, so the linux/arm64 image would hold amd64 programs',
    ],
    [
      'app',
      'linux/arm/v7',
      'Dockerfile:7: stage "app" is pinned to linux/arm/v7, so the linux/arm64 image would hold arm/v7 programs',
    ],
    [
      undefined,
      'windows/arm64',
      'Dockerfile:7: the last stage is pinned to windows/arm64, so the linux/arm64 image would hold windows/arm64 programs',
    ],
  ])('names the stage and the platform: %s, %s', (stage, pinned, message) => {
    const error = pinError('Dockerfile', stage, platform('linux/arm64'), { line: 7, platform: platform(pinned) });
    expect(error.message).toBe(message);
    expect(error.place).toEqual({ file: 'Dockerfile', startLine: 7 });
    expect(error.hint).toContain('--platform');
  });
});

describe('the problem of a target', () => {
  test.each([
    ['FROM a AS build\nFROM b', 'BUILD', undefined],
    ['FROM a AS build\nFROM b AS test', 'biuld', 'target: Dockerfile has no stage "biuld"; did you mean build?'],
    [
      'FROM a AS build\nFROM b AS test',
      'production',
      'target: Dockerfile has no stage "production"; write one of build, test',
    ],
    ['FROM a AS build\nFROM b AS build', '0', 'target: Dockerfile has no stage "0"; write one of build'],
    ['FROM a', 'build', 'target: Dockerfile has no stage "build"; name one of its stages: FROM image AS name'],
  ])('names the known stages: %j, target %s', async (text, target, expected) => {
    const problems = dockerfileProblems('Dockerfile', await readDockerfile(text), target);
    expect(problems.map(formatProblem)).toEqual(expected === undefined ? [] : [expected]);
  });
});

test('the error for a mistake in the Dockerfile is on its line', async () => {
  const problems = dockerfileProblems('app/Dockerfile', await readDockerfile('FROM a\nRUNN x\n'), undefined);
  expect(new InputError(problems).place).toEqual({ file: 'app/Dockerfile', startLine: 2 });
});
