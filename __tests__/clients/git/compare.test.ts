import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compareWithCommit } from '../../../src/clients/git/compare.ts';
import {
  checkOut,
  commit,
  configThatRuns,
  embeddedRepository,
  type Files,
  git,
  gitBed,
  write,
} from '../../support/git.ts';

const bed = gitBed();
afterAll(() => bed.remove());

const FILES: Files = {
  Dockerfile: 'FROM scratch\n',
  '.dockerignore': '.git\n',
  'app/a.txt': 'a\n',
  'app/run.sh': { script: '#!/bin/sh\n' },
  'app/link': { link: 'a.txt' },
  'app/deep/er/b.txt': 'b\n',
  'docs/readme': 'r\n',
};

let origin: string;
let base: string;
beforeAll(() => {
  origin = bed.folder();
  base = commit(origin, FILES);
});

/** A checkout of the base by actions/checkout. */
function fresh(): string {
  const folder = bed.folder();
  checkOut(folder, `file://${origin}`, base, 'refs/remotes/origin/main');
  return folder;
}

const compare = (top: string, place = '', revision = base) =>
  compareWithCommit(revision, { top, path: join(top, place) });

const PLACES = ['', 'app', 'app/deep/er', 'Dockerfile', 'Dockerfile.dockerignore', 'app/link'];

