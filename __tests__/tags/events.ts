/** An event in a job: the environment that the runner sets, and the parts of the payload that the rules use. */
export interface SampleEvent {
  readonly env: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Current time in all cases. */
export const NOW = '2020-01-10T15:25:50.123Z';

const SHA = '860c1904a1ce19322e91ac35af1ab07466440c37';

const repository = {
  name: 'Hello-World',
  full_name: 'octocat/Hello-World',
  html_url: 'https://github.com/octocat/Hello-World',
  description: 'This is "your" first repo = great!',
  default_branch: 'main',
  license: { key: 'mit', spdx_id: 'MIT' },
};

function on(eventName: string, ref: string, payload: Readonly<Record<string, unknown>> = {}): SampleEvent {
  return {
    env: {
      GITHUB_EVENT_NAME: eventName,
      GITHUB_REF: ref,
      GITHUB_SHA: SHA,
      GITHUB_REPOSITORY: 'octocat/Hello-World',
      GITHUB_SERVER_URL: 'https://github.com',
    },
    payload: { repository, ...payload },
  };
}

const pullRequest = {
  number: 7,
  pull_request: {
    number: 7,
    base: { ref: 'main' },
    head: { ref: 'fix', sha: '1111111122222222333333334444444455555555' },
  },
};

const commits = [
  { id: '0000000000000000000000000000000000000000', timestamp: '2019-01-01T00:00:00Z' },
  { id: SHA, timestamp: '2020-01-09T23:30:05+02:00' },
];

const tag = (name: string): SampleEvent => on('push', `refs/tags/${name}`, { base_ref: 'refs/heads/main' });

export const EVENTS: Readonly<Record<string, SampleEvent>> = {
  'push main': on('push', 'refs/heads/main', { commits, head_commit: commits[1] }),
  'push feature': on('push', 'refs/heads/feature/A_b.c', { commits: [], head_commit: commits[1] }),
  'push odd': on('push', "refs/heads/fix/#42@b&c=d'e"),
  'push dot': on('push', 'refs/heads/@types/node'),
  'push long': on('push', `refs/heads/${'long-'.repeat(30)}`),
  'pull request': on('pull_request', 'refs/pull/7/merge', pullRequest),
  'pull request of head': {
    ...on('pull_request', 'refs/pull/7/merge', pullRequest),
    env: { ...on('pull_request', 'refs/pull/7/merge').env, DOCKER_METADATA_PR_HEAD_SHA: 'true' },
  },
  'pull request target': on('pull_request_target', 'refs/heads/main', pullRequest),
  'pull request review': on('pull_request_review', 'refs/pull/7/merge', pullRequest),
  schedule: on('schedule', 'refs/heads/main', { schedule: '0 0 * * *' }),
  'dispatch main': on('workflow_dispatch', 'refs/heads/main', { inputs: {} }),
  'dispatch dev': on('workflow_dispatch', 'refs/heads/dev', { inputs: {} }),
  'dispatch v1.2.3': on('workflow_dispatch', 'refs/tags/v1.2.3', { inputs: {} }),
  'release v1.2.3': on('release', 'refs/tags/v1.2.3', { action: 'published', release: { tag_name: 'v1.2.3' } }),
  'release v2.0.0-rc.1': on('release', 'refs/tags/v2.0.0-rc.1', { action: 'prereleased' }),
  'merge group': on('merge_group', 'refs/heads/gh-readonly-queue/main/pr-7-860c1904', { action: 'checks_requested' }),
  'create branch': on('create', 'refs/heads/dev', { ref_type: 'branch' }),
  'create tag': on('create', 'refs/tags/v1.2.3', { ref_type: 'tag' }),
  discussion: on('discussion', 'refs/heads/main'),
  issues: on('issues', 'refs/heads/main'),
  'workflow run': on('workflow_run', 'refs/heads/main'),
  'long short sha': {
    ...on('push', 'refs/heads/main'),
    env: { ...on('push', 'refs/heads/main').env, DOCKER_METADATA_SHORT_SHA_LENGTH: '12' },
  },
  'no ref': { ...on('push', ''), env: { ...on('push', '').env, GITHUB_SHA: '' } },
  'bare payload of a tag': { ...on('push', 'refs/tags/v1.2.3'), payload: {} },
  'schedule without a repository': { ...on('schedule', 'refs/heads/main'), payload: { schedule: '0 0 * * *' } },
  'bare payload': { ...on('push', 'refs/heads/main'), payload: {} },
  ...Object.fromEntries(
    [
      'v1.2.3',
      '1.2.3',
      'v0.3.1',
      'v10.20.30',
      'v2.0.8-beta.67',
      'v1.2.3+build.5',
      'v1.2',
      'v26.05.1',
      'p1/v1.0.0',
      'app-v1.2.3',
      '1.2.3rc2',
      'v1.2.3rc2',
      '1.2post1',
      '1.0dev4',
      '1.1beta2',
      '1!2.3.4',
      '1.2.3+local.1',
      '20200110-RC2',
      'sometag',
    ].map((name) => [`tag ${name}`, tag(name)]),
  ),
};
