import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readJob } from '../../src/inputs/job.ts';
import type { Job } from '../../src/model/job.ts';
import { files } from '../../src/runtime/files.ts';
import { findUntrusted } from '../../src/trust/find-untrusted.ts';
import { type Given, read } from '../inputs/given.ts';
import {
  checkOut,
  commit,
  configThatRuns,
  embeddedRepository,
  type Files,
  git,
  gitBed,
  write,
} from '../support/git.ts';

const bed = gitBed();
afterAll(() => bed.remove());

const FILES: Files = { 'app/Dockerfile': 'FROM scratch\n', 'app/a': 'a\n', 'docker/Dockerfile': 'FROM busybox\n' };
const PULL = '+refs/pull/7/merge';

/** A repository with a pull request, as a server has it. */
let origin: string;
let base: string;
let older: string;
let pull: string;
beforeAll(() => {
  origin = bed.folder();
  older = commit(origin, FILES);
  base = commit(origin, { readme: 'x\n' });
  git(origin, 'checkout', '--quiet', '--detach');
  pull = commit(origin, { 'app/a': 'evil\n' });
  git(origin, 'update-ref', 'refs/pull/7/merge', pull);
  git(origin, 'checkout', '--quiet', 'main');
});

function checkedOut(ref: string, name = 'refs/remotes/origin/main', folder = bed.folder()): string {
  checkOut(folder, `file://${origin}`, ref.replace(/^\+/, ''), name);
  return folder;
}

const ASKED: Given = { push: 'true', tags: 'acme/app:1', context: 'app' };

function jobAt(workspace: string, name: string, event: object = {}): Job {
  const path = join(bed.root, 'event.json');
  write(bed.root, { 'event.json': JSON.stringify({ repository: { default_branch: 'main' }, ...event }) });
  const env = { GITHUB_EVENT_NAME: name, GITHUB_SHA: base, GITHUB_EVENT_PATH: path, GITHUB_REPOSITORY: 'acme/app' };
  const ref = { GITHUB_REF: 'refs/heads/main', GITHUB_REF_NAME: 'main', GITHUB_REF_TYPE: 'branch' };
  return readJob({ ...env, ...ref, GITHUB_WORKSPACE: workspace, RUNNER_TEMP: bed.root }, files);
}

async function why(workspace: string, name: string, inputs: Given = ASKED, event: object = {}) {
  const job = jobAt(workspace, name, event);
  const { request } = await read(inputs, job);
  return (await findUntrusted(request, job))?.why;
}

