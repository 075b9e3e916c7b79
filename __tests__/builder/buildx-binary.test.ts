import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chooseRelease, fetchBuildx, type Release } from '../../src/builder/buildx-binary.ts';
import type { CacheService } from '../../src/clients/cache-service/cache-service.ts';
import { BUILDX_RELEASES } from '../../src/clients/docker/buildx-releases.ts';
import { createHttp, type Http, type HttpClient } from '../../src/clients/http/http.ts';
import type { CachedFolder } from '../../src/model/plan.ts';
import { judgeError } from '../../src/runtime/retry.ts';
import { makeCertificates } from '../support/certificates.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const RELEASES = {
  'v0.30.0': { amd64: hash('new amd64'), arm64: hash('new arm64') },
  'v0.29.1': { amd64: hash('old amd64'), arm64: hash('old arm64') },
};

describe('chooseRelease', () => {
  test.each([
    ['latest', 'x64', { version: 'v0.30.0', architecture: 'amd64', sha256: hash('new amd64') }],
    ['v0.29.1', 'arm64', { version: 'v0.29.1', architecture: 'arm64', sha256: hash('old arm64') }],
  ])('finds %s on %s', (asked, processor, release) => {
    expect(chooseRelease(asked, processor, RELEASES)).toEqual(release);
  });

  test.each([
    ['v9.9.9', 'x64', /buildx-version: v9\.9\.9 is not known here/],
    ['latest', 's390x', /buildx-version: no release is known for the processor s390x/],
  ])('rejects %s on %s', (asked, processor, message) => {
    expect(() => chooseRelease(asked, processor, RELEASES)).toThrow(message);
  });

  test('lists releases from newest to oldest, each with a digest for each processor', () => {
    const versions = Object.keys(BUILDX_RELEASES).map((version) => version.replace('v', '').split('.').map(Number));
    const value = ([major = 0, minor = 0, patch = 0]: number[]) => (major * 1000 + minor) * 1000 + patch;
    expect(versions.map(value)).toEqual(versions.map(value).sort((a, b) => b - a));
    const digests = Object.values(BUILDX_RELEASES).flatMap(({ amd64, arm64 }) => [amd64, arm64]);
    expect(digests.filter((digest) => !/^[0-9a-f]{64}$/.test(digest))).toEqual([]);
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('fetchBuildx', () => {
  const BINARY = 'the binary of v0.30.0';
  const release: Release = { version: 'v0.30.0', architecture: 'amd64', sha256: hash(BINARY) };
  const name = 'buildx-v0.30.0.linux-amd64';
  let root: string;
  let server: Server;
  let served: { status: number; body: string; headers?: Record<string, string> };
  let http: HttpClient;
  let asked: string[];
  let stored: Map<string, string>;
  let notices: string[];

  // replaces github.com: serves one file, with the responses of the test
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'buildx-'));
    for (const folder of ['run', 'temp']) mkdirSync(join(root, folder));
    process.env.RUNNER_TOOL_CACHE = join(root, 'tools');
    process.env.RUNNER_TEMP = join(root, 'temp');
    served = { status: 200, body: BINARY };
    http = createHttp();
    asked = [];
    stored = new Map();
    notices = [];
    server = createServer(({ url = '' }, response) => {
      asked.push(url);
      if (url === '/moved') return void response.end(BINARY);
      response.writeHead(served.status, served.headers).end(served.body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    await http.close();
    rmSync(root, { recursive: true, force: true });
    delete process.env.RUNNER_TOOL_CACHE;
  });

  /** A runner's cache service with one entry. */
  const service: CacheService = {
    async restore({ folder, prefixes: [key = ''] }: CachedFolder) {
      const text = stored.get(key);
      if (text === undefined) return undefined;
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name), text);
      return key;
    },
    async save({ folder, key = '' }: CachedFolder) {
      stored.set(key, readFileSync(join(folder, name), 'utf8'));
    },
    problem: () => undefined,
  };
  const path = () => join(root, 'run', 'docker-buildx');
  const address = () => `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  function fetch(signal?: AbortSignal, { by = http as Http, releases = `${address()}/download`, retries = 0 } = {}) {
    const notice = (message: string) => void notices.push(message);
    rmSync(path(), { force: true });
    const clock = { now: () => 0, sleep: async () => {} };
    const retry = { retries, clock, log: () => {}, signal };
    const ask: Http = (message) => by({ signal, ...message });
    return fetchBuildx(release, {
      path: path(),
      temp: join(root, 'temp'),
      service,
      notice,
      http: ask,
      retry,
      releases,
    });
  }
  const expectRunnable = () => {
    expect(readFileSync(path(), 'utf8')).toBe(BINARY);
    expect(statSync(path()).mode & 0o777).toBe(0o755);
    expect(readdirSync(dirname(path()))).toEqual(['docker-buildx']);
  };
  const toolFile = () => join(root, 'tools', 'multiarch-build-buildx', '0.30.0', 'amd64', name);
  const KEY = `multiarch-build/${name}`;

  test('downloads a release once, then uses the tool cache or the cache service', async () => {
    const keep = await fetch();
    expectRunnable();
    expect(asked).toEqual([`/download/v0.30.0/${name}`]);
    await keep();
    expect(readFileSync(toolFile(), 'utf8')).toBe(BINARY);
    expect(stored.get(KEY)).toBe(BINARY);

    stored.clear();
    await (await fetch())();
    expectRunnable();
    expect(stored.size).toBe(0);

    stored.set(KEY, BINARY);
    rmSync(join(root, 'tools'), { recursive: true });
    await (await fetch())();
    expectRunnable();
    expect(existsSync(toolFile())).toBe(true);
    expect(asked).toHaveLength(1);
    expect(notices).toEqual([]);
  });

  test('does not use a binary with another digest, from any source', async () => {
    await (await fetch())();
    writeFileSync(toolFile(), 'something else');
    stored.set(KEY, 'something else too');
    await (await fetch())();
    expectRunnable();
    expect(notices).toEqual([
      "buildx v0.30.0 in the runner's tool cache does not match the released binary and is not used",
      'buildx v0.30.0 in the cache service does not match the released binary and is not used',
    ]);
    expect(asked).toHaveLength(2);

    rmSync(join(root, 'tools'), { recursive: true });
    stored.clear();
    served = { status: 200, body: 'a page of a proxy' };
    await expect(fetch()).rejects.toThrow(/does not match the released binary of buildx v0\.30\.0/);
    expect(existsSync(path())).toBe(false);
    expect(existsSync(toolFile())).toBe(false);
    expect(stored.size).toBe(0);
  });

  test('names the host of a failed download', async () => {
    served = { status: 404, body: '' };
    const failure = await fetch().catch((error) => error);
    expect(failure.message).toMatch(/buildx-v0\.30\.0\.linux-amd64 could not be downloaded: .*404/);
    expect(failure.hint).toMatch(/127\.0\.0\.1:\d+/);
  });

  test.each([
    [503, 3],
    [429, 3],
    [403, 1],
  ])('requests a file with the status %i %i times', async (status, times) => {
    served = { status, body: '' };
    await expect(fetch(undefined, { retries: 2 })).rejects.toThrow(`answered ${status}`);
    expect(asked).toHaveLength(times);
  });

  test('follows redirects to another server, up to a limit', async () => {
    served = { status: 302, body: '', headers: { location: '/moved' } };
    await fetch();
    expectRunnable();
    served = { status: 302, body: '', headers: { location: '/again' } };
    rmSync(join(root, 'tools'), { recursive: true, force: true });
    await expect(fetch()).rejects.toThrow('answered 302');
    expect(asked.length).toBeLessThan(10);
  });

  test('downloads through a proxy from a server with a private certificate authority', async () => {
    const ca = makeCertificates(root, ['releases.test']);
    const [cert, key] = ['server.crt', 'server.key'].map((file) => readFileSync(join(root, file)));
    const far = createSecureServer({ cert, key }, (_, response) => response.end(BINARY)).listen(0, '127.0.0.1');
    await once(far, 'listening');
    const { port } = far.address() as { port: number };
    const proxy = await startConnectProxy({ routes: { 'releases.test:443': port }, login: 'me:p@ss' });
    const by = createHttp({ env: { HTTPS_PROXY: proxy.url } });
    const trusting: Http = (message) => by({ ...message, trust: { ca } });
    try {
      await fetch(undefined, { by: trusting, releases: 'https://releases.test/download' });
      expectRunnable();
      expect(proxy.asked).toEqual(['CONNECT releases.test:443']);
    } finally {
      await by.close();
      await proxy.stop();
      far.close();
    }
  });

  test('names the proxy that rejected a download', async () => {
    const proxy = await startConnectProxy({ login: 'me:p@ss' });
    const by = createHttp({ env: { HTTPS_PROXY: `http://${proxy.host}` } });
    const failure = await fetch(undefined, { by, releases: 'https://releases.test/download' }).catch((error) => error);
    await by.close();
    await proxy.stop();
    expect(failure.message).toBe(
      `${name} could not be downloaded: releases.test through the proxy ${proxy.host}: the proxy answered 407 (Proxy Authentication Required)`,
    );
    expect(failure.hint).toMatch(/HTTPS_PROXY/);
    expect(judgeError(failure)).toMatchObject({ verdict: 'final' });
  });

  test('stops a download that hangs if the job is cancelled', async () => {
    const reason = new Error('cancelled');
    const controller = new AbortController();
    let answer = () => {};
    server.removeAllListeners('request').on('request', (_, response) => {
      answer = () => response.writeHead(404).end();
      controller.abort(reason);
    });
    await expect(fetch(controller.signal)).rejects.toBe(reason);
    answer(); // an open response would keep the test running
  });

  test('prints a notice if the release cannot be saved for later runs', async () => {
    const keep = await fetch();
    rmSync(join(root, 'temp'), { recursive: true });
    writeFileSync(join(root, 'temp'), 'no folder');
    await keep();
    expect(notices).toEqual([expect.stringMatching(/^buildx v0\.30\.0 is not kept for later runs: /)]);
    expect(stored.size).toBe(0);
  });

  test('downloads a release each time without a tool cache', async () => {
    delete process.env.RUNNER_TOOL_CACHE;
    await (await fetch())();
    expectRunnable();
  });
});
