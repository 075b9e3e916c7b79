import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { BuilderPlan, NodePlan } from '../../src/plan/plan.ts';
import { createArguments, makeBuilder } from '../../src/setup/builder.ts';
import type { Engine } from '../../src/system/docker/engine.ts';
import { messageOf } from '../../src/system/errors.ts';
import type { Command, Finished } from '../../src/system/process.ts';

const NODE: NodePlan = {
  name: undefined,
  endpoint: undefined,
  driverOpts: [],
  buildkitdFlags: undefined,
  platforms: [],
  elsewhere: false,
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

describe('a builder elsewhere is asked what it builds', () => {
  const FINE: Finished = { code: 0, signal: undefined, timedOut: false, stdout: 'Platforms: linux/amd64*', stderr: '' };
  const HUNG: Finished = { ...FINE, code: undefined, signal: 'SIGTERM', timedOut: true, stdout: '' };

  /** What it is asked, where it answers so. */
  async function ask(...answers: readonly Finished[]) {
    const asked: Command[] = [];
    const path = mkdtempSync(join(tmpdir(), 'builder-'));
    const made = makeBuilder(
      { kind: 'existing', name: 'farm', driver: 'remote', reason: '', nodes: [{ platforms: [], elsewhere: true }] },
      [{ os: 'linux', architecture: 'amd64', variant: undefined }],
      {
        run: async (command) => answers[asked.push(command) - 1] ?? FINE,
        buildx: 'docker-buildx',
        env: {},
        folder: { path, docker: path, buildx: path, [Symbol.asyncDispose]: async () => {} },
        userConfig: path,
        ledger: () => () => {},
        ...{ engine: {} as Engine, askHowLong: async () => {} },
        retry: { retries: 3, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
      },
    );
    const error = await made.then(() => undefined, messageOf).finally(() => rmSync(path, { recursive: true }));
    return { asked, error };
  }

  test.each<[string, Finished, number, string | undefined]>([
    ['and again where it hangs', HUNG, 2, undefined],
    ['and again where the way to it fails', { ...FINE, code: 1, stderr: 'dial tcp: i/o timeout' }, 2, undefined],
    [
      'once where it refuses',
      { ...FINE, code: 1, stderr: 'denied' },
      1,
      'the builder farm does not answer: exit status 1',
    ],
  ])('%s', async (_, first, times, message) => {
    const { asked, error } = await ask(first);
    expect([asked.length, error]).toEqual([times, message]);
    for (const { idle } of asked) expect(idle).toBe(300_000);
  });
});

test.each<[string, Partial<Extract<BuilderPlan, { kind: 'new' }>>, readonly object[]]>([
  [
    'on the engine here, the containers of its nodes and their volumes, which take no process to remove',
    { nodes: [NODE, { ...NODE, name: 'second' }] },
    [
      { kind: 'volume', name: 'buildx_buildkit_b0_state' },
      { kind: 'container', name: 'buildx_buildkit_b0' },
      { kind: 'volume', name: 'buildx_buildkit_second_state' },
      { kind: 'container', name: 'buildx_buildkit_second' },
    ],
  ],
  ['elsewhere', { nodes: [{ ...NODE, endpoint: 'other' }] }, [{ kind: 'builder', name: 'b' }]],
  ['of another driver', { driver: 'kubernetes' }, [{ kind: 'builder', name: 'b' }]],
  ['that is kept', { keep: true }, []],
])('what has to go with a builder %s, is noted before it is made', async (_, plan, expected) => {
  const noted: object[] = [];
  const path = mkdtempSync(join(tmpdir(), 'builder-'));
  const made = makeBuilder({ ...PLAN, ...plan }, [], {
    run: async () => ({ code: 1, signal: undefined, timedOut: false, stdout: '', stderr: 'no' }),
    ...{ buildx: 'docker-buildx', env: {}, userConfig: path },
    folder: { path, docker: path, buildx: path, [Symbol.asyncDispose]: async () => {} },
    ledger(entry) {
      noted.push(entry);
      return () => {};
    },
    ...{ engine: {} as Engine, askHowLong: async () => {} },
    retry: { retries: 0, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
  });
  await expect(made).rejects.toThrow('the ');
  rmSync(path, { recursive: true });
  expect(noted).toEqual(expected.map((entry) => expect.objectContaining(entry)));
});
