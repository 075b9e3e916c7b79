import { expect, test } from '@jest/globals';
import { readJob } from '../../src/inputs/job.ts';
import { job } from './given.ts';

const NO_FILES = {
  exists: () => false,
  isFile: () => false,
  readText: () => '',
  size: () => 0,
  readLink: () => undefined,
};

test('reads a job from the environment and the event of its workflow', () => {
  const at = job({ GITHUB_SERVER_URL: 'https://ghe.acme.io/' }, { repository: { default_branch: 'trunk' }, number: 7 });
  expect(at).toMatchObject({
    workspace: '/checkout',
    temp: '/temp',
    repository: 'acme/app',
    serverUrl: 'https://ghe.acme.io',
    eventName: 'push',
    ref: 'refs/heads/main',
    refName: 'main',
    refType: 'branch',
    sha: '0123456789abcdef0123456789abcdef01234567',
    defaultBranch: 'trunk',
    event: { number: 7 },
  });
});

test('leaves most fields empty outside of a workflow', () => {
  expect(readJob({}, NO_FILES)).toMatchObject({
    workspace: process.cwd(),
    repository: '',
    serverUrl: 'https://github.com',
    refType: undefined,
    sha: '',
    defaultBranch: undefined,
    event: {},
  });
});

test('reports an event that is not JSON without its text', () => {
  expect(() => job({}, {}, { '/event.json': '{"token": hunter2' })).toThrow(
    /^The file of the event, GITHUB_EVENT_PATH, holds no JSON$/,
  );
});
