import { expect, test } from '@jest/globals';
import type { WarningEvent } from '../../src/buildkit/events.ts';
import type { PlatformPlan } from '../../src/model/plan.ts';
import { pinnedStageWarnings } from '../../src/verify/pinned-stages.ts';

const ARM64: PlatformPlan = {
  platform: { os: 'linux', architecture: 'arm64', variant: undefined },
  execution: 'native',
  reason: '',
  foreign: [],
};
const UNREAD: PlatformPlan = { ...ARM64, unread: 'it comes with a Git context' };

const warning = (short: string, lines?: readonly [number, number]): WarningEvent => ({
  type: 'warning',
  step: 'a',
  short,
  detail: [],
  url: undefined,
  file: 'Dockerfile',
  lines,
});
const PINNED = 'FromPlatformFlagConstDisallowed: FROM --platform flag should not use constant value "linux/arm64"';

test.each<[string, readonly PlatformPlan[], readonly WarningEvent[], readonly RegExp[]]>([
  [
    'warns about a pinned stage of a Dockerfile that could not be read',
    [UNREAD],
    [warning(PINNED, [3, 3])],
    [/^app:3: a stage is pinned .*: it comes with/],
  ],
  ['warns about a pinned stage without a line number', [UNREAD], [warning(PINNED)], [/^app: a stage is pinned/]],
  ['ignores a pinned stage of a Dockerfile that could be read', [ARM64], [warning(PINNED, [3, 3])], []],
  ['ignores other warnings of BuildKit', [UNREAD], [warning('MaintainerDeprecated: x', [1, 1])], []],
])('%s', (_, platforms, warnings, expected) => {
  expect(pinnedStageWarnings(platforms, { warnings }, 'app')).toEqual(
    expected.map((each) => expect.stringMatching(each)),
  );
});
