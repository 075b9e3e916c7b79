import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { RunResult } from '../../script/runner.mjs';
import { crane } from '../support/crane.ts';
import { commit, embeddedRepository, write } from '../support/git.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { StepBench } from '../support/step.ts';

jest.setTimeout(60_000);

let bench: StepBench;
let registry: TestRegistry;

beforeAll(async () => {
  bench = new StepBench();
  registry = await startRegistry({ htpasswd: true });
  bench.logIn(registry);
});
afterAll(async () => {
  await registry.stop();
  bench.stop();
});

const HELLO = { Dockerfile: 'FROM busybox\nRUN echo hello >/hello\n' };
const messages = ({ commands }: RunResult, name: string) =>
  commands.filter(({ command }) => command === name).map(({ message }) => message);

/** Event of a pull request, with the variables that the runner sets for it. */
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

test('a pull request from a fork builds, verifies and reads the cache, and succeeds without publishing', async () => {
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
  expect(messages(main, 'notice')).toEqual([]);
  expect(main.log).toMatch(
    /^push: the image of a pull request from a fork is not published; it is still built and verified$/m,
  );
  expect(main.log).toMatch(/^ {2}hello$/m);
  expect(main.log).toMatch(/^linux\/amd64: 1 step from cache$/m);
  expect(main.outputs).toMatchObject({ tags: '', images: '' });
  expect(main.outputs.digest).toMatch(/^sha256:/);
  expect([tags(), digest()]).toEqual([published, held]);
});

test('a merge group builds and verifies the image, and succeeds without publishing, and the log says so', async () => {
  const { main, post } = await bench.run({
    files: HELLO,
    inputs: {
      images: `${registry.host}/queue/app`,
      tags: 'auto',
      platforms: 'linux/amd64',
      push: 'true',
      'smoke-test': 'docker run --rm $IMAGE cat /hello',
    },
    event: { action: 'checks_requested' },
    env: {
      GITHUB_EVENT_NAME: 'merge_group',
      GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7-860c1904',
      GITHUB_REF_NAME: 'gh-readonly-queue/main/pr-7-860c1904',
      GITHUB_REF_TYPE: 'branch',
    },
  });
  expect([main.code, post.code, messages(main, 'error'), messages(main, 'warning')]).toEqual([0, 0, [], []]);
  expect(main.log).toMatch(
    /^push: the image of a merge group is not published, since `tags` gives it no tag; the image is built and verified$/m,
  );
  expect(main.log).toMatch(/^ {2}hello$/m);
  expect(main.log).not.toContain('gh-readonly-queue-');
  expect(main.outputs).toMatchObject({ tags: '', version: '' });
  expect(main.outputs.digest).toMatch(/^sha256:/);
  expect(crane().tags(`${registry.host}/queue/app`)).toEqual([]);
});

test('a pull request from a fork succeeds if the name of the image is a secret', async () => {
  const { main, post } = await bench.run({
    files: HELLO,
    inputs: { images: '/app', tags: 'type=ref,event=branch', platforms: 'linux/amd64', push: 'true' },
    ...pullRequest('pull_request', 'somebody/hello'),
  });
  expect([main.code, post.code, messages(main, 'error'), messages(main, 'warning')]).toEqual([0, 0, [], []]);
  expect(main.log).toMatch(
    /^images\[0\]: a part of the name is empty, as secrets are for this pull request; left out\npush: the image of a pull request from a fork is not published; it is still built and verified$/m,
  );
  expect(main.outputs.digest).toMatch(/^sha256:/);
});

