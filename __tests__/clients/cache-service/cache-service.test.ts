import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createServer as createSecureServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCacheService, offersCacheService } from '../../../src/clients/cache-service/cache-service.ts';
import type { Cleanup } from '../../../src/runtime/cleanup.ts';
import { type Run, run } from '../../../src/runtime/process.ts';
import { serviceEnvironment, startCacheService, type TestCacheService } from '../../support/cache-service.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { startConnectProxy } from '../../support/connect-proxy.ts';
import { type FaultProxy, startFaultProxy } from '../../support/fault-proxy.ts';

const CLIENT = fileURLToPath(new URL('../../../src/cache-client.ts', import.meta.url));

let root: string;
let server: TestCacheService;
let proxy: FaultProxy;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'cache-service-'));
  for (const folder of ['temp', 'own', 'workspace']) mkdirSync(join(root, folder));
  server = await startCacheService();
  proxy = await startFaultProxy(server.host);
});

afterEach(async () => {
  await proxy.stop();
  await server.stop();
  rmSync(root, { recursive: true, force: true });
});

const noted: Cleanup[] = [];
const recordCleanup = (entry: Cleanup) => {
  noted.push(entry);
  return () => {};
};
const tools = () => ({ run, folder: join(root, 'own'), recordCleanup });
const job = (env: NodeJS.ProcessEnv) => ({ temp: join(root, 'temp'), env });

/** Limits that even a busy machine does not reach. A test ends a limit explicitly. */
const AMPLE = { contact: 50_000, idle: 55_000 };

/** A job's client of the service, through the proxy. */
function service(
  env: NodeJS.ProcessEnv = serviceEnvironment(proxy.host),
  more: Partial<Parameters<typeof createCacheService>[0]> = {},
) {
  const base = { PATH: process.env.PATH, GITHUB_WORKSPACE: join(root, 'workspace') };
  return createCacheService({ ...tools(), client: CLIENT, job: job({ ...base, ...env }), limits: AMPLE, ...more });
}

async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(20);
}

/** A clock that ends all limits after `finish`. */
function stoppedClock() {
  const over = Promise.withResolvers<void>();
  const limits: number[] = [];
  const sleep = (milliseconds: number) => {
    limits.push(milliseconds);
    return over.promise;
  };
  return { clock: { sleep }, limits, finish: over.resolve };
}

const kept = (run: string, prefixes = ['a/main/']) => ({
  folder: join(root, 'temp', 'kept'),
  prefixes,
  key: `a/main/${run}`,
});

async function save(run: string, text: string) {
  const { folder } = kept(run);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), text);
  const saving = service();
  await saving.save(kept(run));
  expect(saving.problem()).toBeUndefined();
}

test('restores the newest entry of the first prefix, and removes other files from the folder', async () => {
  await save('1-1', 'first');
  await save('2-1', 'second');
  expect(server.keys).toEqual(['a/main/1-1', 'a/main/2-1']);
  const { folder } = kept('3-1');
  writeFileSync(join(folder, 'other'), 'of another step');
  const restoring = service();
  expect(await restoring.restore(kept('3-1', ['a/branch/', 'a/main/']))).toBe('a/main/2-1');
  expect(readdirSync(folder)).toEqual(['file']);
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('second');
  expect(restoring.problem()).toBeUndefined();
  expect(readdirSync(join(root, 'temp'))).toEqual(['kept']);
  expect(noted.at(-1)).toEqual({ kind: 'folder', path: join(root, 'temp', 'multiarch-build-cached') });
});

test('reports no problem for a missing entry', async () => {
  const restoring = service();
  expect(await restoring.restore(kept('1-1'))).toBeUndefined();
  expect(restoring.problem()).toBeUndefined();
  expect(existsSync(kept('1-1').folder)).toBe(false);
});

test('keeps an existing entry and reports no problem', async () => {
  await save('1-1', 'first');
  await save('1-1', 'second');
  expect(await service().restore(kept('2-1'))).toBe('a/main/1-1');
  expect(readFileSync(join(kept('2-1').folder, 'file'), 'utf8')).toBe('first');
});

test.each([
  [
    'is available with a token and the URL of the results service',
    { ACTIONS_RUNTIME_TOKEN: 'a', ACTIONS_RESULTS_URL: 'b' },
    true,
  ],
  [
    'is available with a token and the URL of the cache service',
    { ACTIONS_RUNTIME_TOKEN: 'a', ACTIONS_CACHE_URL: 'b' },
    true,
  ],
  ['is not available without a token', { ACTIONS_RESULTS_URL: 'b' }, false],
  ['is not available without a URL', { ACTIONS_RUNTIME_TOKEN: 'a' }, false],
])('the cache service %s', (_, env, offered) => {
  expect(offersCacheService(env)).toBe(offered);
});

