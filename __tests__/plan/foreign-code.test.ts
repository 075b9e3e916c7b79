import { describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/inputs/job.ts';
import { foldersOfCode, refuseForeignCode } from '../../src/plan/foreign-code.ts';
import { type Given, job, read } from '../inputs/given.ts';

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const SHA = 'e'.repeat(40);
const PUSH: Given = { push: 'true', tags: 'acme/app:1' };

const at = (name: string, env: object = {}): Job =>
  job(
    { GITHUB_EVENT_NAME: name, GITHUB_SHA: SHA, ...env },
    {
      pull_request: {
        base: { sha: BASE, ref: 'main' },
        head: { sha: HEAD, ref: 'feature', repo: { full_name: 'somebody/app' } },
      },
    },
    { '/checkout/pr/Dockerfile': 'FROM scratch', '/other/.git/HEAD': '', '/other/sub/Dockerfile': 'FROM scratch' },
  );
const commit = (revision: string) => ({ revision, date: new Date(0) });
const target = at('pull_request_target');

describe('on pull_request_target', () => {
  test.each<readonly [Given, readonly string[]]>([
    [PUSH, ['/checkout']],
    [{ ...PUSH, context: 'pr', file: 'docker/Dockerfile' }, ['/checkout/pr', '/checkout/docker']],
    [{ ...PUSH, 'build-contexts': 'a=pr\nb=docker-image://busybox' }, ['/checkout', '/checkout/pr']],
    [{ ...PUSH, file: 'https://example.com/Dockerfile' }, ['/checkout']],
    [{ 'push-by-digest': 'true', platforms: 'amd64', images: 'acme/app' }, ['/checkout']],
    [{ tags: 'acme/app:1' }, []],
  ])('code comes from: %j', async (inputs, folders) => {
    const { request } = await read(inputs, target);
    expect(foldersOfCode(request, target)).toEqual(folders);
    expect(foldersOfCode(request, at('pull_request'))).toEqual([]);
  });

  test.each([
    ['the head itself', '/checkout', commit(HEAD), true],
    ['its merge with the base, or what it moved on to', '/checkout', commit('c'.repeat(40)), true],
    ['what cannot be read', '/checkout', undefined, true],
    ['what cannot be read, in a folder of it', '/checkout/docker', undefined, true],
    ['a work tree elsewhere that cannot be read', '/other/sub', undefined, true],
    ['the commit of the workflow', '/checkout', commit(SHA), false],
    ['the base', '/checkout', commit(BASE), false],
    ['no work tree, elsewhere', '/elsewhere', undefined, false],
  ])('with %s checked out (%s), refused: %j', async (_, folder, head, refused) => {
    const { request } = await read(PUSH, target);
    const heads = new Map([
      ['/checkout/a', commit(BASE)],
      [folder, head],
    ]);
    const attempt = () => refuseForeignCode(request, target, heads);
    if (refused) expect(attempt).toThrow(`push: ${folder} is not known to be the base's code on pull_request_target`);
    else expect(attempt).not.toThrow();
    expect(() => refuseForeignCode(request, at('push'), heads)).not.toThrow();
  });

  test('an event that does not say which commit is the base trusts none', async () => {
    const { request } = await read(PUSH, target);
    const nameless = job({ GITHUB_EVENT_NAME: 'pull_request_target', GITHUB_SHA: '' }, { pull_request: {} });
    expect(() => refuseForeignCode(request, nameless, new Map([['/checkout', commit('')]]))).toThrow(/^push: /);
  });

  test('what is only built is not refused', async () => {
    const { request } = await read({ tags: 'acme/app:1' }, target);
    expect(() => refuseForeignCode(request, target, new Map([['/checkout', commit(HEAD)]]))).not.toThrow();
  });

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
    [`https://github.com/acme/app.git#${BASE}`, false],
    ['git@github.com:acme/app.git#main', false],
    ['ssh://git@github.com:22/acme/app.git#main', false],
    ['github.com/acme/app#main', false],
  ])('a context at %s, refused: %s', async (context, refused) => {
    for (const inputs of [
      { ...PUSH, context },
      { ...PUSH, 'build-contexts': `x=${context}` },
    ]) {
      const { request } = await read(inputs, target);
      const attempt = () => refuseForeignCode(request, target, new Map());
      if (refused) expect(attempt).toThrow(/^push: /);
      else expect(attempt).not.toThrow();
    }
  });

  test.each([
    [{ file: 'https://example.com/Dockerfile' }, true],
    [{ context: '{{defaultContext}}' }, false],
    [{ 'build-contexts': 'x=docker-image://busybox' }, false],
  ])('%j, refused: %s', async (inputs, refused) => {
    const { request } = await read({ ...PUSH, ...inputs }, target);
    const attempt = () => refuseForeignCode(request, target, new Map());
    if (refused) expect(attempt).toThrow(/^push: /);
    else expect(attempt).not.toThrow();
  });
});
