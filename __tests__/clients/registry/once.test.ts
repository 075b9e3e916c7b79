import { expect, test } from '@jest/globals';
import type { Registry } from '../../../src/clients/registry/client.ts';
import { askingOnce } from '../../../src/clients/registry/once.ts';
import type { Repository } from '../../../src/model/reference.ts';

const hub = { name: 'busybox', registry: 'docker.io', path: 'library/busybox' };

test.each(['headManifest', 'getManifest'] as const)(
  '%s requests each reference once, in any spelling',
  async (name) => {
    const asked: string[] = [];
    const ask = async ({ path }: Repository, reference: string) => void asked.push(`${path}:${reference}`);
    const registry = askingOnce({ [name]: ask } as unknown as Registry);
    await registry[name](hub, '1');
    await registry[name]({ ...hub, name: 'docker.io/library/busybox' }, '1');
    await registry[name](hub, '2');
    await registry[name]({ ...hub, registry: 'mirror.io' }, '1');
    expect(asked).toEqual(['library/busybox:1', 'library/busybox:2', 'library/busybox:1']);
  },
);
