import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { certificateFiles, systemBundle } from '../../../src/clients/http/certificates.ts';
import { createHttp } from '../../../src/clients/http/http.ts';
import { createRegistry } from '../../../src/clients/registry/client.ts';
import type { RegistrySettings } from '../../../src/clients/registry/configuration.ts';
import { reach } from '../../../src/clients/registry/reach.ts';
import { files } from '../../../src/runtime/files.ts';
import { startRegistry, type TestRegistry } from '../../support/registry.ts';

const http = createHttp();
const folder = mkdtempSync(join(tmpdir(), 'reach-'));
let tls: TestRegistry;
let plain: TestRegistry;

beforeAll(async () => {
  [tls, plain] = await Promise.all([startRegistry({ tls: true }), startRegistry()]);
  writeFileSync(join(folder, 'ca.crt'), tls.ca ?? '');
});
afterAll(async () => {
  await Promise.all([http.close(), tls.stop(), plain.stop()]);
  rmSync(folder, { recursive: true });
});

/** Looks up a tag in a registry under another host name, with these settings. */
function lookUp(server: TestRegistry, settings: RegistrySettings) {
  const port = server.host.replace('localhost', '');
  const host = `registry.invalid${port}`;
  const registry = createRegistry({
    http: reach(http, new Map([[host, settings]]), files.readOptional),
    credentials: async () => undefined,
    insecureRegistries: () => settings.http === true || settings.insecure === true,
    retry: { retries: 0, clock: { now: () => 0, sleep: async () => {} }, log: () => {} },
  });
  return registry.headManifest({ name: `${host}/app`, registry: host, path: 'app' }, '1');
}

const ADDRESSES = { addresses: ['127.0.0.1'] };

test('uses a name in an insecure network without TLS, at the configured address', async () => {
  await expect(lookUp(plain, { ...ADDRESSES, http: true, insecure: true })).resolves.toBeUndefined();
  await expect(lookUp(plain, { http: true, insecure: true })).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('reports a registry without TLS as a permanent error if it is not configured as insecure', async () => {
  await expect(lookUp(plain, ADDRESSES)).rejects.toMatchObject({
    code: 'PLAIN_HTTP',
    verdict: 'final',
  });
});

test('reports an unknown authority as a permanent error with the file and the setting in the hint', async () => {
  await expect(lookUp(tls, { ...ADDRESSES, ca: [join(folder, 'gone.crt')] })).rejects.toMatchObject({
    verdict: 'final',
    hint: expect.stringMatching(/\/etc\/docker\/certs\.d\/registry\.invalid:\d+\/ca\.crt.*buildkitd-config-inline/),
  });
});

test('accepts a configured authority, and verifies the host name', async () => {
  await expect(lookUp(tls, { ...ADDRESSES, ca: [join(folder, 'ca.crt')] })).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
  await expect(lookUp(tls, { ...ADDRESSES, insecure: true })).resolves.toBeUndefined();
});

test('prefers the file of the first folder if two files have one name', () => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  const put = (root: string, ...names: readonly string[]) => {
    mkdirSync(join(root, 'r.lan'), { recursive: true });
    for (const name of names) writeFileSync(join(root, 'r.lan', name), '');
  };
  put(first, 'ca.crt', 'me.cert');
  put(second, 'ca.crt', 'more.crt', 'me.key');
  expect(certificateFiles([first, second, join(folder, 'none')])).toEqual([
    {
      host: 'r.lan',
      authorities: [`${first}/r.lan/ca.crt`, `${second}/r.lan/more.crt`],
      pairs: [],
    },
  ]);
});

test("returns the system's authorities only if an authority was added", () => {
  const bundle = '/etc/ssl/certs/ca-certificates.crt';
  const isFile = (path: string) => path === bundle || path === '/own.pem';
  expect(systemBundle({}, isFile, () => true)).toBeUndefined();
  expect(systemBundle({}, isFile, (path) => path !== '/usr/local/share/ca-certificates')).toBe(bundle);
  expect(systemBundle({ SSL_CERT_FILE: '/own.pem' }, isFile, () => true)).toBe('/own.pem');
  expect(systemBundle({ SSL_CERT_FILE: '/gone.pem' }, isFile, () => false)).toBeUndefined();
});
