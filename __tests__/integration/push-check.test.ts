import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type RunResult, runAction } from '../../script/runner.mjs';
import { startBuilder, type TestBuilder } from '../support/builder.ts';
import { crane } from '../support/crane.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { BOB, type Deviations, type OddRegistry, startOddRegistry } from '../support/odd-registry.ts';
import { pushPart } from '../support/part.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { StepBench } from '../support/step.ts';
import { ROOT } from '../support/trial.ts';

jest.setTimeout(60_000);

let bench: StepBench;
let registry: TestRegistry;
let builder: TestBuilder;
const started: (OddRegistry | FaultProxy)[] = [];
beforeAll(async () => {
  bench = new StepBench();
  builder = startBuilder();
  registry = await startRegistry();
});
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});
afterAll(async () => {
  await registry.stop();
  builder.stop();
  bench.stop();
});

const HELLO = { Dockerfile: 'FROM busybox\nRUN echo built\n' };
const READ_ONLY: Deviations = {
  instead: ({ method = '', url = '' }) => (method === 'POST' && !url.includes('-buildcache') ? DENIED : undefined),
};
const DENIED = { status: 403, body: { errors: [{ code: 'DENIED', message: 'permission_denied: write_package' }] } };

async function odd(deviations?: Deviations): Promise<OddRegistry> {
  const server = await startOddRegistry(registry.host, deviations);
  started.push(server);
  return server;
}

const loginOf = ({ host }: OddRegistry) => ({ registry: host, ...BOB });
const errorsOf = ({ commands }: RunResult) =>
  commands.filter(({ command }) => command === 'error').map(({ message }) => message);
const noticesOf = ({ commands }: RunResult) =>
  commands.filter(({ command }) => command === 'notice').map(({ message }) => message);

const DRIVERS = [
  ['Docker Engine', () => ({ inputs: {}, env: {} })],
  ['a builder in a container', () => builder],
  ['a new builder', () => ({ inputs: { driver: 'docker-container' }, env: {} })],
] as const;

describe.each(DRIVERS)('with %s', (_, how) => {
  test('reports a registry that rejects pushes in one error before the build', async () => {
    const server = await odd(READ_ONLY);
    const { inputs, env } = how();
    const images = `${server.host}/acme/app`;
    const { main } = await bench.run({
      files: HELLO,
      inputs: { images, tags: '1', platforms: 'linux/amd64', push: 'true', ...loginOf(server), ...inputs },
      env,
    });
    expect(main.code).toBe(1);
    expect(errorsOf(main)).toEqual([
      `Cannot push to ${images}: 403 permission_denied: write_package\nLog in to ${server.host} with an account or a token that may push to this repository.`,
    ]);
    expect(main.log).not.toContain('RUN echo');
  });
});

test('reports the same error for a part and a merge', async () => {
  const server = await odd(READ_ONLY);
  const images = `${server.host}/acme/parts`;
  const common = { images, platforms: 'linux/amd64', ...loginOf(server) };
  const part = await bench.run({ files: HELLO, inputs: { ...common, 'push-by-digest': 'true' } });
  const { digest } = await pushPart(`${registry.host}/acme/parts`, { platforms: ['linux/amd64'] });
  const merged = await runAction({
    action: join(ROOT, 'merge'),
    workspace: bench.root,
    temp: join(bench.root, 'temp'),
    inputs: { ...common, tags: '1', digests: JSON.stringify({ 'linux/amd64': digest }) },
    env: { HOME: bench.home, DOCKER_CONFIG: undefined },
  });
  for (const result of [part.main, merged]) {
    expect(errorsOf(result).join()).toMatch(/^Cannot push to localhost:\d+\/acme\/parts: 403 permission_denied/);
  }
  expect(part.main.log).not.toContain('RUN echo');
  expect(crane().tags(`${registry.host}/acme/parts`)).toEqual([]);
});