/** Event on the default branch that any user can start. */
const onDefaultBranch = (name: string, sha: string) => ({
  event: { repository: { default_branch: 'main' } },
  env: { GITHUB_EVENT_NAME: name, GITHUB_SHA: sha, GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main' },
});

describe('an event with the permissions of the repository', () => {
  const inputs = { platforms: 'linux/amd64', push: 'true' };
  const targeted = (sha: string) => pullRequest('pull_request_target', 'somebody/hello', { base: sha });
  const EVENTS = [
    ['pull_request_target', targeted],
    ['workflow_run', (sha: string) => onDefaultBranch('workflow_run', sha)],
  ] as const;

  test.each(EVENTS)('%s: untrusted code is neither pushed nor built', async (name, event) => {
    const tag = `${registry.host}/${name}/head:1`;
    const { main } = await bench.run({
      files: HELLO,
      inputs: { ...inputs, tags: tag },
      prepare(workspace) {
        const sha = commit(workspace);
        write(workspace, { Dockerfile: 'FROM busybox\nRUN echo evil\n' });
        return event(sha);
      },
    });
    expect(main.code).toBe(1);
    const [error = ''] = messages(main, 'error');
    expect(error).toMatch(
      new RegExp(`^push: context \\. is untrusted on ${name}: Dockerfile differs from commit [0-9a-f]{12}\n`),
    );
    expect(error).toContain('`allow-untrusted: true`');
    expect(main.log).not.toContain('RUN echo');
    expect(() => crane().digest(tag)).toThrow();
  });

  test.each(EVENTS)('%s: code of the base branch is pushed', async (name, event) => {
    const tag = `${registry.host}/${name}/base:1`;
    const { main } = await bench.run({
      files: HELLO,
      inputs: { ...inputs, tags: tag },
      prepare: (workspace) => event(commit(workspace)),
    });
    expect(messages(main, 'error')).toEqual([]);
    expect(crane().digest(tag)).toBe(main.outputs.digest);
  });

  test('untrusted code is built without push, and its cache is not written', async () => {
    const { main } = await bench.run({
      files: HELLO,
      inputs: {
        platforms: 'linux/amd64',
        images: `${registry.host}/untrusted/app`,
        cache: 'registry',
        'cache-write': 'true',
        driver: 'docker-container',
      },
      ...onDefaultBranch('workflow_run', 'a'.repeat(40)),
    });
    expect([main.code, messages(main, 'error')]).toEqual([0, []]);
    expect(messages(main, 'notice')).toEqual([]);
    expect(main.log).toMatch(
      /^context \. is untrusted on workflow_run: it is in no Git checkout; no cache is written$/m,
    );
    expect(crane().tags(`${registry.host}/untrusted/app-buildcache`)).toEqual([]);
  });

  test('untrusted code is pushed with `allow-untrusted: true`', async () => {
    const tag = `${registry.host}/allowed/app:1`;
    const { main } = await bench.run({
      files: HELLO,
      inputs: { ...inputs, tags: tag, 'allow-untrusted': 'true' },
      ...onDefaultBranch('workflow_run', 'a'.repeat(40)),
    });
    expect(messages(main, 'error')).toEqual([]);
    expect(messages(main, 'notice')).toEqual([]);
    expect(main.log).toMatch(/^allow-untrusted: context \. is untrusted on workflow_run/m);
    expect(crane().digest(tag)).toBe(main.outputs.digest);
  });
});

describe('a folder of the checkout with an embedded Git repository', () => {
  const EVENTS = [
    ['push', (sha: string) => onDefaultBranch('push', sha)],
    ['workflow_run', (sha: string) => onDefaultBranch('workflow_run', sha)],
    ['pull_request', () => pullRequest('pull_request', 'somebody/hello')],
    ['pull_request_target', () => pullRequest('pull_request_target', 'somebody/hello')],
  ] as const;

  test.each(EVENTS.flatMap(([name, event]) => [true, false].map((push) => [name, push, event] as const)))(
    'runs no command on %s, push: %s',
    async (name, push, event) => {
      const marker = join(bench.root, `marker-${name}-${push}`);
      const command = `env > ${marker}`;
      const { main } = await bench.run({
        files: HELLO,
        inputs: {
          platforms: 'linux/amd64',
          context: 'app',
          file: 'docker/Dockerfile',
          'build-contexts': 'more=more',
          // this label needs the commit
          tags: `${registry.host}/attack/${name}:1`,
          labels: 'commit={{revision}}',
          secrets: 'TOKEN=hunter2-hunter2',
          push: `${push}`,
        },
        prepare(workspace) {
          // `app` has a configured work tree; the others are bare repositories that Git discovers
          for (const folder of ['app', 'docker', 'more']) {
            const path = join(workspace, folder);
            write(path, { ...HELLO, ...embeddedRepository(command, folder === 'app' ? path : undefined) });
          }
          return event(commit(workspace));
        },
      });
      expect(existsSync(marker)).toBe(false);
      expect(main.code).toBe(name === 'pull_request_target' && push ? 1 : 0);
    },
  );
});

describe('a new builder', () => {
  const daemon =
    'docker ps --filter name=buildx_buildkit --format "{{.Names}}" | xargs docker inspect --format "{{.Name}} {{json .Args}}"';
  const HOST = { Dockerfile: 'FROM busybox\nRUN --network=host true\n' };
  const inputs = { driver: 'docker-container', platforms: 'linux/amd64', 'smoke-test': daemon };

  /** Returns the arguments of the builder's daemon. */
  const argumentsOf = ({ log, outputs: { builder } }: RunResult): readonly string[] =>
    JSON.parse(new RegExp(`/buildx_buildkit_${builder}0 (.*)`).exec(log)?.[1] ?? 'null');

  test('has no entitlements by default, and can push to a registry on loopback', async () => {
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
  ])('has the requested entitlements: %j', async (requested, entitlements, files) => {
    const { main } = await bench.run({ files, inputs: { ...inputs, ...requested } });
    expect(messages(main, 'error')).toEqual([]);
    const permitted = argumentsOf(main).filter((argument) => argument.includes('entitlement'));
    expect(permitted).toEqual(entitlements.map((name) => `--allow-insecure-entitlement=${name}`));
  });

  test('rejects a RUN on the network of the host', async () => {
    const { main } = await bench.run({ files: HOST, inputs });
    expect(main.code).toBe(1);
    expect(messages(main, 'error').join()).toContain('network.host');
  });
});
