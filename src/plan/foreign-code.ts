import { dirname, isAbsolute, resolve } from 'node:path';
import type { Job } from '../inputs/job.ts';
import type { Request } from '../inputs/request.ts';
import { ActionError } from '../system/errors.ts';
import type { Commit } from '../system/git.ts';

/**
 * The folders that a build takes code from, where it matters whose that is: on `pull_request_target` a job has the
 * rights of the repository, and the pull request's code has them with it:
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
export function foldersOfCode({ build, result }: Request, { eventName, workspace }: Job): readonly string[] {
  if (eventName !== 'pull_request_target' || !(result.push || result.pushByDigest)) return [];
  const { context, file, buildContexts } = build;
  const folders = [
    ...(context.kind === 'path' ? [context.path] : []),
    ...(file === undefined || context.kind === 'git' ? [] : [dirname(resolve(workspace, file))]),
    ...buildContexts.map(({ value }) => value).filter(isAbsolute),
  ];
  return [...new Set(folders)];
}

/**
 * Refuses to publish what the author of a pull request wrote with the rights of the repository it was sent to.
 * @param commits HEAD of each folder's work tree; `undefined` where it is in none.
 */
export function refuseForeignCode(request: Request, job: Job, commits: readonly (Commit | undefined)[]): void {
  const { build, result } = request;
  if (job.eventName !== 'pull_request_target' || !(result.push || result.pushByDigest)) return;
  const head = job.event.pull_request?.head;
  const isHead = ({ revision, parents }: Commit) => revision === head?.sha || parents.includes(head?.sha ?? '');
  const urls = [
    build.context.kind === 'git' ? build.context.url : '',
    ...build.buildContexts.map(({ value }) => value),
  ];
  const checkedOut = commits.some((commit) => commit !== undefined && isHead(commit));
  if (!checkedOut && !urls.some((url) => namesHead(url, head, job.repository))) return;
  throw new ActionError(
    "push: the code of a pull request is checked out on pull_request_target, which has this repository's rights, so nothing is built",
    { hint: 'Build it on `pull_request`, and publish after the merge; here, check out the base and push that.' },
  );
}

type Head = NonNullable<Job['event']['pull_request']>['head'];

/** Whether a Git URL leads to the pull request: by its commit, by the ref GitHub keeps for it, or in its fork. */
function namesHead(url: string, head: Head, repository: string): boolean {
  const [address = '', fragment = ''] = url.split('#');
  const [ref = ''] = fragment.split(':');
  const fork = head?.repo?.full_name;
  return (
    (head?.sha !== undefined && url.includes(head.sha)) ||
    /^refs\/pull\//.test(ref) ||
    (head?.ref !== undefined && [head.ref, `refs/heads/${head.ref}`].includes(ref)) ||
    (fork !== undefined && fork !== repository && address.replace(/\.git$/, '').endsWith(`/${fork}`))
  );
}
