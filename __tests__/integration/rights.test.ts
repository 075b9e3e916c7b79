import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { RunResult } from '../../script/runner.mjs';
import { crane } from '../support/crane.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { StepBench } from '../support/step.ts';

jest.setTimeout(60_000);

let bench: StepBench;
let registry: TestRegistry;

beforeAll(async () => {
  bench = new StepBench();
  registry = await startRegistry();
});
afterAll(async () => {
  await registry.stop();
  bench.stop();
});

const HELLO = { Dockerfile: 'FROM busybox\nRUN echo hello >/hello\n' };
const messages = ({ commands }: RunResult, name: string) =>
  commands.filter(({ command }) => command === name).map(({ message }) => message);

/** The event of a pull request, and what the runner says of it. */
const pullRequest = (name: string, from: string, { head = 'a'.repeat(40), base = 'b'.repeat(40) } = {}) => ({
  event: {
    number: 7,
    repository: { default_branch: 'main' },
    pull_request: { base: { ref: 'main', sha: base }, head: { sha: head, ref: 'feature', repo: { full_name: from } } },
  },
  env: {
    GITHUB_EVENT_NAME: name,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REF_NAME: '7/merge',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_BASE_REF: 'main',
  },
});

test('a pull request from a fork builds, proves, reads the cache, publishes nothing, and is green', async () => {
  const inputs = {
    images: `${registry.host}/fork/app`,
    tags: 'latest',
    platforms: 'linux/amd64',
    push: 'true',
    cache: 'registry',
    driver: 'docker-container',
    'smoke-test': 'docker run --rm $IMAGE cat /hello',
  };
  const base = await bench.run({ files: HELLO, inputs });
  expect(base.main.code).toBe(0);
  const tags = () => ['fork/app', 'fork/app-buildcache'].map((path) => crane().tags(`${registry.host}/${path}`));
  const published = tags();
  const digest = () => crane().digest(`${registry.host}/fork/app:latest`);
  const held = digest();
  const { main, post } = await bench.run({
    files: HELLO,
    inputs: { ...inputs, 'cache-write': 'true' },
    ...pullRequest('pull_request', 'somebody/hello'),
  });
  expect([main.code, post.code, messages(main, 'error'), messages(main, 'warning')]).toEqual([0, 0, [], []]);
  expect(messages(main, 'notice')).toEqual([
    'push: nothing is published for a pull request from a fork; it is built and proved all the same',
  ]);
  expect(main.log).toMatch(/^ {2}hello$/m);
  expect(main.log).toMatch(/RUN echo hello >\/hello\n#\d+ CACHED/);
  expect(main.outputs).toMatchObject({ tags: '', images: '' });
  expect(main.outputs.digest).toMatch(/^sha256:/);
  expect([tags(), digest()]).toEqual([published, held]);
});

test('a pull request from a fork is green though the name of the image is a secret', async () => {
  const { main, post } = await bench.run({
    files: HELLO,
    inputs: { images: '/app', tags: 'type=ref,event=branch', platforms: 'linux/amd64', push: 'true' },
    ...pullRequest('pull_request', 'somebody/hello'),
  });
  expect([main.code, post.code, messages(main, 'error'), messages(main, 'warning')]).toEqual([0, 0, [], []]);
  expect(messages(main, 'notice').slice(0, 2)).toEqual([
    'images[0]: a part of the name is empty, as secrets are for this pull request; left out',
    'push: nothing is published for a pull request from a fork; it is built and proved all the same',
  ]);
  expect(main.outputs.digest).toMatch(/^sha256:/);
});

describe('on pull_request_target', () => {
  const checkOut = (workspace: string) => {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: workspace });
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message', 'All');
    return git('rev-parse', 'HEAD').toString().trim();
  };
  const inputs = { platforms: 'linux/amd64', push: 'true' };

  test("the head's code is not pushed, and not even built", async () => {
    const tag = `${registry.host}/target/head:1`;
    let sha = '';
    const { main } = await bench.run({
      files: HELLO,
      inputs: { ...inputs, tags: tag },
      prepare(workspace) {
        sha = checkOut(workspace);
        return pullRequest('pull_request_target', 'somebody/hello', { head: sha });
      },
    });
    expect(sha).toMatch(/^[0-9a-f]{40}$/);
    expect(main.code).toBe(1);
    expect(messages(main, 'error').join()).toMatch(
      /^push: .* is not known to be the base's code on pull_request_target/,
    );
    expect(main.log).not.toContain('RUN echo');
    expect(() => crane().digest(tag)).toThrow();
  });

  test('nor is what cannot be told from it', async () => {
    const tag = `${registry.host}/target/unknown:1`;
    const { main } = await bench.run({
      files: HELLO,
      inputs: { ...inputs, tags: tag },
      ...pullRequest('pull_request_target', 'somebody/hello'),
    });
    expect(messages(main, 'error').join()).toMatch(/^push: .* is not known to be the base's code/);
    expect(main.log).not.toContain('RUN echo');
  });

  test("the base's is", async () => {
    const tag = `${registry.host}/target/base:1`;
    const { main } = await bench.run({
      files: HELLO,
      inputs: { ...inputs, tags: tag },
      prepare(workspace) {
        return pullRequest('pull_request_target', 'somebody/hello', { base: checkOut(workspace) });
      },
    });
    expect(messages(main, 'error')).toEqual([]);
    expect(crane().digest(tag)).toBe(main.outputs.digest);
  });
});

describe('a builder that is made', () => {
  const daemon =
    'docker ps --filter name=buildx_buildkit --format "{{.Names}}" | xargs docker inspect --format "{{.Name}} {{json .Args}}"';
  const HOST = { Dockerfile: 'FROM busybox\nRUN --network=host true\n' };
  const inputs = { driver: 'docker-container', platforms: 'linux/amd64', 'smoke-test': daemon };

  /** What the builder of a step was started with. */
  const argumentsOf = ({ log, outputs: { builder } }: RunResult): readonly string[] =>
    JSON.parse(new RegExp(`/buildx_buildkit_${builder}0 (.*)`).exec(log)?.[1] ?? 'null');

  test('permits nothing that was not asked for, and reaches a registry on loopback', async () => {
    const tags = `${registry.host}/rights/a:1`;
    const { main } = await bench.run({ files: HELLO, inputs: { ...inputs, tags, push: 'true' } });
    expect(messages(main, 'error')).toEqual([]);
    expect(argumentsOf(main).join(' ')).not.toContain('entitlement');
  });

  test.each([
    [{ allow: 'network.host' }, ['network.host'], HOST],
    [{ network: 'host' }, ['network.host'], HELLO],
    [{ allow: 'security.insecure' }, ['security.insecure'], HELLO],
    [{ 'buildkitd-flags': '--debug', allow: 'network.host' }, ['network.host'], HOST],
  ])('permits what is asked for: %j', async (asked, entitlements, files) => {
    const { main } = await bench.run({ files, inputs: { ...inputs, ...asked } });
    expect(messages(main, 'error')).toEqual([]);
    const permitted = argumentsOf(main).filter((argument) => argument.includes('entitlement'));
    expect(permitted).toEqual(entitlements.map((name) => `--allow-insecure-entitlement=${name}`));
  });

  test('refuses a RUN on the network of the host', async () => {
    const { main } = await bench.run({ files: HOST, inputs });
    expect(main.code).toBe(1);
    expect(messages(main, 'error').join()).toContain('network.host');
  });
});
