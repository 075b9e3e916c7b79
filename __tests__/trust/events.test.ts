import { expect, test } from '@jest/globals';
import { trustedCommits } from '../../src/trust/events.ts';
import { job } from '../inputs/given.ts';

const [SHA, RUN] = ['1'.repeat(40), '4'.repeat(40)];

const ran = (run: object) =>
  trustedCommits(job({ GITHUB_EVENT_NAME: 'workflow_run', GITHUB_SHA: SHA }, { workflow_run: run }));
const OWN = { full_name: 'acme/app' };

test.each(['push', 'schedule', 'workflow_dispatch', 'release', 'merge_group'])(
  'trusts the commit of a run that was started by %s, which needs write access',
  (event) => {
    expect(ran({ head_sha: RUN, event, head_repository: OWN })).toEqual([SHA, RUN]);
  },
);

test.each([
  ['of a pull request', { head_sha: RUN, event: 'pull_request', head_repository: OWN }],
  ['of a `pull_request_target` event', { head_sha: RUN, event: 'pull_request_target', head_repository: OWN }],
  ['of another event that any user can start', { head_sha: RUN, event: 'issue_comment', head_repository: OWN }],
  ['of an unknown event', { head_sha: RUN, event: 'new', head_repository: OWN }],
  ['without an event', { head_sha: RUN, head_repository: OWN }],
  ['of a fork', { head_sha: RUN, event: 'push', head_repository: { full_name: 'somebody/app' } }],
  ['of a repository that was deleted', { head_sha: RUN, event: 'push', head_repository: null }],
  ['without a commit', { head_sha: 'main', event: 'push', head_repository: OWN }],
])('does not trust the commit of a run %s', (_, run) => {
  expect(ran(run)).toEqual([SHA]);
});

test('trusts no commit if the event has no commit', () => {
  const nameless = { GITHUB_EVENT_NAME: 'pull_request_target', GITHUB_SHA: '' };
  expect(trustedCommits(job(nameless, { pull_request: {} }))).toEqual([]);
  // an event outside of a workflow names no repository
  const run = { head_sha: RUN, event: 'push', head_repository: { full_name: '' } };
  const outside = { GITHUB_EVENT_NAME: 'workflow_run', GITHUB_SHA: '', GITHUB_REPOSITORY: '' };
  expect(trustedCommits(job(outside, { workflow_run: run }))).toEqual([]);
});
