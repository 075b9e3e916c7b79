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
])('reads the proxies of config.json %j', (config, proxies) => {
  expect(proxiesOfConfig(JSON.stringify(config), SOCKET)).toEqual(proxies);
});

test('reads no proxies from a missing or invalid config', () => {
  expect([proxiesOfConfig(undefined, SOCKET), proxiesOfConfig('{', SOCKET)]).toEqual([NONE, NONE]);
});

test('prefers variables in upper case', () => {
  const env = { HTTP_PROXY: 'a', http_proxy: 'b', https_proxy: 'c', NO_PROXY: '', no_proxy: 'd' };
  expect(proxiesOfProcess(env)).toEqual({ http: 'a', https: 'c', except: 'd' });
});
