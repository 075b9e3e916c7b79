import { afterAll, describe, expect, test } from '@jest/globals';
import type { InputName } from '../../src/inputs/defaults.ts';
import { readMatrix } from '../../src/inputs/matrix.ts';
import { readMerge } from '../../src/inputs/merge.ts';
import { InputError } from '../../src/inputs/problems.ts';
import { readRequest } from '../../src/inputs/read.ts';
import { resolveMerge, resolveNames, resolveRequest } from '../../src/plan/resolve.ts';
import { given, job, problemsOf } from '../inputs/given.ts';
import { commit, git, gitBed } from '../support/git.ts';

const bed = gitBed();
afterAll(() => bed.remove());

const IMAGE = { images: 'ghcr.io/acme/app', tags: 'type=ref,event=tag\ntype=sha,format=long', platforms: 'amd64' };
const GIT = { ...IMAGE, 'metadata-context': 'git' };

/** A checkout of the tag v1.2.3 by a workflow that runs for main. */
function checkout() {
  const folder = bed.folder();
  const revision = commit(folder, { Dockerfile: 'FROM scratch' });
  git(folder, 'tag', 'v1.2.3');
  git(folder, 'checkout', '--quiet', '--detach');
  return { revision, at: job({ GITHUB_WORKSPACE: folder }, {}, { [`${folder}/Dockerfile`]: 'FROM scratch' }) };
}

async function resolved(inputs: Partial<Record<InputName, string>>, at: ReturnType<typeof job>) {
  const { request, inputs: opened } = await readRequest(given(inputs), at);
  return resolveRequest(request, opened, at, () => 'FROM scratch');
}

describe('with `metadata-context: git`', () => {
  test('tags, labels and dates are those of the checkout', async () => {
    const { at, revision } = checkout();
    const { naming, event, request } = await resolved({ ...GIT, labels: "a={{commit_date 'YYYY'}} {{tag}}" }, at);
    expect(naming.tags.map(({ name }) => name)).toEqual(['v1.2.3', `sha-${revision}`, 'latest']);
    expect(event).toMatchObject({ eventName: 'push', ref: 'refs/tags/v1.2.3', sha: revision });
    expect(event.shortSha).toBe(revision.slice(0, 7));
    expect(request.build.labels).toEqual([{ name: 'a', value: '2024 v1.2.3' }]);
  });

  test('plan and merge name the image alike', async () => {
    const { at } = checkout();
    const input = (name: string) => GIT[name as keyof typeof GIT] ?? '';
    const plan = await readMatrix(input, at);
    const planned = await resolveNames(plan.request, plan.inputs, at);
    const merge = await readMerge(input, at);
    const merged = await resolveMerge(merge.request, merge.inputs, at);
    expect(planned.naming.tags.map(({ name }) => name)).toContain('v1.2.3');
    expect(merged?.naming.tags).toEqual(planned.naming.tags);
  });

  test('a checkout that has no ref is reported, and no consequence of it', async () => {
    const { at } = checkout();
    git(at.workspace, 'tag', '-d', 'v1.2.3');
    git(at.workspace, 'branch', '-D', 'main');
    expect(await problemsOf({ ...GIT, tags: 'type=ref,event=tag', push: 'true' }, at)).toEqual([
      'metadata-context: git, and HEAD is no branch, Git tag or pull request; check one out in an earlier step, with ref of actions/checkout',
    ]);
  });

  test('a missing checkout is reported by every action', async () => {
    const at = job({ GITHUB_WORKSPACE: bed.root });
    const plan = await readMatrix((name) => GIT[name as keyof typeof GIT] ?? '', at);
    await resolveNames(plan.request, plan.inputs, at);
    expect(() => plan.inputs.finish()).toThrow(InputError);
    expect(() => plan.inputs.finish()).toThrow('metadata-context: git, and there is no checkout to read');
  });
});

test('without it, the event of the workflow names the image', async () => {
  const { at } = checkout();
  const { naming } = await resolved(IMAGE, at);
  expect(naming.tags.map(({ name }) => name)).toEqual([`sha-${at.sha}`]);
});