describe.each(['pull_request_target', 'workflow_run', 'issue_comment', 'unknown'])('on %s', (name) => {
  test('every path in the checkout of the event is trusted', async () => {
    const folder = checkedOut('main');
    expect(await why(folder, name)).toBeUndefined();
    expect(await why(folder, name, { ...ASKED, context: '.', file: 'docker/Dockerfile' })).toBeUndefined();
    expect(await why(folder, name, { tags: 'acme/app:1', context: 'app' })).toBeUndefined();
  });

  test('a checkout in a folder of the workspace is trusted', async () => {
    const workspace = bed.folder();
    checkedOut('main', 'refs/remotes/origin/main', join(workspace, 'source'));
    expect(await why(workspace, name, { ...ASKED, context: 'source/app' })).toBeUndefined();
    expect(await why(workspace, name, { ...ASKED, context: '.', file: 'source/app/Dockerfile' })).toBe(
      'it is in no Git checkout',
    );
  });

  test('a pull request is untrusted, however it was checked out', async () => {
    const expected = `its checkout does not have commit ${base.slice(0, 12)}`;
    expect(await why(checkedOut(PULL, 'refs/remotes/pull/7/merge'), name)).toBe(expected);
    const both = checkedOut('main');
    git(both, 'fetch', '--quiet', 'origin', 'refs/pull/7/merge');
    git(both, 'checkout', '--quiet', 'FETCH_HEAD', '--', 'app');
    expect(await why(both, name)).toBe(`app/a differs from commit ${base.slice(0, 12)}`);
    const nested = checkedOut('main');
    checkedOut(PULL, 'refs/remotes/pull/7/merge', join(nested, 'pr'));
    expect(await why(nested, name, { ...ASKED, context: 'pr/app' })).toBe(
      `pr/app/Dockerfile is not in commit ${base.slice(0, 12)}`,
    );
    expect(await why(nested, name, { ...ASKED, context: '.', file: 'app/Dockerfile' })).toContain('is not in commit');
    expect(await why(nested, name, { ...ASKED, 'build-contexts': 'x=pr' })).toContain('is not in commit');
    expect(await why(nested, name, { ...ASKED, file: 'pr/app/Dockerfile' })).toContain('is not in commit');
    expect(await why(nested, name, { cache: 'gha', 'cache-write': 'true', context: 'pr/app' })).toContain('is not in');
  });

  test('a folder outside of a checkout is untrusted, such as an artifact', async () => {
    const elsewhere = bed.folder();
    write(elsewhere, FILES);
    const context = join(elsewhere, 'app');
    expect(await why(checkedOut('main'), name, { ...ASKED, context })).toBe('it is in no Git checkout');
  });

  test('a pull request with forged Git metadata of the base is untrusted, and its commands do not run', async () => {
    const marker = join(bed.root, 'marker');
    const command = `touch ${marker}`;
    const attacks: readonly ((folder: string) => void)[] = [
      (folder) => write(join(folder, 'app'), embeddedRepository(command)),
      (folder) => write(join(folder, 'app'), embeddedRepository(command, join(folder, 'app'))),
      (folder) => write(join(folder, 'app'), { ...embeddedRepository(command), 'refs/heads/main': `${base}\n` }),
      (folder) => write(folder, { 'app/.git': `gitdir: ${origin}/.git\n` }),
      (folder) => write(folder, { 'app/.git': 'gitdir: ../x\n', 'x/HEAD': base, 'x/commondir': `${origin}/.git\n` }),
      (folder) => write(folder, { '.git/config': configThatRuns(command), '.git/HEAD': `${base}\n` }),
      (folder) =>
        write(folder, { '.git/objects/info/alternates': `${origin}/.git/objects\n`, '.git/HEAD': `${base}\n` }),
      (folder) =>
        write(folder, { '.git/refs/remotes/origin/main': `${base}\n`, '.git/HEAD': 'ref: refs/remotes/origin/main\n' }),
    ];
    for (const attack of attacks) {
      const folder = checkedOut(PULL);
      attack(folder);
      expect(await why(folder, name)).toBeDefined();
      expect(await why(folder, name, { context: 'app', 'cache-write': 'true' })).toBeDefined();
    }
    expect(existsSync(marker)).toBe(false);
  });

  test('files are not compared if nothing is pushed or cached', async () => {
    expect(await why(checkedOut(PULL), name, { context: 'app', cache: 'false' })).toBeUndefined();
  });
});

describe('the base commit', () => {
  const target = { pull_request: { base: { sha: '', ref: 'main' } } };

  test('is trusted on pull_request_target', async () => {
    const folder = checkedOut(older);
    target.pull_request.base.sha = older;
    expect(await why(folder, 'pull_request_target', ASKED, target)).toBeUndefined();
    write(folder, { 'app/b': 'b' });
    expect(await why(folder, 'pull_request_target', ASKED, target)).toBe(
      `app/b is not in commit ${older.slice(0, 12)}`,
    );
    rmSync(join(folder, 'app/b'));
    expect(await why(folder, 'issue_comment', ASKED, target)).toContain('does not have commit');
  });

  test('is trusted on workflow_run if a writer started the run', async () => {
    const run = (event: string) => ({
      workflow_run: { head_sha: older, event, head_repository: { full_name: 'acme/app' } },
    });
    expect(await why(checkedOut(older), 'workflow_run', ASKED, run('push'))).toBeUndefined();
    expect(await why(checkedOut(older), 'workflow_run', ASKED, run('pull_request'))).toBeDefined();
  });
});

