import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { RunResult } from '../../script/runner.mjs';
import { type Canary, canaries, canariesIn, canariesInFolder } from '../support/canaries.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { showLog } from '../support/runner-log.ts';
import { type Step, StepBench } from '../support/step.ts';

jest.setTimeout(120_000);

const DEBUG = { RUNNER_DEBUG: '1', ACTIONS_STEP_DEBUG: 'true', ACTIONS_RUNNER_DEBUG: 'true' };

let bench: StepBench;
let registry: TestRegistry;
let data: string;

beforeAll(async () => {
  bench = new StepBench();
  data = mkdtempSync(join(tmpdir(), 'registry-data-'));
  registry = await startRegistry({ data });
});
afterAll(async () => {
  await registry.stop();
  rmSync(data, { recursive: true, force: true });
  bench.stop();
});

/** Returns canaries for every input with several secrets, and the inputs and files that contain them. */
function everywhere() {
  const [values, envs, files, passwords] = [canaries(), canaries(), canaries(), canaries()];
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  return {
    all: [...values, ...envs, ...files, ...passwords],
    ids: ['value', 'env', 'file'].flatMap((kind) => values.map((_, i) => `${kind}${i}`)),
    inputs: {
      secrets: values.map(({ value }, i) => quoted(`value${i}=${value}`)).join('\n'),
      'secret-envs': envs.map((_, i) => `env${i}=CANARY_${i}`).join('\n'),
      'secret-files': files.map((_, i) => `file${i}=.canary/${i}`).join('\n'),
      'registry-auth': passwords
        .map(({ value }, i) => `- registry: r${i}.example.com\n  username: me\n  password: ${JSON.stringify(value)}\n`)
        .join(''),
    },
    env: { ...DEBUG, ...Object.fromEntries(envs.map(({ value }, i) => [`CANARY_${i}`, value])) },
    files: Object.fromEntries(files.map(({ value }, i) => [`.canary/${i}`, value])),
  };
}

/** Dockerfile that prints every secret of the build, and is never cached. */
const printSecrets = (ids: readonly string[], ending: string) =>
  `FROM busybox\nRUN ${ids.map((id) => `--mount=type=secret,id=${id}`).join(' ')} for f in /run/secrets/*; do cat $f; echo; done; : ${randomUUID()}; ${ending}\n`;