test('reaches the service through a proxy, and with a certificate authority of the system', async () => {
  makeCertificates(root, ['cache.test']);
  const [cert, key] = ['server.crt', 'server.key'].map((file) => readFileSync(join(root, file)));
  const port = Number(server.host.split(':')[1]);
  const secure = createSecureServer(
    { cert, key },
    (socket) => void socket.pipe(connect(port, '127.0.0.1')).pipe(socket),
  );
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  const routes = { 'cache.test:443': (secure.address() as { port: number }).port, 'cache.test:80': port };
  const proxy = await startConnectProxy({ routes, login: 'me:p@ss' });
  const env = {
    ...serviceEnvironment('cache.test'),
    ACTIONS_RESULTS_URL: 'https://cache.test/',
    HTTPS_PROXY: proxy.url,
    HTTP_PROXY: proxy.url,
    SSL_CERT_FILE: join(root, 'ca.crt'),
  };
  await save('1', 'first');
  const reading = service(env);
  expect({ found: await reading.restore(kept('2')), problem: reading.problem() }).toEqual({ found: 'a/main/1' });
  expect(readFileSync(join(root, 'temp', 'kept', 'file'), 'utf8')).toBe('first');
  expect(proxy.asked).toContain('CONNECT cache.test:443');
  secure.close();
  await proxy.stop();
});

test('sends no request without a service', async () => {
  const absent = service({});
  expect(await absent.restore(kept('1-1'))).toBeUndefined();
  await absent.save(kept('1-1'));
  expect(absent.problem()).toBe('the runner offers this job no cache service');
  expect(proxy.seen).toEqual([]);
});

const SAYS_ATTEMPT = /^Attempt 1 of \d+ failed/m;

test.each([
  ['answers 500', { kind: 'status', status: 500, body: '{}' } as const, 'Failed request: (500) Internal Server Error'],
  ['answers 403', { kind: 'status', status: 403, body: '{}' } as const, /\(403\) Forbidden/],
  ['resets', { kind: 'reset' } as const, /ECONNRESET/],
  ['hangs', { kind: 'hang' } as const, 'it did not answer in time'],
])('does not call a service again after the timeout if it %s', async (_, fault, words) => {
  proxy.fail({ fault, times: Number.POSITIVE_INFINITY });
  const { clock, limits, finish } = stoppedClock();
  let output = '';
  const listening: Run = (call) =>
    run({
      ...call,
      onStdout(chunk) {
        output += chunk;
        call.onStdout?.(chunk);
        if (SAYS_ATTEMPT.test(output)) finish();
      },
    });
  const failing = service(undefined, { run: listening, clock });
  const restored = failing.restore(kept('1-1'));
  if (fault.kind === 'hang') await waitFor(() => proxy.seen.length > 0).then(finish);
  expect(await restored).toBeUndefined();
  expect(failing.problem()).toMatch(words);
  expect(limits).toEqual([AMPLE.contact]);
  // the client alone retries four times
  expect(proxy.seen.length).toBe(1);
  await failing.save(kept('1-1'));
  await failing.restore(kept('1-1'));
  expect(proxy.seen.length).toBe(1);
});

test('retries after one failure and restores the entry', async () => {
  await save('1-1', 'first');
  proxy.reset();
  proxy.fail({ fault: { kind: 'status', status: 500, body: '{}' } });
  const restoring = service();
  expect(await restoring.restore(kept('2-1'))).toBe('a/main/1-1');
  expect(restoring.problem()).toBeUndefined();
});

test('does not use an invalid entry, and does not print its signed URL', async () => {
  await save('1-1', 'first');
  server.replace('a/main/1-1', Buffer.from('not a tar'));
  const restoring = service();
  expect(await restoring.restore(kept('2-1'))).toBeUndefined();
  expect(restoring.problem()).toMatch(/tar/);
  expect(existsSync(kept('2-1').folder)).toBe(false);
  proxy.reset();
  proxy.fail({ fault: { kind: 'status', status: 404 }, path: /^\/blobs/, times: 9 });
  const missing = service();
  expect(await missing.restore(kept('2-1'))).toBeUndefined();
  expect(missing.problem()).not.toContain('sig=');
});

test('stops an upload that hangs after the idle timeout', async () => {
  mkdirSync(kept('1-1').folder);
  writeFileSync(join(kept('1-1').folder, 'file'), 'text');
  proxy.fail({ fault: { kind: 'hang' }, method: 'POST', times: 9 });
  const { clock, limits, finish } = stoppedClock();
  const saving = service(undefined, { clock });
  const saved = saving.save(kept('1-1'));
  await waitFor(() => proxy.seen.length > 0).then(finish);
  await saved;
  expect(saving.problem()).toBe('it did not answer in time');
  expect(new Set(limits)).toEqual(new Set([AMPLE.idle]));
  expect(server.keys).toEqual([]);
});

test('measures limits by the clock of the machine', async () => {
  proxy.fail({ fault: { kind: 'hang' }, times: Number.POSITIVE_INFINITY });
  const hanging = service(undefined, { limits: { contact: 50, idle: 50 } });
  expect(await hanging.restore(kept('1-1'))).toBeUndefined();
  expect(hanging.problem()).toBe('it did not answer in time');
});

test('reports a client process that fails', async () => {
  const env = serviceEnvironment(proxy.host);
  const broken = createCacheService({ ...tools(), client: join(root, 'no-such.js'), job: job(env) });
  expect(await broken.restore(kept('1-1'))).toBeUndefined();
  expect(broken.problem()).toBe(
    `its client ended with Cannot find module '${join(root, 'no-such.js')}' (exit status 1)`,
  );
});

test('reports an error of the file system, and the job continues', async () => {
  const asked = service();
  writeFileSync(join(root, 'temp', 'kept'), '');
  const { folder, ...others } = kept('1');
  expect(await asked.restore({ ...others, folder: join(folder, 'below') })).toBeUndefined();
  expect(asked.problem()).toMatch(/ENOTDIR/);
});
