import { expect, test } from '@jest/globals';
import { RegistryError } from '../../src/clients/registry/error.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { PlatformPlan } from '../../src/model/plan.ts';
import type { Platform } from '../../src/model/platform.ts';
import { copiedImages, mismatchedCopyWarnings } from '../../src/verify/copied-images.ts';

const platform = (name: string) => parsePlatform(name) as Platform;
const TOOL = { image: 'tool@sha256:1', line: 4 };
const planned = (name: string): PlatformPlan => ({
  ...{ platform: platform(name), execution: 'copied', reason: 'no RUN', foreign: [] },
  ...{ base: { image: 'busybox', line: 1 }, copied: [TOOL] },
});

test('an image that files are copied from is looked up for each platform as a base image is', () => {
  const plans = [planned('linux/amd64'), { ...planned('linux/arm64'), copied: [] }, planned('linux/arm/v7')];
  expect(copiedImages(plans).map(({ platform: { architecture }, base }) => [architecture, base])).toEqual([
    ['amd64', TOOL],
    ['arm', TOOL],
  ]);
});

test.each<[string, string, readonly string[]]>([
  ['of another processor', 'linux/amd64', ['linux/arm64', 'linux/arm/v7']],
  ['of the same processor', 'linux/arm64', ['linux/amd64', 'linux/arm/v7']],
  ['of another variant', 'linux/arm/v6', ['linux/amd64', 'linux/arm64']],
  ['of a processor whose programs another one runs', 'linux/386', ['linux/arm64', 'linux/arm/v7']],
])('files of an image %s are a warning for the platforms that do not run its programs', (_, available, warned) => {
  const plans = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'].map(planned);
  expect(mismatchedCopyWarnings(plans, [{ image: TOOL.image, platform: platform(available) }], 'Dockerfile')).toEqual(
    warned.map((name) =>
      expect.stringContaining(`Dockerfile:4: tool@sha256:1 exists for ${available} only, and the ${name} image has`),
    ),
  );
});

test('files of an image whose platforms are not known are no warning', () => {
  const error = new RegistryError('reading tool failed', { verdict: 'final', status: 404 });
  expect(mismatchedCopyWarnings([planned('linux/arm64')], [], 'Dockerfile')).toEqual([]);
  expect(mismatchedCopyWarnings([planned('linux/arm64')], [{ image: TOOL.image, error }], 'Dockerfile')).toEqual([]);
});
