import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { RunResult } from '../../script/runner.mjs';
import { crane } from '../support/crane.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { BOB, type OddRegistry, startOddRegistry } from '../support/odd-registry.ts';
import { putImage } from '../support/put-image.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { StepBench } from '../support/step.ts';

jest.setTimeout(60_000);

let bench: StepBench;
let registry: TestRegistry;
let mirror: TestRegistry;
const started: (FaultProxy | OddRegistry)[] = [];
beforeAll(async () => {
  [registry, mirror] = await Promise.all([startRegistry(), startRegistry()]);
  await putImage(registry.host, { repository: 'acme/base', tag: '1' });
  await putImage(mirror.host, { repository: 'acme/mirrored', tag: '1' });
});
afterEach(async () => {
  bench.stop();
  for (const each of started.splice(0)) await each.stop();
});
afterAll(() => Promise.all([registry.stop(), mirror.stop()]));

/** Runs a step that pushes `acme/app:<tag>`. */
async function runWith(
  Dockerfile: string,
  tag: string,
  inputs: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
) {
  bench = new StepBench();
  const tags = `${registry.host}/acme/app:${tag}`;
  const { main } = await bench.run({
    files: { Dockerfile, ...files },
    inputs: { tags, platforms: 'linux/amd64', push: 'true', ...inputs },
  });
  return { main, errors: errorsOf(main), hasBuilt: bench.calls.includes('--progress=rawjson') };
}

const errorsOf = ({ commands }: RunResult) =>
  commands.filter(({ command }) => command === 'error').map(({ message }) => message);

const PASSED = { main: expect.objectContaining({ code: 0 }), errors: [], hasBuilt: true };
const CONTAINER = { driver: 'docker-container' };

describe.each([
  ['Docker Engine', {}],
  ['a new builder', CONTAINER],
])('with %s', (_, inputs) => {
  const name = 'driver' in inputs ? 'container' : 'engine';

  test('reports all images that do not exist in one message, before the build', async () => {
    const { host } = registry;
    const text = `FROM ${host}/acme/tool:1 AS tool\nFROM ${host}/acme/base:2\nCOPY --from=tool / /\nCOPY --from=${host}/acme/files / /\nRUN --mount=type=bind,from=${host}/acme/data,target=/d true\n`;
    const { main, errors, hasBuilt } = await runWith(text, `missing-${name}`, inputs);
    const missing = ['1: acme/tool:1', '2: acme/base:2', '4: acme/files', '5: acme/data'].map((place) => {
      const [line, image] = place.split(': ');
      return `Dockerfile:${line}: ${host}/${image} does not exist (404 manifest unknown)`;
    });
    expect(errors).toHaveLength(1);
    const [heading, ...lines] = errors[0]?.split('\n') ?? [];
    expect([main.code, heading, lines.toSorted()]).toEqual([
      1,
      '4 images cannot be pulled:',
      ['Correct the name or the tag of the image.', ...missing],
    ]);
    expect(hasBuilt).toBe(false);
    expect(crane().tags(`${host}/acme/app`)).not.toContain(`missing-${name}`);
  });

  test('reports an image that lacks a platform before the build', async () => {
    const busybox = `${process.env.TESTBED_REGISTRY ?? 'localhost:5000'}/library/busybox`;
    const inputsFor = { ...inputs, platforms: 'linux/amd64,linux/mips64le' };
    const { errors, hasBuilt } = await runWith(`FROM ${busybox}\nCOPY Dockerfile /\n`, `platform-${name}`, inputsFor);
    expect(errors.join()).toContain(`Dockerfile:1: ${busybox} does not exist for linux/mips64le: it has linux/amd64, `);
    expect(hasBuilt).toBe(false);
  });

  test('ignores a missing image that no stage of the build needs', async () => {
    const text = `FROM ${registry.host}/acme/nope AS other\nFROM ${registry.host}/acme/base:1\nCOPY Dockerfile /\n`;
    expect(await runWith(text, `unused-${name}`, inputs)).toEqual(PASSED);
  });

  test.each([500, 405, 429])('builds although the registry answers the lookup with %i', async (status) => {
    const proxy = await startFaultProxy(registry.host);
    started.push(proxy);
    proxy.fail({ fault: { kind: 'status', status }, path: /acme\/base\/manifests/, times: 2 });
    const text = `FROM ${proxy.host}/acme/base:1\nCOPY Dockerfile /\n`;
    expect(await runWith(text, `status-${status}-${name}`, inputs)).toEqual(PASSED);
  });
});

test('looks up an image only once', async () => {
  const requests: string[] = [];
  const server = await startOddRegistry(registry.host, {
    before({ method, url, headers }) {
      const isOurs = headers['user-agent']?.startsWith('multiarch-build') && url?.includes('/manifests/');
      if (isOurs && headers.authorization !== undefined)
        requests.push(`${method} ${url?.replace(/sha256:.*/, '<digest>')}`);
      return undefined;
    },
  });
  started.push(server);
  const text = `FROM ${server.host}/acme/nope AS other\nFROM ${server.host}/acme/base:1\nCOPY Dockerfile /\n`;
  expect(await runWith(text, 'once', { registry: server.host, ...BOB })).toEqual(PASSED);
  expect(requests.filter((line) => !line.includes('/acme/app/'))).toEqual([
    'HEAD /v2/acme/base/manifests/1',
    'GET /v2/acme/base/manifests/<digest>',
  ]);
});

test('builds on an image that only Docker Engine has', async () => {
  const image = `${registry.host}/acme/local:1`;
  const source = `${registry.host}/acme/base:1`;
  execFileSync('docker', ['pull', '--quiet', source], { stdio: 'ignore' });
  execFileSync('docker', ['tag', source, image]);
  try {
    expect(await runWith(`FROM ${image}\nCOPY Dockerfile /\n`, 'local')).toEqual(PASSED);
  } finally {
    execFileSync('docker', ['rmi', image, source], { stdio: 'ignore' });
  }
});

test('builds on an image that only a mirror has', async () => {
  const config = `[registry."${registry.host}"]\n  mirrors = ["${mirror.host}"]\n`;
  const text = `FROM ${registry.host}/acme/mirrored:1\nCOPY Dockerfile /\n`;
  expect(await runWith(text, 'mirrored', { ...CONTAINER, 'buildkitd-config-inline': config })).toEqual(PASSED);
});

test('does not check an image that a policy beside the Dockerfile can replace', async () => {
  const policy = { 'Dockerfile.rego': 'package docker\ndecision := {"allow": true}\n' };
  const { main, hasBuilt } = await runWith(`FROM ${registry.host}/acme/nope\n`, 'policy', {}, policy);
  expect([main.code, hasBuilt]).toEqual([1, true]);
});
