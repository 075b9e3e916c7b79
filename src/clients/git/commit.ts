import { openObjects } from './objects.ts';
import { readHead } from './refs.ts';
import { enclosingRepository } from './repository.ts';

/** The facts about a commit that images record. */
export interface Commit {
  /** 40 or 64 hexadecimal digits. */
  readonly revision: string;
  /** When it was committed, to the second. */
  readonly date: Date;
}

/**
 * HEAD of the work tree that contains a folder. Undefined if it is missing or cannot be read. Read without Git, because
 * Git would obey the configuration of a repository that untrusted code put into the folder.
 */
export function headCommit(folder: string): Commit | undefined {
  const repository = enclosingRepository(folder);
  const revision = repository && readHead(repository);
  if (repository === undefined || revision === undefined) return undefined;
  using objects = openObjects(repository);
  const content = objects.read(revision, 'commit');
  return content && parseCommit(revision, content);
}

/** https://git-scm.com/docs/gitformat-commit */
function parseCommit(revision: string, content: Buffer): Commit | undefined {
  const [, seconds] = /^committer .* (\d+) [+-]\d{4}$/m.exec(headerOf(content)) ?? [];
  return seconds === undefined ? undefined : { revision, date: new Date(Number(seconds) * 1000) };
}

/** The id of a commit's tree. */
export function treeOf(content: Buffer): string | undefined {
  return /^tree ([0-9a-f]{40}|[0-9a-f]{64})$/m.exec(headerOf(content))?.[1];
}

function headerOf(content: Buffer): string {
  return content.toString('utf8').split('\n\n', 1)[0] ?? '';
}
