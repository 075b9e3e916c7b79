import { expect, test } from '@jest/globals';
import { describePlan, findingsOf, unusedQemuImage } from '../../src/plan/describe.ts';
import { aHost, CLASSIC, planFor } from './a-plan.ts';

const linesOf = async (...given: Parameters<typeof planFor>) =>
  describePlan(await planFor(...given), { version: '28.5.2', containerdStore: true });

test('describes the plan of a push', async () => {
  const inputs = {
    images: 'ghcr.io/acme/app',
    tags: '1\n2',
    platforms: 'linux/amd64,linux/arm/v7',
    push: 'true',
    cache: 'false',
  };
  expect(await linesOf(inputs, { dockerfile: 'FROM busybox\nRUN true\n' })).toEqual([
    '  linux/amd64   native',
    '  linux/arm/v7  emulated (RUN at Dockerfile:2)',
    '  emulators     arm (to install)',
    '  builder       docker (Docker Engine 28.5.2, containerd image store)',
    '  cache         none',
    '  publish       ghcr.io/acme/app:1',
    '                ghcr.io/acme/app:2',
    '                after verification',
  ]);
});

test.each([
  [{ outputs: 'out\ntype=oci,dest=a' }, '  files        local, oci'],
  [{ images: 'acme/app', 'push-by-digest': 'true' }, '  publish      by a merge: pushed without a tag and verified'],
  [{ images: 'acme/app', tags: '1', load: 'true' }, '  publish      no: only verified; loaded into Docker Engine'],
  [{ driver: 'docker-container' }, '  builder      docker-container, new (`driver` asks for it)'],
])('describes the result of %o', async (inputs, line) => {
  expect(await linesOf(inputs)).toContain(line);
});

test('lists the nodes of a builder with several nodes', async () => {
  const lines = await linesOf({ driver: 'remote', nodes: '- endpoint: tcp://a\n- endpoint: tcp://b' });
  expect(lines).toContain('               2 nodes: a call for each platform');
  expect((await linesOf({ driver: 'docker-container' })).join()).not.toContain('nodes');
});

test('gives the reason for a new builder', async () => {
  expect((await linesOf({}, { host: CLASSIC })).join('\n')).toMatch(/^ {2}builder +docker-container, new \(.*classic/m);
});

test('names the registered emulators, and reports an unused `qemu-image`', async () => {
  const host = aHost({ emulators: [{ processor: 'aarch64', name: 'rosetta' }] });
  const dockerfile = 'FROM busybox\nRUN true\n';
  const lines = await linesOf({ platforms: 'linux/arm64,linux/arm/v7' }, { host, dockerfile });
  expect(lines).toContain('  emulators     arm (to install), arm64 (already installed)');
  const reset = await linesOf({ platforms: 'linux/arm64', qemu: 'reset' }, { host, dockerfile });
  expect(reset).toContain('  emulators    arm64 (to install, in place of rosetta)');
  const unused = async (inputs: Parameters<typeof planFor>[0]) =>
    unusedQemuImage(await planFor({ platforms: 'linux/arm64', ...inputs }, { host, dockerfile }));
  expect(await unused({ 'qemu-image': 'acme/binfmt:1' })).toBe(
    'qemu-image: acme/binfmt:1 is not used for arm64 by rosetta, which is registered already; set `qemu: reset` to replace it',
  );
  expect(await unused({})).toBeUndefined();
  expect(await unused({ 'qemu-image': 'acme/binfmt:1', qemu: 'reset' })).toBeUndefined();
});

test('lists a finding in the Dockerfile once for all platforms, in the order of the lines', async () => {
  const dockerfile = 'ARG TARGETOS=windows\nFROM busybox\nARG TARGETARCH=s390x\n';
  const linesIn = async (...given: Parameters<typeof planFor>) =>
    findingsOf(await planFor(...given)).map(({ line }) => line);
  expect(await linesIn({}, { dockerfile })).toEqual([1, 3]);
  const elsewhere = aHost({ elsewhere: ['ssh://arm'] });
  const nodes = '- endpoint: ssh://arm\n  platforms: linux/amd64,linux/arm64';
  expect(await linesIn({ nodes }, { dockerfile, host: elsewhere })).toEqual([1, 3]);
});
