import { describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/inputs/job.ts';
import { foldersOfCode, refuseForeignCode } from '../../src/plan/foreign-code.ts';
import { type Given, job, read } from '../inputs/given.ts';

const HEAD = 'a'.repeat(40);
const BASE = 'b'.repeat(40);
const PUSH: Given = { push: 'true', tags: 'acme/app:1' };

const at = (name: string): Job =>
  job(
    { GITHUB_EVENT_NAME: name },
    { pull_request: { head: { sha: HEAD, ref: 'feature', repo: { full_name: 'somebody/app' } } } },
    { '/checkout/pr/Dockerfile': 'FROM scratch' },
  );
const commit = (revision: string, ...parents: string[]) => ({ revision, parents, date: new Date(0) });

describe('on pull_request_target', () => {
  test.each<readonly [Given, readonly string[]]>([
    [PUSH, ['/checkout']],
    [{ ...PUSH, context: 'pr', file: 'docker/Dockerfile' }, ['/checkout/pr', '/checkout/docker']],
    [{ ...PUSH, 'build-contexts': 'a=pr\nb=docker-image://busybox' }, ['/checkout', '/checkout/pr']],
    [{ 'push-by-digest': 'true', platforms: 'amd64', images: 'acme/app' }, ['/checkout']],
    [{ tags: 'acme/app:1' }, []],
  ])('code comes from: %j', async (inputs, folders) => {
    const { request } = await read(inputs, at('pull_request_target'));
    expect(foldersOfCode(request, at('pull_request_target'))).toEqual(folders);
    expect(foldersOfCode(request, at('pull_request'))).toEqual([]);
  });

  test.each([
    ['the head itself', commit(HEAD, BASE), true],
    ['its merge with the base', commit('c'.repeat(40), BASE, HEAD), true],
    ['the base', commit(BASE), false],
    ['no work tree', undefined, false],
  ])('with %s checked out, refused: %j', async (_, head, refused) => {
    const { request } = await read(PUSH, at('pull_request_target'));
    const attempt = () => refuseForeignCode(request, at('pull_request_target'), [commit(BASE), head]);
    if (refused) expect(attempt).toThrow(/^push: the code of a pull request is checked out on pull_request_target/);
    else expect(attempt).not.toThrow();
    expect(() => refuseForeignCode(request, at('push'), [head])).not.toThrow();
  });

  test('what is only built is not refused', async () => {
    const { request } = await read({ tags: 'acme/app:1' }, at('pull_request_target'));
    expect(() => refuseForeignCode(request, at('pull_request_target'), [commit(HEAD)])).not.toThrow();
  });

  test.each([
    [`https://github.com/acme/app.git#${HEAD}`, true],
    ['https://github.com/acme/app.git#refs/pull/7/merge:docker', true],
    ['https://github.com/acme/app.git#feature', true],
    ['https://github.com/acme/app.git#refs/heads/feature:sub', true],
    ['https://github.com/somebody/app.git', true],
    ['https://github.com/acme/app.git#main', false],
    ['https://github.com/acme/app.git', false],
  ])('a context at %s, refused: %s', async (context, refused) => {
    for (const inputs of [
      { ...PUSH, context },
      { ...PUSH, 'build-contexts': `x=${context}` },
    ]) {
      const { request } = await read(inputs, at('pull_request_target'));
      const attempt = () => refuseForeignCode(request, at('pull_request_target'), []);
      if (refused) expect(attempt).toThrow(/^push: /);
      else expect(attempt).not.toThrow();
    }
  });
});
