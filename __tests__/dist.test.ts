import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunResult, runAction, runPost } from '../script/runner.mjs';
import { makeCertificates } from './support/certificates.ts';
import { type ConnectProxy, startConnectProxy } from './support/connect-proxy.ts';
import { crane } from './support/crane.ts';
import { pushPart } from './support/part.ts';
import { startRegistry, type TestRegistry } from './support/registry.ts';

const ACTION = fileURLToPath(new URL('..', import.meta.url));
const PLATFORMS = ['linux/amd64', 'linux/arm64'];

const root = mkdtempSync(join(tmpdir(), 'dist-'));
const tls = createServer((socket) => {
  const onward = connect(Number(registry.host.split(':')[1]), '127.0.0.1');
  socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
  onward.on('error', () => socket.destroy());
  socket.pipe(onward).pipe(socket);
});
let registry: TestRegistry;
let proxy: ConnectProxy;

beforeAll(async () => {
  makeCertificates(root, ['registry.test']);
  const [cert, key] = ['server.crt', 'server.key'].map((file) => readFileSync(join(root, file)));
  tls.setSecureContext({ cert, key });
  tls.listen(0, '127.0.0.1');
  [registry] = await Promise.all([startRegistry(), once(tls, 'listening')]);
  const routes = { 'registry.test:443': (tls.address() as { port: number }).port };
  proxy = await startConnectProxy({ routes, login: 'me:p@ss-word' });
});
afterAll(async () => {
  await Promise.all([proxy?.stop(), registry?.stop()]);
  tls.close();
  rmSync(root, { recursive: true });
});

/** Runs a built entry point, and its post step if it has one. */
async function enter(
  name: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Promise<RunResult> {
  const folder = mkdtempSync(join(root, 'step-'));
  const workspace = join(folder, 'checkout');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'Dockerfile'), 'FROM scratch\n');
  const options = { action: join(ACTION, name), workspace, temp: join(folder, 'temp'), inputs, env };
  const result = await runAction(options);
  if (name !== 'plan') expect(await runPost({ ...options, state: result.state })).toMatchObject({ code: 0, log: '' });
  return result;
}

const errorsOf = ({ commands }: RunResult) =>
  commands.flatMap(({ command, message }) => (command === 'error' ? [message] : [])).join('\n');

test.each(['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'])(
  'plan and merge publish through a proxy to a registry with its certificate authority in %s',
  async (store) => {
    const env = { HTTPS_PROXY: proxy.url, [store]: join(root, 'ca.crt') };
    const path = `app/${store.toLowerCase()}`;
    const planned = await enter('plan', { platforms: PLATFORMS.join() }, env);
    expect(JSON.parse(planned.outputs.matrix ?? '').include).toHaveLength(2);
    const parts = PLATFORMS.map(async (platform) => {
      const { digest } = await pushPart(`${registry.host}/${path}`, { platforms: [platform] });
      return [platform, digest] as const;
    });
    const digests = JSON.stringify(Object.fromEntries(await Promise.all(parts)));
    const inputs = { images: `registry.test/${path}`, tags: '1', platforms: PLATFORMS.join(), digests };
    const merged = await enter('merge', inputs, env);
    expect({ code: merged.code, errors: errorsOf(merged) }).toEqual({ code: 0, errors: '' });
    expect(crane().digest(`${registry.host}/${path}:1`)).toBe(merged.outputs.digest);
    expect(proxy.asked).toContain('CONNECT registry.test:443');
    expect(merged.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toMatch(/p%40ss-word|p@ss-word/);
  },
);

test('names a proxy that rejects the login, and does not retry', async () => {
  const digests = JSON.stringify({ 'linux/amd64': `sha256:${'a'.repeat(64)}` });
  const inputs = { images: 'registry.test/app', tags: '1', platforms: 'linux/amd64', digests };
  const before = proxy.asked.length;
  const refused = await enter('merge', inputs, { HTTPS_PROXY: `http://me:hunter2@${proxy.host}` });
  expect(refused.code).toBe(1);
  expect(errorsOf(refused)).toMatch(
    new RegExp(
      `registry\\.test through the proxy ${proxy.host}: the proxy answered 407 .*\nCorrect the user name and password in HTTPS_PROXY`,
    ),
  );
  expect(refused.log.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain('hunter2');
  // one request for the part and one for the tag
  expect(proxy.asked.length - before).toBeLessThanOrEqual(2);
});
