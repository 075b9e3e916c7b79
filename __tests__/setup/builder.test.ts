import { expect, test } from '@jest/globals';
import type { BuilderPlan, NodePlan } from '../../src/plan/plan.ts';
import { createArguments } from '../../src/setup/builder.ts';

const NODE: NodePlan = {
  name: undefined,
  endpoint: undefined,
  driverOpts: [],
  buildkitdFlags: undefined,
  platforms: [],
  entitlements: [],
};
const PLAN: BuilderPlan & { kind: 'new' } = {
  kind: 'new',
  driver: 'docker-container',
  name: 'b',
  reason: '',
  nodes: [NODE],
  config: undefined,
  keep: false,
};

test.each<[string, Partial<typeof PLAN>, Partial<NodePlan>, Parameters<typeof createArguments>[2], readonly string[]]>([
  ['a container', {}, {}, { configFile: undefined, append: false }, ['--driver=docker-container']],
  [
    'options, one by one',
    {},
    { driverOpts: ['network=host', '"env.A=1,2"'] },
    { configFile: '/b.toml', append: false },
    [
      '--driver=docker-container',
      '--driver-opt=network=host',
      '--driver-opt="env.A=1,2"',
      '--buildkitd-config=/b.toml',
    ],
  ],
  [
    'a further node',
    { driver: 'kubernetes' },
    { name: 'n', endpoint: '--bad', platforms: [{ os: 'linux', architecture: 'arm', variant: 'v7' }] },
    { configFile: undefined, append: true },
    ['--driver=kubernetes', '--append', '--node=n', '--platform=linux/arm/v7', '--', '--bad'],
  ],
  [
    'what it permits, unless the flags say so',
    {},
    { buildkitdFlags: '--debug --allow-insecure-entitlement=network.host', entitlements: ['network.host', 'device'] },
    { configFile: undefined, append: false },
    [
      '--driver=docker-container',
      '--buildkitd-flags=--allow-insecure-entitlement=device --debug --allow-insecure-entitlement=network.host',
    ],
  ],
  [
    'a remote one has its configuration already',
    { driver: 'remote' },
    { endpoint: 'tcp://there:1234' },
    { configFile: '/b.toml', append: false },
    ['--driver=remote', '--', 'tcp://there:1234'],
  ],
])('buildx create: %s', (_, plan, node, more, expected) => {
  expect(createArguments({ ...PLAN, ...plan }, { ...NODE, ...node }, more)).toEqual([
    'create',
    '--name=b',
    ...expected,
  ]);
});
