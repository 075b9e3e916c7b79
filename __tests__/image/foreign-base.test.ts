import { expect, test } from '@jest/globals';
import { refuseForeignBase } from '../../src/image/foreign-base.ts';
import { type Platform, parsePlatform } from '../../src/inputs/platform.ts';
import type { PlatformPlan } from '../../src/plan/plan.ts';
import { messageOf } from '../../src/system/errors.ts';

const platform = (name: string) => parsePlatform(name) as Platform;

const planned = (name: string, image?: string): PlatformPlan => ({
  platform: platform(name),
  execution: 'copied',
  reason: 'no RUN',
  foreign: [],
  base: image === undefined ? undefined : { image, line: 3 },
});

test.each<[string, PlatformPlan, string | undefined]>([
  [
    'on a base of another processor',
    planned('linux/arm64', 'acme/tool:1'),
    'app/Dockerfile:3: acme/tool:1 exists for linux/arm/v7 only, so the linux/arm64 image would hold linux/arm/v7 programs',
  ],
  ['on a base of its own', planned('linux/arm/v7', 'acme/tool:1'), undefined],
  ['on a base of another variant', planned('linux/arm/v6', 'acme/tool:1'), undefined],
  ['on a base with several platforms', planned('linux/arm64', 'busybox'), undefined],
  ['on nothing that is known', planned('linux/arm64'), undefined],
])('built %s', (_, plan, message) => {
  const refusal = () => {
    try {
      refuseForeignBase(
        [planned('linux/arm/v7', 'acme/tool:1'), plan],
        [{ image: 'acme/tool:1', platform: platform('linux/arm/v7') }],
        'app/Dockerfile',
      );
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  };
  expect(refusal()).toBe(message);
});
