import { describe, expect, test } from '@jest/globals';
import { cacheScopes, platformScope, scopeOf } from '../../src/cache/scope.ts';
import type { Environment } from '../../src/model/job.ts';
import { TAG } from '../../src/model/reference.ts';
import { job } from '../inputs/given.ts';

const branch = (name: string, more: Environment = {}): Environment => ({
  GITHUB_REF: `refs/heads/${name}`,
  GITHUB_REF_NAME: name,
  GITHUB_REF_TYPE: 'branch',
  ...more,
});
const tag = (name: string): Environment => ({
  GITHUB_REF: `refs/tags/${name}`,
  GITHUB_REF_NAME: name,
  GITHUB_REF_TYPE: 'tag',
});
const pull = (base: string, more: Environment = {}): Environment => ({
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_REF_NAME: '7/merge',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_BASE_REF: base,
  ...more,
});
const PROTECTED = { GITHUB_REF_PROTECTED: 'true' };
const OWN = { full_name: 'acme/app' };
const FORK = { full_name: 'mallory/app' };
const from = (repo: object | null) => ({ pull_request: { head: { repo } } });
const AT = { repository: { default_branch: 'main' } };

describe('cacheScopes', () => {
  test.each<[string, Environment, object, 'auto' | 'always' | 'never', readonly string[], string | undefined, string]>([
    // title, environment, event, cache-write: scopes to read, scope to write, reason
    ['the default branch', branch('main'), AT, 'auto', ['main'], 'main', 'the default branch'],
    ['the default branch', branch('main'), AT, 'never', ['main'], undefined, '`cache-write: false`'],
    ['the default branch', branch('main'), AT, 'always', ['main'], 'main', '`cache-write: true`'],
    [
      'another default branch',
      branch('trunk'),
      { repository: { default_branch: 'trunk' } },
      'auto',
      ['trunk'],
      'trunk',
      'the default branch',
    ],
    ['a payload without a default branch', branch('master'), {}, 'auto', ['master'], 'master', 'the default branch'],
    [
      'a payload without a default branch',
      branch('develop'),
      {},
      'auto',
      ['main'],
      undefined,
      'neither the default nor a protected branch',
    ],
    ['a protected branch', branch('2.x', PROTECTED), AT, 'auto', ['2.x', 'main'], '2.x', 'a protected branch'],
    ['a protected branch', branch('2.x', PROTECTED), AT, 'never', ['2.x', 'main'], undefined, '`cache-write: false`'],
    ['a branch', branch('fix'), AT, 'auto', ['main'], undefined, 'neither the default nor a protected branch'],
    [
      'a merge group',
      { ...branch('gh-readonly-queue/main/pr-7'), ...PROTECTED, GITHUB_EVENT_NAME: 'merge_group' },
      AT,
      'auto',
      ['main'],
      undefined,
      'a merge group',
    ],
    ['a branch', branch('fix'), AT, 'always', ['fix', 'main'], 'fix', '`cache-write: true`'],
    [
      'a schedule',
      branch('main', { GITHUB_EVENT_NAME: 'schedule' }),
      AT,
      'auto',
      ['main'],
      'main',
      'the default branch',
    ],
    ['a Git tag', tag('v1'), AT, 'auto', ['main'], undefined, 'a Git tag'],
    ['a protected Git tag', { ...tag('v1'), ...PROTECTED }, AT, 'auto', ['main'], undefined, 'a Git tag'],
    ['a Git tag', tag('v1'), AT, 'always', ['tag-v1', 'main'], 'tag-v1', '`cache-write: true`'],
    ['a pull request', pull('2.x'), { ...AT, ...from(OWN) }, 'auto', ['2.x', 'main'], undefined, 'a pull request'],
    ['a pull request', pull('main', PROTECTED), { ...AT, ...from(OWN) }, 'auto', ['main'], undefined, 'a pull request'],
    [
      'a pull request',
      pull('main'),
      { ...AT, ...from(OWN) },
      'always',
      ['pr-7', 'main'],
      'pr-7',
      '`cache-write: true`',
    ],
    ['a fork', pull('main'), { ...AT, ...from(FORK) }, 'auto', ['main'], undefined, 'a pull request without secrets'],
    ['a fork', pull('main'), { ...AT, ...from(FORK) }, 'always', ['main'], undefined, 'a pull request without secrets'],
    [
      'a deleted fork',
      pull('main'),
      { ...AT, ...from(null) },
      'always',
      ['main'],
      undefined,
      'a pull request without secrets',
    ],
  ])('selects the scopes for %s, %j %j, cache-write %s', (_, env, event, write, read, written, reason) => {
    expect(cacheScopes(job(env, event), write)).toEqual({ read, write: written, reason });
  });
});

describe('scopes', () => {
  const long = 'x'.repeat(300);
  const BRANCHES = [
    ...[
      'main',
      '2.x',
      'Main',
      'feature/a',
      'feature-a',
      'feature//a',
      'feature/a/',
      'a__b',
      'a_b',
      '.dot',
      'dot',
      '-dash',
    ],
    ...[
      '日本',
      '中国',
      'ä',
      'ö',
      'pr-7',
      'tag-v1',
      long,
      `${long}y`,
      `${long}/y`,
      'refs/pull/7/merge',
      '@',
      'a b',
      'a:b',
    ],
  ];
  const platform = { os: 'linux', architecture: 'mips64le', variant: 'softfloat' };

  test('are valid tags, with and without a platform', () => {
    const scopes = BRANCHES.map(scopeOf);
    const all = [...scopes, ...scopes.map((scope) => platformScope(scope, platform))];
    expect(all.filter((scope) => !TAG.test(scope))).toEqual([]);
  });

  test('are distinct for distinct branches, pull requests and Git tags', () => {
    const scopes = BRANCHES.map(scopeOf);
    const others = [pull('main'), tag('v1')].map((env) => cacheScopes(job(env, AT), 'always').write);
    const all = [...scopes, ...others, ...scopes.map((scope) => platformScope(scope, platform))];
    expect(new Set(all).size).toBe(all.length);
  });

  test('differ for a branch that has the name of the scope of another branch', () => {
    const slugged = BRANCHES.map(scopeOf).filter((scope) => !BRANCHES.includes(scope));
    expect(slugged.length).toBeGreaterThan(5);
    expect(slugged.filter((scope) => scopeOf(scope) === scope)).toEqual([]);
  });

  test.each([
    ['main', 'main'],
    ['2.x', '2.x'],
    ['feature/a', /^feature-a-[0-9a-f]{8}$/],
    ['a__b', /^a_b-[0-9a-f]{8}$/],
    ['日本', /^branch-[0-9a-f]{8}$|^--[0-9a-f]{8}$/],
  ])('of branch %s: %s', (name, scope) => {
    expect(scopeOf(name)).toEqual(typeof scope === 'string' ? scope : expect.stringMatching(scope));
  });
});