describe('finds no difference in', () => {
  test.each(PLACES)('a fresh checkout of depth 1, at "%s"', async (place) => {
    expect(await compare(fresh(), place)).toBeUndefined();
  });

  test('a checkout with packed objects and refs, for any HEAD', async () => {
    const folder = fresh();
    git(folder, 'repack', '-adq');
    git(folder, 'pack-refs', '--all');
    write(folder, { '.git/HEAD': 'ref: refs/heads/.invalid\n' });
    expect(await compare(folder)).toBeUndefined();
  });

  test('a linked worktree and a repository with SHA-256 hashes', async () => {
    const [worktree, modern] = [bed.folder(), bed.folder()];
    git(origin, 'worktree', 'add', '--quiet', '--detach', worktree, base);
    expect(await compare(worktree)).toBeUndefined();
    const revision = commit(modern, FILES, '--object-format=sha256');
    expect(await compare(modern, '', revision)).toBeUndefined();
    write(modern, { 'app/a.txt': 'b\n' });
    expect(await compare(modern, '', revision)).toMatchObject({ how: 'changed' });
  });

  test('a checkout with empty folders, and with files in other folders', async () => {
    const folder = fresh();
    mkdirSync(join(folder, 'app/empty/more'), { recursive: true });
    expect(await compare(folder)).toBeUndefined();
    write(folder, { 'docs/more': 'x' });
    expect(await compare(folder, 'app')).toBeUndefined();
    expect(await compare(folder, 'Dockerfile')).toBeUndefined();
    expect(await compare(folder)).toEqual({ path: join(folder, 'docs/more'), how: 'added' });
  });

  test('a sparse checkout with missing files', async () => {
    for (const mode of ['--cone', '--no-cone']) {
      const folder = fresh();
      git(folder, 'sparse-checkout', 'set', mode, 'app');
      expect(existsSync(join(folder, 'docs'))).toBe(false);
      expect(await compare(folder)).toBeUndefined();
      expect(await compare(folder, 'app')).toBeUndefined();
      write(folder, { 'app/a.txt': 'b\n' });
      expect(await compare(folder)).toMatchObject({ how: 'changed' });
    }
  });

  test('a checkout of large files and of many files', async () => {
    const folder = bed.folder();
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`many/${i}`, `${i}`]));
    const revision = commit(folder, { ...many, large: 'x'.repeat(3_000_000) });
    expect(await compare(folder, '', revision)).toBeUndefined();
    write(folder, { large: `${'x'.repeat(2_999_999)}y` });
    expect(await compare(folder, '', revision)).toEqual({ path: join(folder, 'large'), how: 'changed' });
  });

  test('a checkout with names that are not UTF-8', async () => {
    const folder = bed.folder();
    mkdirSync(folder);
    writeFileSync(Buffer.from(`${folder}/n\xe4me`, 'latin1'), 'x');
    const revision = commit(folder);
    expect(await compare(folder, '', revision)).toBeUndefined();
    writeFileSync(Buffer.from(`${folder}/n\xf6me`, 'latin1'), 'x');
    expect(await compare(folder, '', revision)).toMatchObject({ how: 'added' });
  });

  test('a checkout with the content of Git LFS, with committed pointers', async () => {
    const folder = bed.folder();
    const pointer = (sha256: string, size: number) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`;
    // sha256 of "content"
    const hash = 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73';
    const revision = commit(folder, { large: pointer(hash, 7) });
    expect(await compare(folder, '', revision)).toBeUndefined();
    write(folder, { large: 'content' });
    expect(await compare(folder, '', revision)).toBeUndefined();
    write(folder, { large: 'c0ntent' });
    expect(await compare(folder, '', revision)).toMatchObject({ how: 'changed' });
  });

  test('a checkout with committed symlinks in the path', async () => {
    const folder = bed.folder();
    const links = {
      current: { link: 'app' },
      odd: { link: './docs/../app' },
      'app/Dockerfile': { link: '../Dockerfile' },
    };
    const revision = commit(folder, { ...FILES, ...links });
    expect(await compare(folder, 'current/deep', revision)).toBeUndefined();
    expect(await compare(folder, 'odd', revision)).toEqual({ path: join(folder, 'odd'), how: 'changed' });
    expect(await compare(folder, 'app/Dockerfile', revision)).toBeUndefined();
    write(folder, { Dockerfile: 'FROM other\n' });
    expect(await compare(folder, 'app/Dockerfile', revision)).toEqual({
      path: join(folder, 'Dockerfile'),
      how: 'changed',
    });
    expect(await compare(folder, 'app', revision)).toBeUndefined();
  });
});

describe('finds a difference', () => {
  const CHANGES: readonly (readonly [string, string, string, (folder: string) => void])[] = [
    ['a changed file', 'app/a.txt', 'changed', (folder) => write(folder, { 'app/a.txt': 'b\n' })],
    ['a file of the same size and time', 'app/a.txt', 'changed', sameSize],
    ['an added file', 'app/new', 'added', (folder) => write(folder, { 'app/new': 'x' })],
    ['an ignored file', 'app/new', 'added', ignored],
    ['an added file in the index of Git', 'app/new', 'added', staged],
    ['a file in a new folder', 'app/new/a', 'added', (folder) => write(folder, { 'app/new/a': 'x' })],
    ['a missing file', 'app/a.txt', 'missing', (folder) => rmSync(join(folder, 'app/a.txt'))],
    ['a missing folder', 'app/deep', 'missing', (folder) => rmSync(join(folder, 'app/deep'), { recursive: true })],
    ['a file that became executable', 'app/a.txt', 'changed', (folder) => chmodSync(join(folder, 'app/a.txt'), 0o755)],
    ['a file that was executable', 'app/run.sh', 'changed', (folder) => chmodSync(join(folder, 'app/run.sh'), 0o644)],
    ['a file that sets its user', 'app/run.sh', 'changed', (folder) => chmodSync(join(folder, 'app/run.sh'), 0o4755)],
    [
      'a symlink to another target',
      'app/link',
      'changed',
      (folder) => write(folder, { 'app/link': { link: 'run.sh' } }),
    ],
    ['a symlink that became a file', 'app/link', 'changed', (folder) => write(folder, { 'app/link': 'a.txt' })],
    [
      'a file that became a symlink',
      'app/a.txt',
      'changed',
      (folder) => write(folder, { 'app/a.txt': { link: 'run.sh' } }),
    ],
    ['a file that became a folder', 'app/a.txt', 'changed', emptyFolder],
    ['a folder that became a symlink', 'app/deep', 'changed', linked],
    ['a FIFO', 'app/fifo', 'added', (folder) => void execFileSync('mkfifo', [join(folder, 'app/fifo')])],
    ['a nested repository', 'app/sub/.dockerignore', 'added', nested],
    ['a `.git` file', 'app/.git', 'added', (folder) => write(folder, { 'app/.git': 'gitdir: ../.git\n' })],
    [
      'a folder like a bare repository',
      'app/HEAD',
      'added',
      (folder) => write(join(folder, 'app'), embeddedRepository('true')),
    ],
  ];

  function sameSize(folder: string) {
    const path = join(folder, 'app/a.txt');
    execFileSync('cp', ['-p', path, `${path}.old`]);
    writeFileSync(path, 'b\n');
    execFileSync('touch', ['-r', `${path}.old`, path]);
    rmSync(`${path}.old`);
  }
  function ignored(folder: string) {
    write(folder, { '.git/info/exclude': 'new\n', 'app/new': 'x' });
    expect(git(folder, 'status', '--porcelain')).toBe('');
  }
  function staged(folder: string) {
    write(folder, { 'app/new': 'x' });
    git(folder, 'add', '.');
  }
  function emptyFolder(folder: string) {
    rmSync(join(folder, 'app/a.txt'));
    mkdirSync(join(folder, 'app/a.txt'));
  }
  function linked(folder: string) {
    rmSync(join(folder, 'app/deep'), { recursive: true });
    symlinkSync('../docs', join(folder, 'app/deep'));
  }
  function nested(folder: string) {
    git(bed.root, 'clone', '--quiet', `file://${origin}`, join(folder, 'app/sub'));
  }

  test.each(CHANGES)('for %s', async (_, place, how, change) => {
    const folder = fresh();
    change(folder);
    const difference = await compare(folder);
    expect(difference).toEqual({ path: join(folder, place), how });
    expect(await compare(folder, 'app')).toMatchObject({ how });
    // other paths do not differ
    expect(await compare(folder, 'Dockerfile')).toBeUndefined();
  });

  test.each(['symlinks to another place', 'a symlink out of the checkout'])('if the path contains %s', async (what) => {
    const folder = fresh();
    const target = what === 'symlinks to another place' ? 'docs' : bed.root;
    rmSync(join(folder, 'app'), { recursive: true });
    symlinkSync(target, join(folder, 'app'));
    expect(await compare(folder, 'app')).toEqual({ path: join(folder, 'app'), how: 'changed' });
    const revision = commit(folder);
    // a committed symlink is followed only within the checkout
    const expected = target === 'docs' ? undefined : { path: join(folder, 'app'), how: 'changed' };
    expect(await compare(folder, 'app', revision)).toEqual(expected);
  });

  test('if the files are of a pull request, with HEAD of the base or of the pull request', async () => {
    const head = commit(bed.folder(), { ...FILES, 'app/a.txt': 'evil\n' });
    expect(await compare(fresh(), '', head)).toBe('unknown');
    const folder = fresh();
    const pull = commit(folder, { 'app/a.txt': 'evil\n' });
    expect(await compare(folder)).toMatchObject({ how: 'changed' });
    write(folder, { '.git/HEAD': `${base}\n` });
    expect(await compare(folder)).toEqual({ path: join(folder, 'app/a.txt'), how: 'changed' });
    expect(await compare(folder, '', pull)).toBeUndefined();
  });

  test('in a sparse checkout of a pull request, which may have removed files', async () => {
    const folder = fresh();
    git(folder, 'sparse-checkout', 'set', '--no-cone', '/*');
    rmSync(join(folder, 'app/a.txt'));
    commit(folder);
    expect(await compare(folder)).toEqual({ path: join(folder, 'app/a.txt'), how: 'missing' });
  });

  test('if the tree object was replaced by the tree of a pull request', async () => {
    const folder = bed.folder();
    const revision = commit(folder, FILES);
    const evil = commit(folder, { 'app/a.txt': 'evil\n' });
    const [place, other] = [revision, evil].map((id) => {
      const tree = git(folder, 'rev-parse', `${id}^{tree}`);
      return join(folder, '.git/objects', tree.slice(0, 2), tree.slice(2));
    }) as [string, string];
    rmSync(place);
    writeFileSync(place, readFileSync(other));
    expect(await compare(folder, '', revision)).toEqual({ path: folder, how: 'unreadable' });
  });
});

