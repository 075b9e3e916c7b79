import { expect, test } from '@jest/globals';
import { proxiesOfConfig, proxiesOfProcess } from '../../../src/clients/docker/proxies.ts';

const SOCKET = 'unix:///var/run/docker.sock';
const NONE = { http: '', https: '', except: '' };

test.each<[unknown, object]>([
  [
    { proxies: { default: { httpProxy: 'h', httpsProxy: 's', noProxy: 'n', ftpProxy: 'f' } } },
    { http: 'h', https: 's', except: 'n' },
  ],
  [{ proxies: { default: { httpProxy: 'h' }, [SOCKET]: { httpsProxy: 's' } } }, { http: '', https: 's', except: '' }],
  [{ proxies: { 'tcp://there:2375': { httpProxy: 'h' } } }, NONE],
  [{ proxies: { default: null } }, NONE],
  [{ proxies: { default: { httpProxy: 1 } } }, NONE],
  [{ auths: {} }, NONE],
  [null, NONE],
])('config.json %j', (config, proxies) => {
  expect(proxiesOfConfig(JSON.stringify(config), SOCKET)).toEqual(proxies);
});

test('a config that is missing or broken names no proxy', () => {
  expect([proxiesOfConfig(undefined, SOCKET), proxiesOfConfig('{', SOCKET)]).toEqual([NONE, NONE]);
});

test('variables in upper case win', () => {
  const env = { HTTP_PROXY: 'a', http_proxy: 'b', https_proxy: 'c', NO_PROXY: '', no_proxy: 'd' };
  expect(proxiesOfProcess(env)).toEqual({ http: 'a', https: 'c', except: 'd' });
});
