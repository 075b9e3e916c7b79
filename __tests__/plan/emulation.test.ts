// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { describe, expect, test } from '@jest/globals';
import { findingsOf } from '../../src/plan/describe.ts';
import { unregistered } from '../../src/plan/emulation.ts';
import { job } from '../inputs/given.ts';
import { aHost, planFor } from './a-plan.ts';

const RUN = 'FROM busybox\nRUN true\n';
const CROSS = 'FROM --platform=$BUILDPLATFORM busybox AS a\nRUN true\nFROM busybox\nCOPY --from=a / /\n';
const COPIED = 'FROM busybox\nCOPY . /\nWORKDIR /new\n';
const GIT = { unreadable: 'it comes with a Git context' };
const ALL = { platforms: 'linux/amd64,linux/386,linux/arm64,linux/arm/v7,linux/riscv64' };

describe('the execution of RUN instructions', () => {
  test.each([
    ['is emulated for a RUN', RUN, ['native', 'native', 'emulated', 'emulated', 'emulated'], ['arm', 'riscv64']],
    [
      'is cross-compiled for a RUN on the builder’s platform',
      CROSS,
      ['native', 'native', 'cross-compiled', 'cross-compiled', 'cross-compiled'],
      [],
    ],
    ['is copied for a Dockerfile without RUN', COPIED, ['native', 'native', 'copied', 'copied', 'copied'], []],
    [
      'is emulated for an unreadable Dockerfile',
      GIT,
      ['native', 'native', 'emulated', 'emulated', 'emulated'],
      ['arm', 'riscv64'],
    ],
  ])('%s', async (_, dockerfile, executions, emulators) => {
    const plan = await planFor(ALL, { dockerfile });
    expect(plan.platforms.map(({ execution }) => execution)).toEqual(executions);
    expect(plan.emulators).toEqual(emulators);
  });

  test.each<readonly [string, readonly (string | undefined)[], readonly string[]]>([
    ['of the image', [undefined], ['arm', 'riscv64']],
    ['of its own', ['linux/ppc64le', 'linux/amd64'], ['ppc64le']],
  ])(
    'is unknown for a linked target, whose emulators are registered for the platforms %s',
    async (_, linked, emulators) => {
      const plan = await planFor(ALL, { dockerfile: COPIED, linked });
      expect(plan.emulators).toEqual(emulators);
      expect((await planFor({ ...ALL, qemu: 'never' }, { linked })).emulators).toEqual([]);
    },
  );

  test('has a reason with the first RUN for another processor', async () => {
    const { platforms } = await planFor(
      { platforms: 'linux/amd64,linux/arm64' },
      { dockerfile: 'FROM --platform=linux/s390x busybox AS a\nRUN true\nFROM busybox\nCOPY --from=a / /\nRUN true\n' },
    );
    expect(platforms.map(({ execution, reason }) => `${execution}: ${reason}`)).toEqual([
      'emulated: RUN on linux/s390x at Dockerfile:2',
      'emulated: RUN on linux/s390x at Dockerfile:2',
    ]);
    expect(platforms.map(({ foreign }) => foreign.map(({ architecture }) => architecture))).toEqual([
      ['s390x'],
      ['s390x', 'arm64'],
    ]);
  });

  test.each([
    [false, ['emulated', 'native']],
    [true, ['native', 'native']],
  ])('of 32-bit arm depends on the instructions of the arm64 processor: %s', async (runs32BitArm, executions) => {
    const host = aHost({ engine: { architecture: 'aarch64' }, runs32BitArm });
    const { platforms } = await planFor({ platforms: 'linux/arm/v7,linux/arm64' }, { host, dockerfile: RUN });
    expect(platforms.map(({ execution }) => execution)).toEqual(executions);
  });

  test.each([
    ['the variable of the environment', 'BASE', { BASE: 'run' }, 'emulated'],
    ['the default if the environment has no variable', 'BASE', {}, 'copied'],
    ['the default if the variable is not passed to buildx', 'INPUT_BASE', { INPUT_BASE: 'run' }, 'copied'],
    ['an earlier value if the environment has no variable', 'BASE=run\nBASE', {}, 'emulated'],
  ])('uses for a build argument without a value %s', async (_, buildArgs, env, execution) => {
    const dockerfile =
      'ARG BASE=copy\nARG INPUT_BASE=copy\nFROM a AS copy\nFROM a AS run\nRUN x\nFROM $BASE AS b\nFROM $INPUT_BASE AS c\nCOPY --from=b x y';
    const plan = await planFor({ platforms: 'linux/arm64', 'build-args': buildArgs }, { dockerfile, at: job(env) });
    expect(plan.platforms.map((platform) => platform.execution)).toEqual([execution]);
  });

  test('is rejected for a pinned last stage, unless the result is files or `verify` is false', async () => {
    const dockerfile = 'FROM --platform=linux/amd64 busybox\n';
    await expect(planFor({}, { dockerfile })).rejects.toThrow('pinned to linux/amd64');
    await expect(planFor({ outputs: 'type=oci,dest=a' }, { dockerfile })).rejects.toThrow('pinned to linux/amd64');
    expect((await planFor({ outputs: 'out' }, { dockerfile })).platforms).toHaveLength(2);
    expect((await planFor({ verify: 'false' }, { dockerfile })).platforms).toHaveLength(2);
  });

  test('is native for a last stage that is pinned to 386 on amd64', async () => {
    const dockerfile = 'FROM --platform=linux/386 busybox\nRUN true\n';
    const plan = await planFor({ platforms: 'linux/amd64' }, { dockerfile });
    expect(plan.platforms.map(({ execution }) => execution)).toEqual(['native']);
    expect(findingsOf(plan).map(({ level, line }) => `${level} at ${line}`)).toEqual(['notice at 1']);
    const unverified = await planFor({ platforms: 'linux/amd64', verify: 'false' }, { dockerfile });
    expect(findingsOf(unverified)).toEqual([]);
    await expect(planFor({ platforms: 'linux/amd64,linux/arm64' }, { dockerfile })).rejects.toThrow(
      'so the linux/arm64 image would hold 386 programs',
    );
  });
});