describe('a submodule in the comparison', () => {
  let library: string;
  let whole: string;
  let revision: string;
  beforeAll(() => {
    library = bed.folder();
    commit(library, { 'lib.c': 'int x;\n', 'more/y': 'y\n' });
    whole = bed.folder();
    commit(whole, FILES);
    git(whole, 'submodule', '--quiet', 'add', `file://${library}`, 'app/lib');
    revision = commit(whole);
  });

  function cloned({ submodules }: { submodules: boolean }): string {
    const folder = bed.folder();
    git(bed.root, 'clone', '--quiet', ...(submodules ? ['--recurse-submodules'] : []), `file://${whole}`, folder);
    return folder;
  }

  test.each([true, false])('does not differ, checked out: %s', async (submodules) => {
    const folder = cloned({ submodules });
    for (const place of ['', 'app', 'app/lib']) expect(await compare(folder, place, revision)).toBeUndefined();
    if (submodules) expect(await compare(folder, 'app/lib/more', revision)).toBeUndefined();
  });

  test.each<readonly [string, (folder: string) => void]>([
    ['a changed file', (lib) => write(lib, { 'lib.c': 'int evil;\n' })],
    ['an added file', (lib) => write(lib, { new: 'x' })],
    ['a missing file', (lib) => rmSync(join(lib, 'lib.c'))],
    ['a nested repository', (lib) => write(lib, { 'more/.git/HEAD': 'x' })],
    ['another commit', (lib) => void commit(lib, { 'lib.c': 'int evil;\n' })],
    ['another repository', (lib) => write(lib, { '.git': 'gitdir: ../..\n' })],
    ['no repository', (lib) => rmSync(join(lib, '.git'))],
  ])('differs with %s', async (_, change) => {
    const folder = cloned({ submodules: true });
    change(join(folder, 'app/lib'));
    for (const place of ['', 'app', 'app/lib']) expect(await compare(folder, place, revision)).toBeDefined();
    expect(await compare(folder, 'docs', revision)).toBeUndefined();
  });

  test('does not differ with a malicious configuration, and its commands do not run', async () => {
    const folder = cloned({ submodules: true });
    const marker = join(bed.root, 'marker');
    writeFileSync(join(folder, '.git/modules/app/lib/config'), configThatRuns(`touch ${marker}`));
    expect(await compare(folder, '', revision)).toBeUndefined();
    rmSync(join(folder, '.git/modules/app/lib/objects'), { recursive: true });
    expect(await compare(folder, '', revision)).toEqual({ path: join(folder, 'app/lib'), how: 'changed' });
    expect(existsSync(marker)).toBe(false);
  });
});
