import { expect, test } from '@jest/globals';
import type { Registry } from '../../../src/clients/registry/client.ts';
import { headingOnce } from '../../../src/clients/registry/once.ts';
import type { Repository } from '../../../src/model/reference.ts';

test('requests each reference once, in any spelling', async () => {
  const asked: string[] = [];
  const headManifest = async ({ path }: Repository, reference: string) => void asked.push(`${path}:${reference}`);
  const registry = headingOnce({ headManifest } as unknown as Registry);
  const hub = { name: 'busybox', registry: 'docker.io', path: 'library/busybox' };
  await registry.headManifest(hub, '1');
  await registry.headManifest({ ...hub, name: 'docker.io/library/busybox' }, '1');
  await registry.headManifest(hub, '2');
  await registry.headManifest({ ...hub, registry: 'mirror.io' }, '1');
  expect(asked).toEqual(['library/busybox:1', 'library/busybox:2', 'library/busybox:1']);
});
