import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { cacheScopes } from '../src/cache/scope.ts';
import type { Job } from '../src/model/job.ts';
import { trustMatters, type Untrusted, withinTrust } from '../src/trust/decide.ts';
import { trustedCommits, trustOf } from '../src/trust/events.ts';
import { type Given, job, read } from './inputs/given.ts';

const TEXT = readFileSync(new URL('../docs/threat-model.md', import.meta.url), 'utf8');

/** All events of GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const EVENTS = `branch_protection_rule check_run check_suite create delete deployment deployment_status discussion
  discussion_comment fork gollum image_version issue_comment issues label merge_group milestone page_build public
  pull_request pull_request_review pull_request_review_comment pull_request_target push registry_package release
  repository_dispatch schedule status watch workflow_call workflow_dispatch workflow_run`.split(/\s+/);

interface Row {
  readonly events: readonly string[];
  readonly isFork: boolean;
  readonly cells: readonly string[];
}

const rows = (/<!-- events -->\n([\s\S]*?)<!-- \/events -->/.exec(TEXT)?.[1] ?? '')
  .trim()
  .split('\n')
  .slice(2)
  .map((line): Row => {
    const [first = '', ...cells] = line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim());
    const events = [...first.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    return {
      events: first.includes('any other event') ? [...events, 'an event of next year', ''] : events,
      isFork: first.endsWith('from a fork'),
      cells,
    };
  });

const SHAS = { sha: '1'.repeat(40), base: '2'.repeat(40), head: '3'.repeat(40), run: '4'.repeat(40) };

/** A job with all commits that its event can name. */
function at(event: string, isFork: boolean): Job {
  const isPull = event.startsWith('pull_request');
  return job(
    {
      GITHUB_EVENT_NAME: event,
      GITHUB_SHA: SHAS.sha,
      ...(isPull ? { GITHUB_REF: 'refs/pull/7/merge', GITHUB_REF_NAME: '7/merge' } : {}),
    },
    {
      pull_request: {
        base: { sha: SHAS.base, ref: 'main' },
        head: { sha: SHAS.head, repo: { full_name: isFork ? 'somebody/app' : 'acme/app' } },
      },
      workflow_run: { head_sha: SHAS.run, event: 'push', head_repository: { full_name: 'acme/app' } },
    },
  );
}

const NAMES: Readonly<Record<string, string>> = {
  [SHAS.sha]: '`GITHUB_SHA`',
  [SHAS.base]: '`event.pull_request.base.sha`',
  [SHAS.run]: '`event.workflow_run.head_sha`',
};

function trustedCode(where: Job): string {
  switch (trustOf(where)) {
    case 'none':
      return 'none';
    case 'all':
      return 'all';
    case 'no pull request':
      return 'all except a checkout of `refs/pull/N`';
    case 'commits':
      return `the files of ${trustedCommits(where)
        .map((commit) => NAMES[commit])
        .join(' or ')}`;
  }
}

const FOUND: Untrusted = { source: { input: 'context', place: '/checkout' }, why: 'x differs' };

/** The request after the check, with trusted and with untrusted code. Undefined if it is refused. */
async function outcomes(inputs: Given, where: Job) {
  const { request } = await read({ tags: 'acme/app:1', ...inputs }, where);
  return [undefined, FOUND].map((found) => {
    try {
      return withinTrust(request, trustMatters(request, where) ? found : undefined, where).request;
    } catch {
      return undefined;
    }
  });
}

async function pushed(where: Job): Promise<string> {
  const all = await Promise.all(
    [{ push: 'true' }, { 'push-by-digest': 'true', platforms: 'amd64' }].map(async (inputs) => {
      const [trusted, untrusted] = (await outcomes(inputs, where)).map(
        (request) => request && (request.result.push || request.result.pushByDigest),
      );
      return trusted === false ? 'nothing' : untrusted ? 'as asked' : 'trusted code';
    }),
  );
  expect(new Set(all).size).toBe(1);
  return all[0] ?? '';
}

async function cacheWritten(where: Job): Promise<string> {
  const scopes = await Promise.all(
    ['auto', 'true'].map(async (write) =>
      (await outcomes({ 'cache-write': write, 'cache-mounts': 'true' }, where)).map(
        (request) => request && cacheScopes(where, request.cache.write).write,
      ),
    ),
  );
  const [[byItself], [asked, untrusted]] = scopes as [[string?, string?], [string?, string?]];
  if (asked === undefined) return 'none';
  const scope = asked === 'pr-7' ? '`pr-N`' : "the branch's";
  const when = [...(untrusted === undefined ? ['trusted code'] : []), ...(byItself === undefined ? ['as asked'] : [])];
  return `${when.join(', ')}: ${scope}`;
}

describe('the table of events in docs/threat-model.md', () => {
  test('has every event once', () => {
    const named = rows.filter(({ isFork }) => !isFork).flatMap(({ events }) => events);
    expect(named.filter((name) => EVENTS.includes(name)).sort()).toEqual([...EVENTS].sort());
    expect(rows.filter(({ isFork }) => isFork)).toHaveLength(1);
  });

  test.each(rows.flatMap(({ events, isFork, cells }) => events.map((event) => [event, isFork, cells] as const)))(
    'describes the behaviour on "%s" (from a fork: %s)',
    async (event, isFork, cells) => {
      const where = at(event, isFork);
      expect(cells).toEqual([trustedCode(where), await pushed(where), await cacheWritten(where)]);
    },
  );

  test.each(rows.flatMap(({ events, isFork }) => events.map((event) => [event, isFork] as const)))(
    'does not restrict "%s" (from a fork: %s) with `allow-untrusted`, unless it is a fork',
    async (event, isFork) => {
      const where = at(event, isFork);
      const { request } = await read({ tags: 'acme/app:1', push: 'true', 'allow-untrusted': 'true' }, where);
      const found = trustMatters(request, where) ? FOUND : undefined;
      const { request: allowed, line } = withinTrust(request, found, where);
      expect(allowed.result.push).toBe(!isFork);
      expect(line !== undefined).toBe(found !== undefined);
    },
  );
});
