import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { engineCarrier } from '../../src/publish/carriers.ts';
import type { Engine, StoredImage } from '../../src/system/docker/engine.ts';
import { createHttp } from '../../src/system/http.ts';
import { run } from '../../src/system/process.ts';
import { createRegistry } from '../../src/system/registry/client.ts';
import { digestOf } from '../../src/system/registry/digest.ts';
import { type RetryPolicy, systemClock } from '../../src/system/retry.ts';
import type { Undo } from '../../src/system/undo.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { putImage } from '../support/put-image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';

const DIGEST = digestOf(Buffer.from('ours'));
const folder = mkdtempSync(join(tmpdir(), 'carriers-'));
const http = createHttp();
let registry: TestRegistry;
let proxy: FaultProxy;
beforeAll(async () => {
  registry = await startRegistry();
  proxy = await startFaultProxy(registry.host);
});
afterEach(() => proxy.reset());
afterAll(async () => {
  await http.close();
  await proxy.stop();
  await registry.stop();
  rmSync(folder, { recursive: true });
});

/** Carries an image by a docker that does what the script says; the engine is a table of names. */
async function carry(script: string, patience?: number) {
  const docker = join(folder, 'docker');
  writeFileSync(docker, `#!/bin/sh\n${script}\n`);
  chmodSync(docker, 0o755);
  const name = `${proxy.host}/app:1`;
  const names = new Map([
    ['candidate:1', 'sha256:ours'],
    [name, 'sha256:before'],
  ]);
  const engine = {
    image: async (asked: string) => ({ id: names.get(asked) }) as unknown as StoredImage,
    tag: async (source: string, repository: string, tag: string) =>
      void names.set(`${repository}:${tag}`, names.get(source) ?? source),
    untag: async (asked: string) => void names.delete(asked),
  } as Partial<Engine> as Engine;
  const lines: string[] = [];
  const entries = new Set<Undo>();
  const clock = { ...systemClock, sleep: async () => {} };
  const retry: RetryPolicy = { retries: 3, clock, random: () => 0, log: (line) => lines.push(line) };
  const client = (policy: RetryPolicy) =>
    createRegistry({ http, credentials: async () => undefined, insecureRegistries: () => false, retry: policy });
  const carrier = engineCarrier(
    {
      engine,
      registry: client(retry),
      impatient: client({ ...retry, retries: 0 }),
      run: (command) => run({ ...command, program: docker }),
      env: process.env,
      candidate: 'candidate:1',
      ledger(entry) {
        entries.add(entry);
        return () => entries.delete(entry);
      },
      retry,
    },
    patience,
  );
  const repository = { name: `${proxy.host}/app`, registry: proxy.host, path: 'app' };
  const error = await carrier.carry({ repository, tags: ['1'], floating: [], fullVersions: [] } as never, DIGEST).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  expect(names.get(name)).toBe('sha256:before');
  expect([...entries]).toEqual([]);
  return { error, lines };
}

test('a push that says nothing for too long is ended, and tried again', async () => {
  const { error, lines } = await carry('exec sleep 60', 100);
  expect(error?.message).toMatch(/app:1 could not be pushed: docker said nothing for /);
  expect(lines).toHaveLength(3);
});

test('the words of docker are told, and decide', async () => {
  const { error, lines } = await carry('echo "unknown: trouble" >&2; echo "denied: not yours" >&2; exit 1');
  expect(error?.message).toBe(`${proxy.host}/app:1 could not be pushed: exit status 1: denied: not yours`);
  expect(lines).toEqual([]);
});

test('what the registry says itself counts more', async () => {
  const headers = { 'retry-after': '600' };
  proxy.fail({ method: 'POST', fault: { kind: 'status', status: 429, headers } });
  const { error, lines } = await carry('echo "error from registry: whoops" >&2; exit 1');
  expect(error).toMatchObject({ status: 429, verdict: 'final', hint: expect.stringContaining('10 minutes') });
  expect(lines).toEqual([]);
});

test('a push that ends well and brings something else is none', async () => {
  await putImage(registry.host, { repository: 'app', tag: '1' });
  const { error } = await carry('exit 0');
  expect(error?.message).toMatch(new RegExp(`app:1 was pushed as ${DIGEST}, and the registry has sha256:.* there`));
});

test('an upload that was only opened to ask is given up', async () => {
  await carry('echo whoops >&2; exit 1');
  const asked = proxy.seen.filter(({ path }) => path.includes('/uploads/')).map(({ method }) => method);
  expect(asked).toEqual(['POST', 'DELETE', 'POST', 'DELETE', 'POST', 'DELETE', 'POST', 'DELETE']);
});
