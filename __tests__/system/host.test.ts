import { expect, test } from '@jest/globals';
import type { Engine } from '../../src/system/docker/engine.ts';
import { readHost } from '../../src/system/host.ts';
import { aHost } from '../plan/a-plan.ts';

const hostOf = (version: string, apiVersion: readonly [number, number]) =>
  readHost({
    engine: { info: async () => aHost({ engine: { version, apiVersion } }).engine } as Engine,
    endpoint: 'tcp://there:2375',
    runs32BitArm: async () => false,
    namedBuilder: undefined,
    elsewhere: [],
  });

test.each<readonly [string, readonly [number, number]]>([
  ['20.10.0', [1, 41]],
  ['29.0.0', [1, 52]],
  ['99.0.0', [2, 0]],
])('Engine %s will do', async (version, api) => {
  expect((await hostOf(version, api)).engine.version).toBe(version);
});

test('an engine that is too old is told, with what is needed', async () => {
  await expect(hostOf('19.03.15', [1, 40])).rejects.toThrow(
    'Docker Engine 19.03.15 is too old: its API is 1.40, and 1.41 is needed',
  );
});
