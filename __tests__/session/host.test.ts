import { expect, test } from '@jest/globals';
import type { Engine } from '../../src/clients/docker/engine.ts';
import { type Questions, readHost } from '../../src/session/host.ts';
import { aHost } from '../plan/a-plan.ts';

const hostOf = (version: string, apiVersion: readonly [number, number], more: Partial<Questions> = {}) =>
  readHost({
    engine: { info: async () => aHost({ engine: { version, apiVersion } }).engine } as Engine,
    need: { by: 'load', instead: '' },
    endpoint: 'tcp://there:2375',
    env: {},
    dockerConfig: undefined,
    runs32BitArm: async () => false,
    selected: { variable: undefined, current: undefined },
    namedBuilder: undefined,
    elsewhere: [],
    ...more,
  });

test.each<readonly [string, readonly [number, number]]>([
  ['20.10.0', [1, 41]],
  ['29.0.0', [1, 52]],
  ['99.0.0', [2, 0]],
])('accepts Docker Engine %s', async (version, api) => {
  expect((await hostOf(version, api)).engine.version).toBe(version);
});

test('reports a Docker Engine that is too old, with the required version', async () => {
  await expect(hostOf('19.03.15', [1, 40])).rejects.toThrow(
    'Docker Engine 19.03.15 is too old: its API is 1.40, and 1.41 is needed',
  );
});

const NONE = { http: '', https: '', except: '' };
test.each([
  ['unix:///var/run/docker.sock', [NONE, { http: '', https: 'proxy:1', except: 'a.test' }, NONE]],
  // the proxies of this machine do not apply to another machine
  ['tcp://there:2375', [{ http: 'there:1', https: '', except: '' }, NONE]],
])('finds the proxies for containers of Docker Engine at %s', async (endpoint, proxies) => {
  const env = { https_proxy: 'proxy:1', NO_PROXY: 'a.test' };
  const dockerConfig = JSON.stringify({ proxies: { 'tcp://there:2375': { httpProxy: 'there:1' } } });
  expect((await hostOf('28.5.2', [1, 51], { endpoint, env, dockerConfig })).proxies).toEqual(proxies);
});
