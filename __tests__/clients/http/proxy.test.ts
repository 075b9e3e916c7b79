import { describe, expect, test } from '@jest/globals';
import { parseProxy, proxyFor } from '../../../src/clients/http/proxy.ts';

const PROXY = 'http://proxy.test:3128';
const through = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env)?.origin;

describe('the chosen proxy', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ['https://ghcr.io/v2/', {}, undefined],
    ['https://ghcr.io/v2/', { HTTPS_PROXY: PROXY }, PROXY],
    ['https://ghcr.io/v2/', { https_proxy: PROXY }, PROXY],
    ['https://ghcr.io/v2/', { HTTP_PROXY: PROXY }, undefined],
    ['https://ghcr.io/v2/', { ALL_PROXY: PROXY }, undefined],
    ['http://ghcr.io/v2/', { HTTP_PROXY: PROXY }, PROXY],
    ['http://ghcr.io/v2/', { http_proxy: PROXY }, PROXY],
    ['http://ghcr.io/v2/', { HTTPS_PROXY: PROXY }, undefined],
    // like Go, unlike curl
    ['https://ghcr.io/v2/', { HTTPS_PROXY: 'upper:1', https_proxy: 'lower:1' }, 'http://upper:1'],
    ['https://ghcr.io/v2/', { HTTPS_PROXY: '', https_proxy: 'lower:1' }, 'http://lower:1'],
    ['https://ghcr.io/v2/', { HTTPS_PROXY: PROXY, NO_PROXY: 'a.test', no_proxy: 'ghcr.io' }, PROXY],
  ])('is selected for %s with %j', (url, env, proxy) => {
    expect(through(url, env)).toBe(proxy);
  });
});

describe('NO_PROXY', () => {
  test.each<[string, string, 'direct' | 'proxied']>([
    ['*', 'https://ghcr.io/', 'direct'],
    ['a.test, *', 'https://ghcr.io/', 'direct'],
    ['', 'https://ghcr.io/', 'proxied'],
    [',, ,', 'https://ghcr.io/', 'proxied'],
    // a name with its subdomains
    ['acme.test', 'https://acme.test/', 'direct'],
    ['acme.test', 'https://registry.acme.test:5000/', 'direct'],
    ['ACME.test ', 'https://registry.Acme.Test/', 'direct'],
    ['acme.test', 'https://notacme.test/', 'proxied'],
    ['acme.test', 'https://acme.test.evil/', 'proxied'],
    // only subdomains
    ['.acme.test', 'https://registry.acme.test/', 'direct'],
    ['.acme.test', 'https://acme.test/', 'proxied'],
    ['*.acme.test', 'https://registry.acme.test/', 'direct'],
    ['*.acme.test', 'https://acme.test/', 'proxied'],
    ['*acme.test', 'https://registry.acme.test/', 'proxied'],
    // ports, including default ports
    ['acme.test:5000', 'https://acme.test:5000/', 'direct'],
    ['acme.test:5000', 'https://acme.test/', 'proxied'],
    ['acme.test:443', 'https://acme.test/', 'direct'],
    ['acme.test:80', 'http://acme.test/', 'direct'],
    ['*.acme.test:5000', 'https://registry.acme.test:5000/', 'direct'],
    [':5000', 'https://acme.test:5000/', 'proxied'],
    // addresses and networks
    ['10.1.2.3', 'https://10.1.2.3:5000/', 'direct'],
    ['10.1.2.3', 'https://10.1.2.30/', 'proxied'],
    ['10.1.2.3:5000', 'https://10.1.2.3:5000/', 'direct'],
    ['10.1.2.3:5000', 'https://10.1.2.3:5001/', 'proxied'],
    ['10.0.0.0/8', 'https://10.1.2.3:5000/', 'direct'],
    ['10.0.0.0/8', 'https://11.1.2.3/', 'proxied'],
    ['10.0.0.0/33', 'https://10.1.2.3/', 'proxied'],
    ['10.0.0.0/8:5000', 'https://10.1.2.3:5000/', 'proxied'],
    ['192.168.64.0/22', 'https://192.168.67.255/', 'direct'],
    ['192.168.64.0/22', 'https://192.168.68.0/', 'proxied'],
    ['0.0.0.0/0', 'https://10.1.2.3/', 'direct'],
    ['0.0.0.0/0', 'https://ghcr.io/', 'proxied'],
    ['fd00::/8', 'https://[fd00::1]:5000/', 'direct'],
    ['fd00::/8', 'https://[fe80::1]/', 'proxied'],
    ['fd00::1', 'https://[fd00:0:0::1]/', 'direct'],
    ['[fd00::1]:5000', 'https://[fd00::1]:5000/', 'direct'],
    ['[fd00::1]:5000', 'https://[fd00::1]/', 'proxied'],
    // a name that is like the end of an address
    ['2.3', 'https://10.1.2.3/', 'proxied'],
    // invalid entries
    ['a/b', 'https://ghcr.io/', 'proxied'],
    ['10.0.0.0/8, acme.test:5000 ,.internal', 'https://a.internal/', 'direct'],
  ])('%s: %s is %s', (noProxy, url, way) => {
    const env = { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY, NO_PROXY: noProxy };
    expect(through(url, env)).toBe(way === 'direct' ? undefined : PROXY);
  });

  test.each([
    'https://localhost/',
    'http://LOCALHOST:5000/',
    'http://127.0.0.1:5000/',
    'http://127.8.9.1/',
    'http://[::1]:5000/',
    'http://[::ffff:127.0.0.1]/',
  ])('%s needs no proxy', (url) => {
    expect(through(url, { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY })).toBeUndefined();
  });

  test.each(['http://localhost.test/', 'http://registry.localhost/', 'http://128.0.0.1/'])(
    '%s is not loopback',
    (url) => {
      expect(through(url, { HTTP_PROXY: PROXY })).toBe(PROXY);
    },
  );
});

describe('a proxy', () => {
  const basic = (login: string) => `Basic ${Buffer.from(login).toString('base64')}`;
  test.each<[string, ReturnType<typeof parseProxy>]>([
    ['http://proxy.test:3128/', { origin: PROXY, host: 'proxy.test:3128', authorization: undefined }],
    ['proxy.test:3128', { origin: PROXY, host: 'proxy.test:3128', authorization: undefined }],
    ['10.0.0.1:3128', { origin: 'http://10.0.0.1:3128', host: '10.0.0.1:3128', authorization: undefined }],
    ['proxy.test', { origin: 'http://proxy.test', host: 'proxy.test', authorization: undefined }],
    ['https://proxy.test', { origin: 'https://proxy.test', host: 'proxy.test', authorization: undefined }],
    [
      'http://me:p%40ss%3A%25@proxy.test:3128',
      { origin: PROXY, host: 'proxy.test:3128', authorization: basic('me:p@ss:%') },
    ],
    ['me:pass@proxy.test:3128', { origin: PROXY, host: 'proxy.test:3128', authorization: basic('me:pass') }],
    ['http://me@proxy.test:3128', { origin: PROXY, host: 'proxy.test:3128', authorization: basic('me:') }],
    ['http://me:100%@proxy.test:3128', { origin: PROXY, host: 'proxy.test:3128', authorization: basic('me:100%') }],
    ['http://:3128', undefined],
    ['http://[', undefined],
    ['', undefined],
  ])('is parsed from %s', (value, proxy) => {
    expect(parseProxy(value)).toEqual(proxy);
  });
});
