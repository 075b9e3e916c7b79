import { describe, expect, test } from '@jest/globals';
import { fromFork, type Job, withoutSecrets } from '../../src/inputs/job.ts';
import { type Given, job, read } from './given.ts';

const of = (eventName: string, repo: object | null | undefined, env: object = {}): Job =>
  job({ GITHUB_EVENT_NAME: eventName, ...env }, { pull_request: { head: { sha: 'a', repo } } });

describe('a pull request from a fork', () => {
  test.each([
    ['pull_request', { full_name: 'somebody/app' }, true],
    ['pull_request', null, true],
    ['pull_request', { full_name: 'acme/app' }, false],
    ['pull_request_review', { full_name: 'somebody/app' }, true],
    ['pull_request_review_comment', { full_name: 'somebody/app' }, true],
    ['pull_request_target', { full_name: 'somebody/app' }, false],
    ['push', { full_name: 'somebody/app' }, false],
  ])('%s of %j: %s', (event, repo, expected) => {
    expect(fromFork(of(event, repo))).toBe(expected);
    expect(withoutSecrets(of(event, repo))).toBe(expected);
  });

  test('a robot that gets no secrets works in the repository itself', () => {
    const robot = of('pull_request', { full_name: 'acme/app' }, { GITHUB_ACTOR: 'dependabot[bot]' });
    expect([fromFork(robot), withoutSecrets(robot)]).toEqual([false, true]);
  });

  const fork = of('pull_request', { full_name: 'somebody/app' });
  const ASKED: Given = {
    images: 'acme/app',
    tags: 'latest',
    'cache-to': 'type=registry,ref=acme/cache\ntype=local,dest=x',
    'cache-write': 'true',
  };

  test.each<readonly [Given, string]>([
    [{ push: 'true' }, 'push'],
    [{ 'push-by-digest': 'true', platforms: 'amd64' }, 'push-by-digest'],
  ])('publishes nothing with %j, and is told so', async (how, name) => {
    const { request, remarks } = await read({ ...ASKED, ...how }, fork);
    expect(request.result).toMatchObject({ push: false, pushByDigest: false });
    expect(request.cache).toMatchObject({ write: 'never', to: ['type=local,dest=x'] });
    expect(remarks).toEqual([
      {
        level: 'notice',
        message: `${name}: nothing is published for a pull request from a fork; it is built and proved all the same`,
      },
    ]);
  });

  test('loads nothing by the digest that nothing is pushed under', async () => {
    const inputs = { images: 'acme/app', 'push-by-digest': 'true', platforms: 'amd64', load: 'true' };
    expect((await read(inputs, fork)).request.result.load).toBe(false);
    expect((await read({ ...ASKED, push: 'true', load: 'true' }, fork)).request.result.load).toBe(true);
  });

  test('that asked for nothing is told nothing', async () => {
    expect((await read({ load: 'true', tags: 'app:1' }, fork)).remarks).toEqual([]);
  });

  test('is told its mistakes all the same', async () => {
    await expect(read({ push: 'true' }, fork)).rejects.toThrow(/^tags: empty/);
  });

  test('other jobs may do what they ask for', async () => {
    const { request, remarks } = await read({ ...ASKED, push: 'true' });
    expect(request.result.push).toBe(true);
    expect(request.cache).toMatchObject({ write: 'always', to: ['type=registry,ref=acme/cache', 'type=local,dest=x'] });
    expect(remarks).toEqual([]);
  });
});
