import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Text of a file, or another kind of entry. */
type Content = string | { readonly link: string } | { readonly script: string };

export type Files = Readonly<Record<string, Content>>;

/** A folder for the repositories of one test file. */
export function gitBed() {
  const root = mkdtempSync(join(tmpdir(), 'git-'));
  let count = 0;
  return {
    root,
    folder(): string {
      count += 1;
      return join(root, String(count));
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Runs Git with a fixed author and time, and only with the repository's configuration. */
export function git(folder: string, ...args: string[]): string {
  mkdirSync(folder, { recursive: true });
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_DATE: '2024-01-02T03:04:05+02:00',
    GIT_COMMITTER_DATE: '2024-01-02T03:04:05+02:00',
  };
  const config = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...config, ...args], { cwd: folder, env, stdio: 'pipe' })
    .toString()
    .trim();
}

export function write(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    if (typeof content === 'string') writeFileSync(path, content);
    else if ('link' in content) symlinkSync(content.link, path);
    else {
      writeFileSync(path, content.script);
      chmodSync(path, 0o755);
    }
  }
}

/** Commits all files of a folder, and creates the repository if it does not exist. Returns the commit. */
export function commit(folder: string, files: Files = {}, ...init: string[]): string {
  git(folder, 'init', '--quiet', '--initial-branch=main', ...init);
  write(folder, files);
  git(folder, 'add', '--all', '.');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message=some');
  return git(folder, 'rev-parse', 'HEAD');
}

/**
 * Fetches one commit as actions/checkout does, and checks it out.
 * @param name of the ref for the commit: `refs/remotes/origin/main`, `refs/remotes/pull/7/merge`.
 */
export function checkOut(folder: string, from: string, ref: string, name: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'remote', 'add', 'origin', from);
  git(folder, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  git(folder, 'fetch', '--quiet', '--no-tags', '--depth=1', 'origin', `+${ref}:${name}`);
  git(folder, 'checkout', '--quiet', '--force', name);
}

/**
 * Files of a folder that Git takes for a bare repository, and that make Git run a command when it reads HEAD.
 * @param worktree the folder's absolute path, which makes it a work tree of its own too.
 */
export function embeddedRepository(command: string, worktree?: string): Files {
  return {
    HEAD: 'ref: refs/heads/main\n',
    'refs/heads/main': `${'a'.repeat(40)}\n`,
    'objects/.keep': '',
    config: configThatRuns(command, worktree),
  };
}

/** A configuration with each key that makes Git run a command: to fetch a missing object, and to look for changes. */
export function configThatRuns(command: string, worktree?: string): string {
  return `[core]
\trepositoryformatversion = 1
\tbare = ${worktree === undefined}
${worktree === undefined ? '' : `\tworktree = ${worktree}\n`}\tfsmonitor = "${command}; false"
\tsshCommand = "${command}; false"
\thooksPath = /nonexistent
\tpager = "${command}"
[pager]
\tshow = true
[include]
\tpath = more
[extensions]
\tpartialClone = origin
[protocol "file"]
\tallow = always
[remote "origin"]
\tpromisor = true
\turl = /tmp
\tuploadpack = "${command}; false"
`;
}