/** Runs a step, and expects no secret in command lines, logs, outputs, files and the registry. */
async function expectNoLeak(step: Step, all: readonly Canary[]): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), 'processes-'));
  const seen = join(folder, 'seen');
  // without the token that BuildKit passes to Git in the builder for a Git context
  const readCommandLines =
    "while :; do cat /proc/[0-9]*/cmdline; sleep 0.02; done | grep -avz '^http\\..*extraheader='";
  const watcher = spawn('/bin/sh', ['-c', readCommandLines], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  watcher.stdout.pipe(createWriteStream(seen));
  const { main, post } = await bench.run(step);
  process.kill(-(watcher.pid ?? 0));
  const { outputs, state, summary, env, path } = main;
  const shown = showLog(`${main.log}\n${post.log}`);
  expect(canariesIn(shown.shown, all)).toEqual([]);
  expect(canariesIn(JSON.stringify({ outputs, state, summary, env, path }), all)).toEqual([]);
  expect(canariesIn(bench.calls, all)).toEqual([]);
  const processes: string[] = [];
  for await (const chunk of createReadStream(seen)) processes.push(...canariesIn(chunk as Buffer, all));
  expect(processes).toEqual([]);
  for (const part of ['home', 'tmp', 'temp']) expect(canariesInFolder(join(bench.root, part), all)).toEqual([]);
  expect(canariesInFolder(data, all)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
  return main;
}

test('the search finds secrets in plain text and in base64', () => {
  const all = canaries();
  expect(all.length).toBeGreaterThan(40);
  for (const { name, value } of all) {
    expect(canariesIn(`a ${value} b`, all)).toContain(name);
    expect(canariesIn(Buffer.from(`user:${value}`).toString('base64'), all)).toContain(name);
  }
});

describe.each([
  ['the builder of Docker Engine', 'auto'],
  ['a builder in a container', 'docker-container'],
])('secrets with %s', (_, driver) => {
  test('do not leak if a build prints them, and is attested, cached and pushed', async () => {
    const { all, ids, inputs, env, files } = everywhere();
    const repository = `${registry.host}/secret/${driver}`;
    const main = await expectNoLeak(
      {
        files: { ...files, Dockerfile: printSecrets(ids, 'true'), '.dockerignore': '.canary' },
        inputs: {
          ...inputs,
          driver,
          tags: `${repository}:1`,
          platforms: 'linux/amd64',
          push: 'true',
          provenance: 'mode=max',
          cache: 'registry',
          'cache-write': 'true',
          'github-token': 'ghs_c4n4ry000000000000',
          'smoke-test': 'env; docker run --rm $IMAGE true; docker inspect $IMAGE; docker history --no-trunc $IMAGE',
        },
        env,
      },
      all,
    );
    if (main.code !== 0) throw new Error(showLog(main.log).shown);
    // the RUN printed the secrets, and the runner masked them
    expect(main.log).toMatch(/^\[.*\] .*c4n4ry/m);
    expect(showLog(main.log).shown.match(/\*\*\*/g)?.length).toBeGreaterThan(100);
  });

  test('do not leak if a build prints them and fails', async () => {
    const { all, ids, inputs, env, files } = everywhere();
    const { 'registry-auth': _auth, ...secrets } = inputs;
    const password = all.find(({ name }) => name === 'a double quote')?.value ?? '';
    const main = await expectNoLeak(
      {
        files: { ...files, Dockerfile: printSecrets(ids, 'cat /run/secrets/* >&2; false') },
        inputs: { ...secrets, driver, platforms: 'linux/amd64', registry: registry.host, username: 'me', password },
        env,
      },
      all,
    );
    expect(main.code).toBe(1);
    expect(main.log).toMatch(/^\[.*\] .*c4n4ry/m);
  });
});

test('a password that the registry rejects does not leak', async () => {
  const closed = await startRegistry({ htpasswd: true });
  const all = canaries();
  for (const name of ['plain', 'commas', 'command, first syntax', 'backslashes']) {
    const password = all.find((canary) => canary.name === name)?.value ?? '';
    const main = await expectNoLeak(
      {
        files: { Dockerfile: 'FROM busybox\n' },
        inputs: {
          ...{ registry: closed.host, username: 'alice', password, retries: '0' },
          ...{ tags: `${closed.host}/a:1`, platforms: 'linux/amd64', push: 'true' },
        },
        env: DEBUG,
      },
      all,
    );
    expect(main.code).toBe(1);
  }
  await closed.stop();
});

test('credentials in cache entries do not leak', async () => {
  const all = canaries();
  const value = (name: string) => all.find((canary) => canary.name === name)?.value ?? '';
  const main = await expectNoLeak(
    {
      files: { Dockerfile: 'FROM busybox\nRUN true\n' },
      inputs: {
        'cache-from': `type=gha,url=http://127.0.0.1:9/,scope=a,token=${value('plain')}\ntype=s3,region=x,bucket=y,endpoint_url=http://127.0.0.1:9,access_key_id=${value('token-like')},"secret_access_key=${value('base64-like')}",session_token=${value('web token')}`,
        platforms: 'linux/amd64',
        retries: '0',
        timeout: '20s',
      },
      env: DEBUG,
    },
    all,
  );
  expect(main.commands.map(({ message }) => message).join('\n')).toMatch(/cache-from\[1\]: credentials/);
});

test('a token that the server of a Git context rejects does not leak', async () => {
  const server = createServer((_, response) => response.writeHead(401).end('no'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const all = canaries();
  const token = all.find(({ name }) => name === 'token-like')?.value ?? '';
  const main = await expectNoLeak(
    {
      files: {},
      inputs: { context: `${url}/acme/app.git`, platforms: 'linux/amd64', 'github-token': token, retries: '0' },
      env: { ...DEBUG, GITHUB_SERVER_URL: url },
    },
    all,
  );
  server.close();
  expect(main.code).toBe(1);
});

test('secrets in invalid inputs do not leak', async () => {
  const all = canaries();
  const plain = (name: string) => all.find((canary) => canary.name === name)?.value ?? '';
  const invalid: readonly Readonly<Record<string, string>>[] = [
    { secrets: all.map(({ value }) => value).join('\n'), password: plain('plain') },
    { 'secret-envs': plain('plain'), 'secret-files': `a=${plain('JSON')}`, 'github-token': plain('YAML') },
    { 'registry-auth': `- password: ${plain('plain')}\n  pasword: x` },
    { 'registry-auth': `- username: a\n  password: ${plain('YAML')}` },
    { 'registry-auth': `password: "${plain('plain')}` },
    { 'cache-from': `type=s3,access_key_id=${plain('plain')},"secret_access_key=${plain('commas')}` },
    { 'cache-to': `type=azblob,secret_access_key=${plain('base64-like')}` },
    { context: `https://me:${plain('plain')}@github.com/a/b.git`, file: `https://${plain('token-like')}@x/y` },
  ];
  for (const inputs of invalid) {
    const main = await expectNoLeak({ files: { Dockerfile: 'FROM busybox\n' }, inputs, env: DEBUG }, all);
    expect(main.code).toBe(1);
  }
});
