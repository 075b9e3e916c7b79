import { describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/model/job.ts';
import { codeOf } from '../../src/trust/code.ts';
import { findUntrustedUrl } from '../../src/trust/decide.ts';
import { type Given, job, read } from '../inputs/given.ts';

const [HEAD, BASE, SHA] = ['a'.repeat(40), 'b'.repeat(40), 'e'.repeat(40)];

const at = (name: string): Job =>
  job(
    { GITHUB_EVENT_NAME: name, GITHUB_SHA: SHA },
    {
      repository: { default_branch: 'main' },
      pull_request: {
        base: { sha: BASE, ref: 'main' },
        head: { sha: HEAD, ref: 'feature', repo: { full_name: 'somebody/app' } },
      },
    },
    { '/checkout/pr/Dockerfile': 'FROM scratch' },
  );

const ROOT = ['/checkout/Dockerfile', '/checkout/Dockerfile.dockerignore'];

test.each<readonly [Given, readonly string[]]>([
  [{}, ['/checkout', ...ROOT]],
  [
    { context: 'pr', file: 'docker/Dockerfile' },
    ['/checkout/pr', '/checkout/docker/Dockerfile', '/checkout/docker/Dockerfile.dockerignore'],
  ],
  [
    { 'build-contexts': 'a=pr\nb=docker-image://busybox\nd=oci-layout://none:1@sha256:0' },
    ['/checkout', ...ROOT, '/checkout/pr', '/checkout/none'],
  ],
  [{ file: 'https://example.com/Dockerfile' }, ['/checkout', 'https://example.com/Dockerfile']],
  [
    { context: 'https://github.com/acme/app.git', 'build-contexts': 'a=pr' },
    ['/checkout/pr', 'https://github.com/acme/app.git'],
  ],
  [{ 'buildkitd-config': 'buildkitd.toml' }, ['/checkout', ...ROOT, '/checkout/buildkitd.toml']],
  [{ 'buildkitd-config': '../elsewhere/Dockerfile' }, ['/checkout', ...ROOT]],
])('lists the places of the code for %j', async (inputs, places) => {
  // the TOML of the last row is invalid, which does not matter here
  const { request } = await read(inputs, at('push')).catch(() => read({}, at('push')));
  const { paths, urls } = codeOf(request, at('push'));
  expect([...paths, ...urls].map(({ place }) => place)).toEqual(places);
});

const untrusted = async (inputs: Given, where: Job) => {
  const { request } = await read(inputs, where);
  return findUntrustedUrl(codeOf(request, where), where) !== undefined;
};

describe('a URL on an event that any user can start', () => {
  test.each([
    [`https://github.com/acme/app.git#${HEAD}`, true],
    [`https://github.com/acme/app.git#${BASE.slice(0, 12)}`, true],
    ['https://github.com/acme/app.git#refs/pull/7/merge:docker', true],
    ['https://github.com/acme/app.git#pull/7/head', true],
    ['https://github.com/acme/app.git#feature', true],
    ['https://github.com/acme/app.git#refs/heads/feature:sub', true],
    ['https://github.com/acme/app.git?ref=pull/7/head', true],
    ['https://github.com/acme/app.git?branch=feature', true],
    ['https://github.com/acme/app.git?ref=feature#main', true],
    ['https://github.com/somebody/app.git', true],
    ['https://github.com/Somebody/App.git#main', true],
    ['git@github.com:somebody/app.git#main', true],
    ['ssh://git@example.com/acme/app.git#main', true],
    ['https://example.com/acme/app.git#main', true],
    ['http://github.com/acme/app.git#main', true],
    ['https://github.com/acme/app.git/../../somebody/app.git#main', true],
    ['https://github.com.example.com/acme/app.git', true],
    ['https://github.com/acme/app/archive/refs/pull/7/head.tar.gz', true],
    ['https://github.com/acme/app.git#main', false],
    ['https://github.com/acme/app.git#refs/heads/main:docker', false],
    ['https://github.com/Acme/App.git', false],
    [`https://github.com/acme/app.git#${SHA}:docker`, false],
    ['git@github.com:acme/app.git#main', false],
    ['ssh://git@github.com:22/acme/app.git#main', false],
    ['github.com/acme/app#main', false],
    ['{{defaultContext}}', false],
    ['{{defaultContext}}:docker', false],
  ])('%s is untrusted: %s', async (url, expected) => {
    for (const name of ['pull_request_target', 'workflow_run', 'issue_comment', 'new']) {
      expect(await untrusted({ context: url }, at(name))).toBe(expected);
      expect(await untrusted({ 'build-contexts': `x=${url}` }, at(name))).toBe(expected);
    }
  });

  test("the base's commit is trusted on pull_request_target only", async () => {
    const context = `https://github.com/acme/app.git#${BASE}`;
    expect(await untrusted({ context }, at('pull_request_target'))).toBe(false);
    expect(await untrusted({ context }, at('issue_comment'))).toBe(true);
  });

  test('a Dockerfile by URL is untrusted, and an image is not', async () => {
    expect(await untrusted({ file: 'https://example.com/Dockerfile' }, at('workflow_run'))).toBe(true);
    expect(await untrusted({ 'build-contexts': 'x=docker-image://busybox' }, at('workflow_run'))).toBe(false);
  });
});

test.each([
  ['https://github.com/acme/app.git#refs/pull/7/merge:docker', true],
  ['https://github.com/acme/app.git?ref=refs%2Fpull%2F7%2Fhead', true],
  ['https://github.com/acme/app.git#pull/7/head', true],
  ['https://github.com/acme/app/archive/refs/pull/7/head.tar.gz', true],
  ['https://github.com/upstream/other.git#v1', false],
  ['https://github.com/acme/app.git#feature', false],
  ['{{defaultContext}}', false],
])('a URL on an event that needs write access: %s is untrusted: %s', async (context, expected) => {
  expect(await untrusted({ context }, at('push'))).toBe(expected);
});

test('lists the code of linked targets, and no Dockerfile that a bake file holds', async () => {
  const { request } = await read({}, at('push'));
  const { build } = request;
  const inline = '/temp/multiarch-build-bake-0/Dockerfile';
  const linked = { name: 'base', build: { ...build, dockerfile: inline }, platforms: undefined, cacheFrom: [] };
  const bake = { files: ['/checkout/docker-bake.hcl'], inlineDockerfile: undefined, linked: [linked] };
  const code = codeOf({ ...request, build: { ...build, bake } }, at('push'));
  expect(code.paths.map(({ place }) => place)).toEqual([
    '/checkout/docker-bake.hcl',
    '/checkout',
    ...ROOT,
    '/checkout',
  ]);
});
