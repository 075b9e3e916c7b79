import { expect, test } from '@jest/globals';
import type { WarningEvent } from '../../src/buildkit/events.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { messageOf } from '../../src/model/errors.ts';
import type { PlatformPlan } from '../../src/model/plan.ts';
import type { Platform } from '../../src/model/platform.ts';
import { refuseWarnedBase } from '../../src/verify/base-warnings.ts';
import { builtBases } from '../../src/verify/built-platforms.ts';
import { eventsOf, logOf, recording } from '../buildkit/replay.ts';

/** A recorded build for arm64 and amd64 on an index that has only amd64 and arm/v7. */
const LOG = logOf(eventsOf(recording('base-warning')));
const PULLED = 'app:1: localhost:5000/acme/base:1 was pulled for linux/arm/v7, and the build expected linux/arm64';
const HELD = 'so the linux/arm64 image would hold linux/arm/v7 programs';

const planned = (name: string, more: Partial<PlatformPlan> = {}): PlatformPlan => ({
  platform: parsePlatform(name) as Platform,
  execution: 'copied',
  reason: 'no RUN',
  foreign: [],
  ...more,
});
const base = (line: number) => ({ base: { image: 'localhost:5000/acme/base:1', line } });
const UNREAD = { unread: 'it comes with a Git context' };

function verdictOf(
  platforms: readonly PlatformPlan[],
  log: Pick<typeof LOG, 'vertices' | 'warnings'> = LOG,
): string | readonly string[] {
  try {
    return refuseWarnedBase(platforms, builtBases(platforms, log, []), log, 'app');
  } catch (error) {
    return messageOf(error);
  }
}

test('a warning about the base image of the last stage rejects the image', () => {
  expect(verdictOf([planned('linux/arm64', base(1)), planned('linux/amd64', base(1))])).toBe(`${PULLED}, ${HELD}`);
});

test('a warning about the base image of another stage is ignored', () => {
  expect(verdictOf([planned('linux/arm64', base(7))])).toEqual([]);
  expect(verdictOf([planned('linux/arm64')])).toEqual([]);
});

test('a warning rejects the image of a Dockerfile that could not be read if its steps show the base image', () => {
  expect(verdictOf([planned('linux/arm64', UNREAD), planned('linux/amd64', UNREAD)])).toBe(`${PULLED}, ${HELD}`);
});

test('a warning is repeated if the steps do not show the base image', () => {
  expect(verdictOf([planned('linux/arm64', UNREAD)], { ...LOG, vertices: [] })).toEqual([
    `${PULLED}. If it is the base image of the last stage, the linux/arm64 image contains linux/arm/v7 programs.`,
  ]);
});

test('other warnings, and 32-bit images for amd64 or stages pinned to them, are ignored', () => {
  const warning = (short: string): WarningEvent => ({
    ...{ type: 'warning', step: 'a', short, detail: [], url: undefined, file: 'Dockerfile', lines: [1, 1] },
  });
  const warnings = [
    warning('MaintainerDeprecated: Maintainer instruction is deprecated (line 1)'),
    warning(
      'InvalidBaseImagePlatform: Base image acme.io/pinned was pulled with platform "linux/amd64", expected "linux/386" for current build (line 1)',
    ),
    warning(
      'InvalidBaseImagePlatform: Base image acme.io/wine was pulled with platform "linux/386", expected "linux/amd64" for current build (line 1)',
    ),
  ];
  expect(verdictOf([planned('linux/amd64', base(1))], { vertices: [], warnings })).toEqual([]);
});
