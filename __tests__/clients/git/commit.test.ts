import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { headCommit } from '../../../src/clients/git/commit.ts';
import { checkOut, commit, configThatRuns, embeddedRepository, git, gitBed, write } from '../../support/git.ts';

const bed = gitBed();
afterAll(() => bed.remove());

const DATE = new Date('2024-01-02T01:04:05Z');
const FILES = { Dockerfile: 'FROM scratch', 'app/a.txt': 'a' };

describe('reads the checked-out commit from', () => {
  const reads = (folder: string, revision = git(folder, 'rev-parse', 'HEAD')) => {
    expect(headCommit(folder)).toEqual({ revision, date: DATE });
    expect(headCommit(join(folder, 'app'))?.revision).toBe(revision);
  };
  const made = (...init: string[]) => {
    const folder = bed.folder();
    commit(folder, FILES, ...init);
    return folder;
  };

  test('loose objects of a branch', () => reads(made()));

  test('a repository with SHA-256 hashes', () => {
    const folder = made('--object-format=sha256');
    expect(headCommit(folder)?.revision).toHaveLength(64);
    reads(folder);
    git(folder, 'repack', '-adq');
    reads(folder);
  });

  test('packed refs', () => {
    const folder = made();
    git(folder, 'pack-refs', '--all', '--prune');
    expect(existsSync(join(folder, '.git/refs/heads/main'))).toBe(false);
    reads(folder);
  });

  test('a detached HEAD, and packs with deltas by offset and by id', () => {
    const folder = made();
    // long similar messages give deltas of deltas
    const lines = Array.from({ length: 400 }, () => randomBytes(30).toString('hex'));
    for (let i = 0; i < 8; i += 1) {
      for (let line = i * 50; line < i * 50 + 40; line += 1) lines[line] = randomBytes(30).toString('hex');
      git(folder, 'commit', '--quiet', '--allow-empty', `--message=${lines.join('\n')}`);
    }
    for (const config of ['repack.useDeltaBaseOffset=true', 'repack.useDeltaBaseOffset=false']) {
      git(folder, '-c', config, 'repack', '-adfq', '--depth=50');
      const pack = readdirSync(join(folder, '.git/objects/pack')).find((name) => name.endsWith('.idx')) ?? '';
      const kinds = git(folder, 'verify-pack', '-v', join('.git/objects/pack', pack));
      expect(kinds).toMatch(/^[0-9a-f]+ commit \d+ \d+ \d+ [2-9] /m);
      for (const revision of git(folder, 'rev-list', 'HEAD').split('\n')) {
        git(folder, 'checkout', '--quiet', '--detach', revision);
        reads(folder, revision);
      }
    }
  });

  test('a checkout of depth 1', () => {
    const from = made();
    commit(from, { more: 'b' });
    const folder = bed.folder();
    checkOut(folder, `file://${from}`, 'HEAD', 'refs/remotes/origin/main');
    expect(existsSync(join(folder, '.git/shallow'))).toBe(true);
    reads(folder);
  });

  test('a repository without blobs', () => {
    const from = made();
    git(from, 'config', 'uploadpack.allowFilter', 'true');
    const folder = bed.folder();
    git(bed.root, 'clone', '--quiet', '--filter=blob:none', `file://${from}`, folder);
    reads(folder);
  });

  test('the objects of another repository, by relative and absolute path', () => {
    const from = made();
    const [near, far] = [bed.folder(), bed.folder()];
    git(bed.root, 'clone', '--quiet', '--shared', from, near);
    git(bed.root, 'clone', '--quiet', '--shared', near, far);
    reads(near);
    reads(far);
  });

  test('the HEAD of a linked worktree', () => {
    const from = made();
    const folder = bed.folder();
    git(from, 'worktree', 'add', '--quiet', '-b', 'other', folder);
    commit(from, { more: 'b' });
    reads(folder);
    expect(headCommit(folder)?.revision).not.toBe(headCommit(from)?.revision);
  });

  test('the HEAD of a submodule', () => {
    const [library, folder] = [made(), made()];
    git(folder, 'submodule', '--quiet', 'add', library, 'lib');
    commit(folder);
    reads(join(folder, 'lib'), git(library, 'rev-parse', 'HEAD'));
  });
});

