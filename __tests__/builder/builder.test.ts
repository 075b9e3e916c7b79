import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { makeBuilder } from '../../src/builder/builder.ts';
import { createArguments } from '../../src/builder/record.ts';
import type { Engine } from '../../src/clients/docker/engine.ts';
import { TransferError } from '../../src/clients/docker/transfer.ts';
import { messageOf } from '../../src/model/errors.ts';
import type { BuilderPlan, NodePlan } from '../../src/model/plan.ts';
import type { Command, Finished } from '../../src/runtime/process.ts';

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
  settings: {},
};

/** Set-up for builders in one folder. Tests replace `run` and other properties. */
const setupIn = (path: string, retries = 0) => ({
  ...{ buildx: 'docker-buildx', env: {}, userConfig: path, recordCleanup: () => () => {}, context: undefined },
  folder: { path, docker: path, buildx: path, tls: path, [Symbol.asyncDispose]: async () => {} },
  ...{ engine: {} as Engine, credentials: async () => undefined, askHowLong: async () => {} },
  findHelper: async (image: string) => image,
  retry: { retries, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
});

interface CreateRow {
  readonly title: string;
  readonly plan?: Partial<typeof PLAN>;
  readonly node?: Partial<NodePlan>;
  readonly more?: Partial<Parameters<typeof createArguments>[2]>;
  readonly expected: readonly string[];
}

test.each<CreateRow>([
  { title: 'a container', expected: ['--driver=docker-container'] },
  {
    title: 'each option by itself, without the values of variables',
    node: { driverOpts: ['network=host', '"cpuset-cpus=0,1"', '"env.A=1,2"', 'env.B=hunter2'] },
    more: { configFile: '/b.toml' },
    expected: [
      '--driver=docker-container',
      '--driver-opt=network=host',
      '--driver-opt="cpuset-cpus=0,1"',
      '--buildkitd-config=/b.toml',
    ],
  },
  {
    title: 'a second node',
    plan: { driver: 'kubernetes' },
    node: { name: 'n', endpoint: '--bad', platforms: [{ os: 'linux', architecture: 'arm', variant: 'v7' }] },
    more: { append: true },
    expected: ['--driver=kubernetes', '--append', '--node=n', '--platform=linux/arm/v7', '--', '--bad'],
  },
  {
    title: 'entitlements, unless the flags contain them',
    node: {
      buildkitdFlags: '--debug --allow-insecure-entitlement=network.host',
      entitlements: ['network.host', 'device'],
    },
    expected: [
      '--driver=docker-container',
      '--buildkitd-flags=--allow-insecure-entitlement=device --debug --allow-insecure-entitlement=network.host',
    ],
  },
  {
    title: 'a container on Docker Engine with TLS',
    more: { context: 'tls' },
    expected: ['--driver=docker-container', '--', 'tls'],
  },
  {
    title: 'no configuration for a remote builder',
    plan: { driver: 'remote' },
    node: { endpoint: 'tcp://there:1234' },
    more: { configFile: '/b.toml' },
    expected: ['--driver=remote', '--', 'tcp://there:1234'],
  },
])('passes to buildx create: $title', ({ plan, node, more, expected }) => {
  const given = { configFile: undefined, append: false, ...more };
  expect(createArguments({ ...PLAN, ...plan }, { ...NODE, ...node }, given)).toEqual([
    'create',
    '--name=b',
    ...expected,
  ]);
});

describe('verifies the platforms of a builder on another machine', () => {
  const FINE: Finished = { code: 0, signal: undefined, timedOut: false, stdout: 'Platforms: linux/amd64*', stderr: '' };
  const HUNG: Finished = { ...FINE, code: undefined, signal: 'SIGTERM', timedOut: true, stdout: '' };

  /** Runs the check with these results of buildx. */
  async function ask(...answers: readonly Finished[]) {
    const asked: Command[] = [];
    const path = mkdtempSync(join(tmpdir(), 'builder-'));
    const made = makeBuilder(
      { kind: 'existing', name: 'farm', driver: 'remote', reason: '', nodes: [{ platforms: [], elsewhere: true }] },
      [{ os: 'linux', architecture: 'amd64', variant: undefined }],
      { ...setupIn(path, 3), run: async (command) => answers[asked.push(command) - 1] ?? FINE },
    );
    const error = await made.then(() => undefined, messageOf).finally(() => rmSync(path, { recursive: true }));
    return { asked, error };
  }

  test.each<[string, Finished, number, string | undefined]>([
    ['and retries if the builder hangs', HUNG, 2, undefined],
    ['and retries after a transient error', { ...FINE, code: 1, stderr: 'dial tcp: i/o timeout' }, 2, undefined],
    [
      'and does not retry after a permanent error',
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
    'on this Docker Engine (the containers and volumes of its nodes)',
    { nodes: [NODE, { ...NODE, name: 'second' }] },
    [
      { kind: 'volume', name: 'buildx_buildkit_b0_state' },
      { kind: 'container', name: 'buildx_buildkit_b0' },
      { kind: 'volume', name: 'buildx_buildkit_second_state' },
      { kind: 'container', name: 'buildx_buildkit_second' },
    ],
  ],
  ['on another machine', { nodes: [{ ...NODE, endpoint: 'other' }] }, [{ kind: 'builder', name: 'b' }]],
  ['with another driver', { driver: 'kubernetes' }, [{ kind: 'builder', name: 'b' }]],
  [
    'that is kept',
    { keep: true },
    [
      { kind: 'volume', name: 'buildx_buildkit_b0_state' },
      { kind: 'container', name: 'buildx_buildkit_b0' },
    ],
  ],
  [
    'that is kept, without the container of a job with another folder',
    { keep: true, name: 'theirs', nodes: [NODE, { ...NODE, name: 'second' }] },
    [
      { kind: 'volume', name: 'buildx_buildkit_second_state' },
      { kind: 'container', name: 'buildx_buildkit_second' },
    ],
  ],
])('records the cleanup of a builder before its creation: %s', async (_, plan, expected) => {
  const noted: object[] = [];
  const path = mkdtempSync(join(tmpdir(), 'builder-'));
  const made = makeBuilder({ ...PLAN, ...plan }, [], {
    ...setupIn(path),
    run: async () => ({ code: 1, signal: undefined, timedOut: false, stdout: '', stderr: 'no' }),
    engine: { containers: async () => ['buildx_buildkit_theirs0'] } as Partial<Engine> as Engine,
    recordCleanup(entry) {
      noted.push(entry);
      return () => {};
    },
  });
  await expect(made).rejects.toThrow('the ');
  rmSync(path, { recursive: true });
  expect(noted).toEqual(expected.map((entry) => expect.objectContaining(entry)));
});

test('reports that buildx is too old if it does not know an option', async () => {
  const path = mkdtempSync(join(tmpdir(), 'builder-'));
  const made = makeBuilder(PLAN, [], {
    ...setupIn(path),
    run: async () => ({
      code: 1,
      signal: undefined,
      timedOut: false,
      stdout: '',
      stderr: 'ERROR: unknown flag: --x\n',
    }),
  });
  await expect(made).rejects.toThrow('the installed buildx does not know --x: it is too old');
  rmSync(path, { recursive: true });
});

describe('the image of a builder on the local Docker Engine', () => {
  const IMAGE = 'ghcr.io/acme/buildkit:1';
  const NOT_MADE = 'the docker-container builder could not be created: ';

  /** The calls in their order, with the image present or missing, and with these errors of its pulls. */
  async function make({
    isThere = false,
    image = IMAGE,
    fails = [] as readonly string[],
    node = {} as Partial<NodePlan>,
    record = '{"Nodes": [{"Flags": null}]}',
  }) {
    const done: string[] = [];
    const path = mkdtempSync(join(tmpdir(), 'builder-'));
    mkdirSync(join(path, 'instances'));
    const nodes = [{ ...NODE, driverOpts: [`image=${image}`], ...node }];
    const pulls = [...fails];
    const made = makeBuilder({ ...PLAN, nodes }, [], {
      ...setupIn(path, 3),
      async run({ args: [command = ''] }) {
        if (command === 'create') {
          writeFileSync(join(path, 'instances', 'b'), record);
          await new Promise(setImmediate);
        }
        done.push(command);
        return { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
      },
      credentials: async (registry) => ({ kind: 'password', username: `me at ${registry}`, password: '' }),
      engine: {
        image: async () => (isThere ? {} : undefined),
        async pull({ name }, reference, login) {
          done.push(`pull ${name} ${reference} as ${login?.kind === 'password' && login.username}`);
          const words = pulls.shift();
          if (words !== undefined) throw new TransferError(words);
        },
      } as Partial<Engine> as Engine,
    });
    const error = await made.then(() => undefined, messageOf).finally(() => rmSync(path, { recursive: true }));
    return { done, error };
  }
  const PULL = 'pull ghcr.io/acme/buildkit 1 as me at ghcr.io';

  test('is pulled while the builder is recorded, before it boots', async () => {
    expect(await make({})).toEqual({ done: [PULL, 'create', 'inspect'], error: undefined });
  });

  test.each<[string, Parameters<typeof make>[0]]>([
    ['that exists', { isThere: true }],
    ['with an invalid name', { image: 'A B' }],
    ['for Docker Engine on another machine', { node: { endpoint: 'other' } }],
  ])('is not pulled by the action: %s', async (_, given) => {
    expect(await make(given)).toEqual({ done: ['create', 'inspect'], error: undefined });
  });

  test('is pulled again after a transient error, and the builder is recorded again', async () => {
    const { done, error } = await make({ fails: ['connection reset by peer'] });
    expect({ done, error }).toEqual({ done: [PULL, 'create', 'rm', PULL, 'create', 'inspect'], error: undefined });
  });

  test('gives the message of Docker Engine if its pull fails, and the builder does not boot', async () => {
    const { done, error } = await make({ fails: ['pull access denied'] });
    expect({ done, error }).toEqual({ done: [PULL, 'create', 'rm'], error: `${NOT_MADE}pull access denied` });
  });

  test.each(['{"Nodes": [{"Flags": "--debug"}]}', '{"Nodes": [', '{}'])(
    'is pulled, but the builder does not boot if its record is %s',
    async (record) => {
      const { done, error } = await make({ record });
      expect({ done, error }).toEqual({
        done: [PULL, 'create', 'rm'],
        error: expect.stringMatching(
          /^cannot read the record that buildx wrote about its new builder: .*\/instances\/b$/,
        ),
      });
    },
  );
});
