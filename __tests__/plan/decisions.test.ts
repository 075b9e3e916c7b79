import { expect, test } from '@jest/globals';
import { decisionsOf } from '../../src/plan/decisions.ts';
import { CLASSIC, planFor } from './a-plan.ts';

test('lists every decision with its reason, and no attribute of a cache', async () => {
  const inputs = {
    images: 'ghcr.io/acme/app',
    tags: '1',
    push: 'true',
    'cache-from': 'type=registry,ref=ghcr.io/acme/cache:1',
    'cache-to': 'type=registry,ref=ghcr.io/acme/cache:1,mode=max',
  };
  const lines = decisionsOf(await planFor(inputs, { dockerfile: 'FROM busybox\nRUN true\n' }));
  expect(lines.every((line) => line.startsWith('plan: '))).toBe(true);
  expect(lines.map((line) => line.replace('plan: ', ''))).toEqual([
    'linux/amd64: native (this processor; based on busybox)',
    'linux/arm64: emulated (RUN at Dockerfile:2; RUN on linux/arm64; based on busybox)',
    'emulators: register none; installed arm64 by qemu-aarch64; replace none',
    "builder: Docker Engine's (it can do the whole job)",
    'calls of buildx: one',
    'base images that are looked up: busybox (line 1)',
    'cache: the entries of `cache-to`, reads 1, writes 1, inline false (`cache-from` or `cache-to` is set)',
    'cache mounts: not saved',
    'delivery: publish, load false, tags ghcr.io/acme/app:1, files none',
    'version: main, release none',
    expect.stringMatching(/^part: key [0-9a-f]{12}, commit [0-9a-f]{40}$/),
  ]);
  expect(lines.join()).not.toContain('mode=');
});

test('names a new builder with its driver and the reason', async () => {
  const lines = decisionsOf(await planFor({}, { host: CLASSIC }));
  expect(lines.join('\n')).toMatch(
    /^plan: builder: new multiarch-build-\S+ with driver docker-container, 1 nodes, keep false \(.*classic.*\)$/m,
  );
});