describe('emulators to register', () => {
  test.each([
    ['are those that a smoke test needs', { 'smoke-test': 'true' }, COPIED, ['arm', 'riscv64']],
    ['are all with `qemu: always`', { qemu: 'always' }, COPIED, ['arm64', 'arm', 'riscv64']],
    ['are empty with `qemu: never`', { qemu: 'never', 'smoke-test': 'true' }, RUN, []],
    ['are empty for a call', { call: 'check' }, RUN, []],
    [
      'do not include another operating system',
      { qemu: 'always', platforms: 'windows/amd64,linux/riscv64' },
      COPIED,
      ['riscv64'],
    ],
  ])('%s', async (_, inputs, dockerfile, emulators) => {
    expect((await planFor({ ...ALL, ...inputs }, { dockerfile })).emulators).toEqual(emulators);
  });

  test('replace the registrations of the needed processors with `qemu: reset`', async () => {
    const found = aHost({
      emulators: [
        { processor: 'aarch64', name: 'FEX-other' },
        { processor: 'aarch64', name: 'qemu-aarch64' },
        { processor: 's390x', name: 'qemu-s390x' },
      ],
    });
    const plan = await planFor({ ...ALL, qemu: 'reset' }, { dockerfile: RUN, host: found });
    expect([plan.emulators, plan.replaced]).toEqual([
      ['arm64', 'arm', 'riscv64'],
      ['FEX-other', 'qemu-aarch64'],
    ]);
    const unseen = await planFor({ qemu: 'reset' }, { dockerfile: RUN, host: aHost({ emulators: undefined }) });
    expect([unseen.emulators, unseen.replaced]).toEqual([['arm64'], ['qemu-aarch64']]);
    const copied = await planFor({ ...ALL, qemu: 'reset' }, { dockerfile: COPIED });
    expect([copied.emulators, copied.replaced]).toEqual([[], []]);
  });

  test("include all needed ones if the kernel's list cannot be read", async () => {
    const { emulators } = await planFor({}, { dockerfile: RUN, host: aHost({ emulators: undefined }) });
    expect(emulators).toEqual(['arm64']);
  });
});

describe('nodes on other machines', () => {
  const host = aHost({ elsewhere: ['ssh://arm'] });
  const executionsOf = async (inputs: Parameters<typeof planFor>[0], dockerfile: string = RUN) => {
    const plan = await planFor({ platforms: 'linux/amd64,linux/riscv64', ...inputs }, { host, dockerfile });
    return [...plan.platforms.map(({ execution }) => execution), ...plan.emulators, ...unregistered(plan, host)];
  };

  test.each<[string, Parameters<typeof planFor>[0], readonly string[]]>([
    ['a node of this machine', { nodes: '- platforms: linux/riscv64' }, ['native', 'emulated', 'riscv64']],
    ['a node on another machine', { nodes: '- endpoint: ssh://arm\n  platforms: linux/riscv64' }, ['native', 'remote']],
    [
      'a node on another machine without this platform',
      { nodes: '- endpoint: ssh://arm' },
      ['native', 'emulated', 'riscv64'],
    ],
    ['a builder on another machine', { endpoint: 'ssh://arm' }, ['remote', 'remote']],
    [
      'a builder on another machine with a node on this machine',
      { endpoint: 'ssh://arm', nodes: '- platforms: linux/amd64' },
      ['native', 'remote'],
    ],
    ['a smoke test on this machine', { endpoint: 'ssh://arm', 'smoke-test': 'true' }, ['remote', 'remote', 'riscv64']],
  ])('run the platforms that they name: %s', async (_, inputs, expected) => {
    expect(await executionsOf(inputs)).toEqual(expected);
  });

  test('need no emulators for a second attempt', async () => {
    expect(await executionsOf({ endpoint: 'ssh://arm' }, COPIED)).toEqual(['remote', 'remote']);
    expect(await executionsOf({ driver: 'docker-container' }, COPIED)).toEqual(['native', 'copied', 'riscv64']);
  });
});

describe('emulators that a second attempt may register', () => {
  test.each([
    ['include all platforms', {}, COPIED, ['arm', 'riscv64']],
    ['exclude registered emulators', {}, RUN, []],
    ['exclude other operating systems', { platforms: 'windows/amd64,windows/arm' }, COPIED, []],
    ['are empty with `qemu: never`', { qemu: 'never' }, COPIED, []],
    ['are empty for other machines', { driver: 'remote', endpoint: 'tcp://there' }, COPIED, []],
  ])('%s', async (_, inputs, dockerfile, architectures) => {
    expect(unregistered(await planFor({ ...ALL, ...inputs }, { dockerfile }), aHost())).toEqual(architectures);
  });
});