describe.each(['push', 'workflow_dispatch', 'release'])('on %s, which a writer starts', (name) => {
  test('generated files and other repositories are trusted', async () => {
    const folder = checkedOut('main');
    write(folder, { 'app/dist/x': 'built' });
    expect(await why(folder, name)).toBeUndefined();
    const upstream = bed.folder();
    commit(upstream, FILES);
    expect(await why(upstream, name)).toBeUndefined();
    const none = bed.folder();
    write(none, FILES);
    expect(await why(none, name)).toBeUndefined();
  });

  test('a pull request is untrusted, however it was checked out', async () => {
    const folder = checkedOut(PULL, 'refs/remotes/pull/7/merge');
    expect(await why(folder, name)).toBe('HEAD is refs/pull/7/merge');
    rmSync(join(folder, '.git/FETCH_HEAD'));
    expect(await why(folder, name)).toBe('HEAD is refs/remotes/pull/7/merge');
    git(folder, 'pack-refs', '--all');
    expect(existsSync(join(folder, '.git/refs/remotes/pull/7/merge'))).toBe(false);
    expect(await why(folder, name)).toBe('HEAD is refs/remotes/pull/7/merge');
    const fetched = checkedOut('main');
    git(fetched, 'fetch', '--quiet', 'origin', 'refs/pull/7/merge');
    git(fetched, 'checkout', '--quiet', '-b', 'review', 'FETCH_HEAD');
    expect(await why(fetched, name)).toBe('HEAD is refs/pull/7/merge');
    const nested = checkedOut('main');
    checkedOut(PULL, 'refs/remotes/pull/7/merge', join(nested, 'pr'));
    expect(await why(nested, name, { ...ASKED, context: 'pr/app' })).toBe('HEAD is refs/pull/7/merge');
    write(nested, { link: { link: 'pr' } });
    expect(await why(nested, name, { ...ASKED, context: 'link/app' })).toBe('HEAD is refs/pull/7/merge');
  });

  test('the commit of the event is trusted, even if it merges a pull request', async () => {
    const folder = checkedOut('main');
    git(folder, 'update-ref', 'refs/remotes/pull/7/head', base);
    expect(await why(folder, name)).toBeUndefined();
  });
});

describe('a bake file', () => {
  const files = {
    'docker-bake.hcl': 'target "app" {}\n',
    'compose.yaml': 'services: {}\n',
    'more.yaml': 'include: [compose.yaml]\n',
  };

  /** Adds files to a checkout, in a commit of their own if it is trusted. */
  async function whyBake(name: string, bake: readonly string[], changed: Files, isPull = false) {
    const workspace = isPull ? checkedOut(PULL, 'refs/remotes/pull/7/merge') : bed.folder();
    const sha = isPull ? base : commit(workspace, { ...FILES, ...files });
    write(workspace, { ...(isPull ? files : {}), ...changed });
    const where = { ...jobAt(workspace, name), sha };
    const { request } = await read({ context: 'app' }, where);
    const paths = bake.map((path) => join(workspace, path));
    const build = { ...request.build, bake: { files: paths, inlineDockerfile: undefined, linked: [] } };
    return (await findUntrusted({ ...request, build }, where))?.why;
  }

  test.each<readonly [string, readonly string[], Files, string | undefined]>([
    ['of a trusted commit is trusted', ['docker-bake.hcl', 'more.yaml'], {}, undefined],
    ['is untrusted without a push', ['docker-bake.hcl'], { 'docker-bake.hcl': 'x\n' }, 'docker-bake.hcl differs'],
    ['counts, and not the context', ['docker-bake.hcl'], { 'app/a': 'evil\n' }, undefined],
    ['of compose has variables in .env', ['compose.yaml'], { '.env': 'A=1\n' }, '.env is not in'],
    ['of HCL has none there', ['docker-bake.hcl'], { '.env': 'A=1\n' }, undefined],
    ['may include a file of the checkout', ['more.yaml'], { other: 'evil\n' }, 'other is not in'],
    ['outside of the checkout is of an earlier step', ['../docker-metadata-action-bake.json'], {}, undefined],
  ])('%s', async (_, bake, changed, expected) => {
    const found = await whyBake('pull_request_target', bake, changed);
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });

  test('of a pull request is untrusted on a push, and not on pull_request', async () => {
    expect(await whyBake('workflow_dispatch', ['docker-bake.hcl'], {}, true)).toBe('HEAD is refs/pull/7/merge');
    expect(await whyBake('pull_request', ['docker-bake.hcl'], {}, true)).toBeUndefined();
  });
});

test('files are not compared on pull_request, where only the origin of the pull request counts', async () => {
  for (const repo of ['acme/app', 'somebody/app']) {
    const event = { pull_request: { head: { sha: pull, repo: { full_name: repo } } } };
    expect(await why(checkedOut(PULL, 'refs/remotes/pull/7/merge'), 'pull_request', ASKED, event)).toBeUndefined();
  }
});
