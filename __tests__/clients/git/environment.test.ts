import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { gitEnvironment } from '../../../src/clients/git/environment.ts';
import { commit, configThatRuns, embeddedRepository, gitBed, write } from '../../support/git.ts';

const bed = gitBed();
afterAll(() => bed.remove());

const USER = { BUILDX_GIT_LABELS: 'true' };
const NO_GIT = { BUILDX_GIT_INFO: 'false', BUILDX_GIT_LABELS: 'false' };
const QUIET_GIT = { ...USER, BUILDX_GIT_CHECK_DIRTY: 'false', GIT_ALLOW_PROTOCOL: 'none' };

test('lets buildx call Git for a checkout, without fetches', () => {
  const folder = bed.folder();
  commit(folder, { 'app/Dockerfile': 'FROM scratch' });
  expect(gitEnvironment(folder, USER)).toEqual(QUIET_GIT);
  expect(gitEnvironment(join(folder, 'app'), USER)).toEqual(QUIET_GIT);
});

test.each<readonly [string, (folder: string) => void]>([
  ['looks like a bare repository', (folder) => write(join(folder, 'app'), embeddedRepository('true'))],
  [
    'has a HEAD that is a symlink to another place',
    (folder) => write(folder, { 'app/HEAD': { link: '/nonexistent' } }),
  ],
  ['is a symlink to a folder like a bare repository', linked],
  ['has a `.git` file', (folder) => write(folder, { 'app/.git': 'gitdir: ../bare' })],
  ['has a `.git` symlink', (folder) => write(folder, { 'app/.git': { link: '../bare' } })],
  ['has a `.git` folder that Git ignores', (folder) => void mkdirSync(join(folder, 'app/.git'))],
  ['is in no repository', (folder) => rmSync(join(folder, '.git'), { recursive: true })],
])('does not let buildx call Git for a context that %s', (_, change) => {
  const folder = bed.folder();
  commit(folder, { 'app/Dockerfile': 'FROM scratch' });
  change(folder);
  mkdirSync(join(folder, 'app/sub'), { recursive: true });
  expect(gitEnvironment(join(folder, 'app'), USER)).toEqual(NO_GIT);
  expect(gitEnvironment(join(folder, 'app/sub'), USER)).toEqual(NO_GIT);
});

function linked(folder: string) {
  write(join(folder, 'bare'), embeddedRepository('true'));
  rmSync(join(folder, 'app'), { recursive: true });
  write(folder, { app: { link: 'bare' } });
}

test('does not let buildx call Git for a remote context', () => {
  expect(gitEnvironment(undefined, USER)).toEqual(NO_GIT);
  expect(gitEnvironment(join(bed.root, 'nonexistent'), USER)).toEqual(NO_GIT);
});

test('Git runs no command of a repository with that environment', () => {
  const folder = bed.folder();
  const marker = join(bed.root, 'marker');
  commit(folder, { a: 'a' });
  write(join(folder, '.git'), {
    config: configThatRuns(`touch ${marker}`),
    more: '',
    'refs/heads/main': 'a'.repeat(40),
  });
  const show = (env: NodeJS.ProcessEnv) => () =>
    execFileSync('git', ['show', '--format=%H', 'HEAD', '--quiet'], { cwd: folder, env, stdio: 'pipe' });
  expect(show({ ...process.env, ...gitEnvironment(folder, {}) })).toThrow("transport 'file' not allowed");
  expect(existsSync(marker)).toBe(false);
  // without that environment Git runs the command
  expect(show(process.env)).toThrow();
  expect(existsSync(marker)).toBe(true);
});