describe('reads no commit', () => {
  test('outside of a repository, in a new repository, and in a bare repository', () => {
    const [none, empty, bare] = [bed.folder(), bed.folder(), bed.folder()];
    mkdirSync(none);
    git(empty, 'init', '--quiet');
    git(bed.root, 'clone', '--quiet', '--bare', clone(), bare);
    for (const folder of [none, empty, bare, '/nonexistent']) expect(headCommit(folder)).toBeUndefined();
  });

  function clone(): string {
    const folder = bed.folder();
    commit(folder, FILES);
    return folder;
  }

  test('in a repository with reftables, which are unsupported', () => {
    const folder = clone();
    rmSync(join(folder, '.git/refs/heads/main'));
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/.invalid\n');
    expect(headCommit(folder)).toBeUndefined();
  });

  test.each([
    ['a path that leaves the refs', 'ref: refs/../../secret\n'],
    ['a ref that refers to itself', 'ref: refs/heads/loop\n'],
    ['a text that is too long', `${'a'.repeat(5000)}\n`],
    ['no text', ''],
  ])('with %s in HEAD', (_, head) => {
    const folder = clone();
    write(folder, { '.git/secret': git(folder, 'rev-parse', 'HEAD') });
    write(join(folder, '.git'), { HEAD: head, 'refs/heads/loop': 'ref: refs/heads/loop\n' });
    expect(headCommit(folder)).toBeUndefined();
  });

  test('if an object has another hash than its name', () => {
    const folder = clone();
    const other = commit(folder, { more: 'b' });
    const path = (id: string) => join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
    const first = git(folder, 'rev-parse', 'HEAD~');
    rmSync(path(other));
    writeFileSync(path(other), readFileSync(path(first)));
    expect(headCommit(folder)).toBeUndefined();
  });

  test.each([8, 1000, 1100])('if a pack or its index is truncated at byte %d', (at) => {
    const folder = clone();
    git(folder, 'repack', '-adq');
    const place = join(folder, '.git/objects/pack');
    for (const name of readdirSync(place)) {
      const content = readFileSync(join(place, name));
      rmSync(join(place, name));
      writeFileSync(join(place, name), content.subarray(0, at));
    }
    expect(headCommit(folder)).toBeUndefined();
  });

  test('if a file is a FIFO or has no end', () => {
    const folder = clone();
    rmSync(join(folder, '.git/HEAD'));
    const fifo = join(folder, '.git/HEAD');
    execFileSync('mkfifo', [fifo]);
    expect(headCommit(folder)).toBeUndefined();
    rmSync(fifo);
    write(join(folder, '.git'), { HEAD: { link: '/dev/zero' } });
    expect(headCommit(folder)).toBeUndefined();
  });
});

describe('ignores the configuration', () => {
  const marked = () => {
    const marker = join(bed.root, 'marker');
    rmSync(marker, { force: true });
    return { marker, command: `touch ${marker}` };
  };

  test('of a folder that looks like a bare repository, and reads HEAD of the checkout', () => {
    const { marker, command } = marked();
    for (const worktree of [false, true]) {
      const folder = bed.folder();
      const app = join(folder, 'app');
      write(app, embeddedRepository(command, worktree ? app : undefined));
      const revision = commit(folder, { 'app/Dockerfile': 'FROM scratch' });
      // Git itself runs the command
      expect(() => git(app, 'cat-file', '-p', 'HEAD')).toThrow();
      expect(existsSync(marker)).toBe(true);
      rmSync(marker);
      expect(headCommit(app)?.revision).toBe(revision);
      expect(existsSync(marker)).toBe(false);
    }
  });

  test('of the targets of a `.git` file, a worktree pointer, alternates or a submodule', () => {
    const { marker, command } = marked();
    const folder = bed.folder();
    const bare = join(folder, 'bare');
    write(bare, embeddedRepository(command));
    commit(folder, FILES);
    write(folder, {
      'file/.git': `gitdir: ${bare}\n`,
      'worktree/.git': 'gitdir: ../pointer\n',
      'pointer/HEAD': 'ref: refs/heads/main\n',
      'pointer/commondir': '../bare\n',
      'sub/.git/HEAD': `${'b'.repeat(40)}\n`,
      'sub/.git/config': configThatRuns(command),
      'sub/.git/more': configThatRuns(command),
      'sub/.git/objects/info/alternates': `/dev/zero\n${bare}/objects\n../objects\n`,
    });
    for (const name of ['file', 'worktree', 'sub']) expect(headCommit(join(folder, name))).toBeUndefined();
    appendFileSync(join(folder, '.git/config'), configThatRuns(command));
    expect(headCommit(folder)?.date).toEqual(DATE);
    expect(existsSync(marker)).toBe(false);
  });
});
