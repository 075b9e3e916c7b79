import { type Run, succeeded } from './process.ts';

/** A commit as far as images tell of it. */
export interface Commit {
  /** 40 or 64 hexadecimal digits. */
  readonly revision: string;
  /** When it was committed, to the second. */
  readonly date: Date;
}

/**
 * HEAD of the work tree that a folder is in; `undefined`: it is in none, or there is no Git. Read by plumbing, which
 * starts no pager and no signature check, and whoever owns the folder: a checkout in a container often is another's.
 */
export async function headCommit(run: Run, folder: string): Promise<Commit | undefined> {
  const args = ['-c', 'safe.directory=*', '-C', folder, 'cat-file', '--batch'];
  const finished = await run({ program: 'git', args, input: 'HEAD\n' }).catch(() => undefined);
  return finished !== undefined && succeeded(finished) ? parseCommit(finished.stdout) : undefined;
}

/** https://git-scm.com/docs/git-cat-file#_batch_output, https://git-scm.com/docs/gitformat-commit */
function parseCommit(answer: string): Commit | undefined {
  const [, revision] = /^([0-9a-f]{40,64}) commit \d+\n/.exec(answer) ?? [];
  const header = answer.split('\n\n', 1)[0] ?? '';
  const [, seconds] = /^committer .* (\d+) [+-]\d{4}$/m.exec(header) ?? [];
  return revision === undefined || seconds === undefined
    ? undefined
    : { revision, date: new Date(Number(seconds) * 1000) };
}
