import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { headOf } from '../../../src/clients/git/head-ref.ts';
import { checkOut, commit, git, gitBed } from '../../support/git.ts';

const bed = gitBed();
afterAll(() => bed.remove());

/** A repository with one commit on main. */
function origin(): { readonly folder: string; readonly revision: string } {
  const folder = bed.folder();
  return { folder, revision: commit(folder, { 'app/Dockerfile': 'FROM scratch' }) };
}

describe('the ref of a checkout', () => {
  test('is the branch that is checked out, also if a tag has its commit', () => {
    const { folder, revision } = origin();
    git(folder, 'tag', 'v1');
    const expected = { ref: 'refs/heads/main', revision, date: new Date('2024-01-02T01:04:05Z') };
    expect(headOf(folder)).toEqual(expected);
    expect(headOf(join(folder, 'app'))).toEqual(expected);
  });

  test.each([
    { title: 'a tag', tag: ['v1.2.3'] },
    { title: 'an annotated tag', tag: ['-a', '-m', 'x', 'v1.2.3'] },
  ])('is $title that actions/checkout fetched', ({ tag }) => {
    const { folder, revision } = origin();
    git(folder, 'tag', ...tag);
    const clone = bed.folder();
    checkOut(clone, folder, 'refs/tags/v1.2.3', 'refs/tags/v1.2.3');
    expect(headOf(clone)).toMatchObject({ ref: 'refs/tags/v1.2.3', revision });
    git(clone, 'pack-refs', '--all', '--prune');
    expect(headOf(clone)?.ref).toBe('refs/tags/v1.2.3');
  });

  test('is the most precise of several tags, and a tag rather than a branch', () => {
    const { folder } = origin();
    for (const tag of ['v1', 'v1.2.3', 'v1.2']) git(folder, 'tag', tag);
    git(folder, 'checkout', '--quiet', '--detach');
    expect(headOf(folder)?.ref).toBe('refs/tags/v1.2.3');
  });

  test.each([
    { name: 'refs/remotes/pull/7/merge', ref: 'refs/pull/7/merge' },
    { name: 'refs/remotes/origin/feature/x', ref: 'refs/heads/feature/x' },
  ])('is $ref for $name', ({ name, ref }) => {
    const { folder } = origin();
    git(folder, 'update-ref', 'refs/some/thing', 'HEAD');
    const clone = bed.folder();
    checkOut(clone, folder, 'refs/some/thing', name);
    expect(headOf(clone)?.ref).toBe(ref);
  });

  test('is unknown for a commit without a ref', () => {
    const { folder, revision } = origin();
    const clone = bed.folder();
    checkOut(clone, folder, 'refs/heads/main', 'refs/remotes/origin/main');
    git(clone, 'update-ref', '-d', 'refs/remotes/origin/main');
    expect(headOf(clone)).toMatchObject({ ref: undefined, revision });
  });

  test('is not that of another commit, nor of a ref that holds no id', () => {
    const { folder } = origin();
    git(folder, 'tag', 'old');
    const revision = commit(folder, { more: '1' });
    git(folder, 'checkout', '--quiet', '--detach');
    git(folder, 'branch', '-D', 'main');
    appendFileSync(join(folder, '.git/refs/tags/broken'), 'nothing\n');
    expect(headOf(folder)).toMatchObject({ ref: undefined, revision });
  });

  test('is missing without a repository', () => {
    expect(headOf(bed.root)).toBeUndefined();
  });
});
