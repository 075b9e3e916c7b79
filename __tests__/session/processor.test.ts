import { expect, test } from '@jest/globals';
import { handlersOf, hostPlatform, qemuName, runsNatively } from '../../src/session/processor.ts';
import { aHost } from '../plan/a-plan.ts';

const on = (architecture: string, runs32BitArm = false) => aHost({ engine: { architecture }, runs32BitArm });

test.each([
  ['x86_64', { os: 'linux', architecture: 'amd64', variant: undefined }],
  ['aarch64', { os: 'linux', architecture: 'arm64', variant: undefined }],
  ['armv7l', { os: 'linux', architecture: 'arm', variant: 'v7' }],
  ['armv8l', { os: 'linux', architecture: 'arm', variant: 'v7' }],
  ['i386', { os: 'linux', architecture: '386', variant: undefined }],
  ['i686', { os: 'linux', architecture: '386', variant: undefined }],
  ['loongarch64', { os: 'linux', architecture: 'loong64', variant: undefined }],
  ['s390x', { os: 'linux', architecture: 's390x', variant: undefined }],
])("knows the platform of the kernel's %s", (kernel, platform) => {
  expect(hostPlatform(on(kernel))).toEqual(platform);
});

test.each([
  ['x86_64', 'linux/amd64', true],
  ['x86_64', 'linux/386', true],
  ['x86_64', 'linux/arm64', false],
  ['x86_64', 'windows/amd64', false],
  ['aarch64', 'linux/arm64', true],
  ['aarch64', 'linux/386', false],
  ['ppc64le', 'linux/ppc64le', true],
])('%s runs %s: %s', (kernel, platform, runs) => {
  const [os = '', architecture = ''] = platform.split('/');
  expect(runsNatively({ os, architecture, variant: undefined }, on(kernel))).toBe(runs);
});

test.each([true, false])('aarch64 runs 32-bit arm if its processor has the instructions: %s', (can) => {
  const arm = { os: 'linux', architecture: 'arm', variant: 'v7' };
  expect(runsNatively(arm, on('aarch64', can))).toBe(can);
});

test.each([
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['arm', 'arm'],
  ['386', 'i386'],
  ['mips64le', 'mips64el'],
  ['riscv64', 'riscv64'],
  ['loong64', 'loongarch64'],
])('knows that QEMU calls %s %s', (architecture, name) => {
  expect(qemuName(architecture)).toBe(name);
  const by = (processor: string) => aHost({ emulators: [{ processor, name: 'handler' }] });
  expect(handlersOf(architecture, by(name))).toEqual(['handler']);
  expect(handlersOf(architecture, by('other'))).toEqual([]);
  expect(handlersOf(architecture, aHost({ emulators: undefined }))).toEqual([]);
});