test('updates no tag of the first repository if the second one rejects pushes', async () => {
  const [good, bad] = [await odd(), await odd(READ_ONLY)];
  const logins = [good, bad].map(
    ({ host }) => `- registry: ${host}\n  username: ${BOB.username}\n  password: ${BOB.password}`,
  );
  const { main } = await bench.run({
    files: HELLO,
    inputs: {
      images: `${good.host}/acme/both\n${bad.host}/acme/both`,
      'registry-auth': logins.join('\n'),
      ...{ tags: '1', platforms: 'linux/amd64', push: 'true' },
    },
  });
  expect(errorsOf(main).join()).toContain(`Cannot push to ${bad.host}/acme/both: 403`);
  expect(main.log).not.toContain('RUN echo');
  expect(crane().tags(`${registry.host}/acme/both`)).toEqual([]);
});

test('reports a missing login and a rejected password differently', async () => {
  const server = await odd();
  const inputs = { tags: `${server.host}/acme/login:1`, platforms: 'linux/amd64', push: 'true' };
  const anonymous = await bench.run({ files: HELLO, inputs });
  const rejected = { registry: server.host, username: BOB.username, password: 'looking-glass' };
  const wrong = await bench.run({ files: HELLO, inputs: { ...inputs, ...rejected } });
  expect(errorsOf(anonymous.main).join()).toMatch(/^Cannot push to \S+: 401 .*the job has no login for localhost/);
  expect(errorsOf(wrong.main).join()).toMatch(/^Cannot push to \S+: localhost:\d+ rejected the login \(401/);
  for (const { main } of [anonymous, wrong]) expect(main.log).not.toContain('RUN echo');
});

test('publishes with a notice if the cache cannot be written', async () => {
  const server = await odd({
    instead: ({ method = '', url = '' }) =>
      method !== 'GET' && url.includes('-buildcache/blobs') ? DENIED : undefined,
  });
  const images = `${server.host}/acme/cached`;
  const { main } = await bench.run({
    files: { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' },
    inputs: {
      ...{ images, tags: '1', platforms: 'linux/amd64', push: 'true', cache: 'registry', 'cache-write': 'true' },
      ...{ ...loginOf(server), ...builder.inputs },
    },
    env: builder.env,
  });
  expect([main.code, errorsOf(main)]).toEqual([0, []]);
  expect(noticesOf(main)).toEqual([
    expect.stringContaining(`No build cache is written: Cannot push to ${images}-buildcache: 403 permission_denied`),
  ]);
  expect(main.log).not.toContain('exporting cache');
  expect(main.summary).toMatch(/not written.*its registry takes no push/);
  expect(crane().tags(`${registry.host}/acme/cached`)).toEqual(['1']);
});

test.each([
  ['503', { kind: 'status', status: 503 }],
  ['reset', { kind: 'reset' }],
] as const)('publishes after a transient error of the check: %s', async (name, fault) => {
  const proxy = await startFaultProxy(registry.host);
  started.push(proxy);
  proxy.fail({ fault, method: 'POST', path: /uploads\/$/, times: 1 });
  const tags = `${proxy.host}/acme/moment:${name}`;
  const { main } = await bench.run({ files: HELLO, inputs: { tags, platforms: 'linux/amd64', push: 'true' } });
  expect([main.code, errorsOf(main)]).toEqual([0, []]);
  expect(crane().digest(`${registry.host}/acme/moment:${name}`)).toBe(main.outputs.digest);
});

describe('no push permission is checked', () => {
  const writes = async (more: Parameters<StepBench['run']>[0]) => {
    const server = await odd(READ_ONLY);
    const inputs = { tags: `${server.host}/acme/none:1`, platforms: 'linux/amd64', ...loginOf(server), ...more.inputs };
    const { main } = await bench.run({ ...more, inputs });
    expect([main.code, errorsOf(main)]).toEqual([0, []]);
    return server.seen.filter((line) => /^(POST|PUT) \/v2\//.test(line));
  };

  test('without push', async () => {
    expect(await writes({ files: HELLO, inputs: { push: 'false' } })).toEqual([]);
  });

  test('for a pull request from a fork', async () => {
    const event = {
      number: 7,
      repository: { default_branch: 'main' },
      pull_request: {
        base: { ref: 'main', sha: 'b'.repeat(40) },
        head: { sha: 'a'.repeat(40), ref: 'feature', repo: { full_name: 'somebody/hello' } },
      },
    };
    const env = {
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_REF_NAME: '7/merge',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_BASE_REF: 'main',
    };
    expect(await writes({ files: HELLO, inputs: { push: 'true', cache: 'registry' }, event, env })).toEqual([]);
  });
});
