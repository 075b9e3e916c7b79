import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Job } from '../inputs/job.ts';
import type { Request } from '../inputs/request.ts';
import { ActionError } from '../system/errors.ts';
import type { Commit } from '../system/git.ts';

/**
 * The folders that a build takes code from, where it matters whose that is: on `pull_request_target` a job has the
 * rights of the repository, and the pull request's code has them with it:
 * https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
export function foldersOfCode(request: Request, job: Job): readonly string[] {
  if (!isAtStake(request, job)) return [];
  const { context, file, buildContexts } = request.build;
  const folders = [
    ...(context.kind === 'path' ? [context.path] : []),
    ...(file === undefined || context.kind === 'git' || isUrl(file) ? [] : [dirname(resolve(job.workspace, file))]),
    ...buildContexts.map(({ value }) => value).filter(isAbsolute),
  ];
  return [...new Set(folders)];
}

/**
 * Refuses to publish, with the rights of the repository, what the author of a pull request may have written. What is
 * known to be the base's passes and nothing else: a pull request's code has more names than a list could hold, and a
 * new one with every push to it.
 * @param heads of the folders of code, each with HEAD of its work tree; `undefined`: it cannot be read.
 */
export function refuseForeignCode(request: Request, job: Job, heads: ReadonlyMap<string, Commit | undefined>): void {
  if (!isAtStake(request, job)) return;
  const { context, file, buildContexts } = request.build;
  const urls = [
    ...(context.kind === 'git' ? [context.url] : []),
    ...(file !== undefined && isUrl(file) ? [file] : []),
    ...buildContexts.map(({ value }) => value).filter((value) => !isAbsolute(value) && !isImage(value)),
  ];
  const foreign =
    [...heads].find(([folder, commit]) => !isTrusted(folder, commit, job))?.[0] ??
    urls.find((url) => !isOwnBase(url, job));
  if (foreign === undefined) return;
  throw new ActionError(
    `push: ${foreign} is not known to be the base's code on pull_request_target, which has this repository's rights, so nothing is built`,
    {
      hint: 'Build a pull request on `pull_request`, and publish after the merge; here, push only what `actions/checkout` checks out by itself.',
    },
  );
}

function isAtStake({ result }: Request, { eventName }: Job): boolean {
  return eventName === 'pull_request_target' && (result.push || result.pushByDigest);
}

/** The commits of the base that the event names: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target */
function commitsOfBase({ sha, event }: Job): readonly string[] {
  return [sha, event.pull_request?.base?.sha ?? ''].filter((commit) => /^[0-9a-f]{40,64}$/.test(commit));
}

/** Whether a folder holds the base's code; one that is in no checkout holds what the job itself put there. */
function isTrusted(folder: string, commit: Commit | undefined, job: Job): boolean {
  if (commit !== undefined) return commitsOfBase(job).includes(commit.revision);
  // without Git, actions/checkout leaves no work tree
  const inCheckout = folder === job.workspace || folder.startsWith(`${job.workspace}/`);
  return !inCheckout && !ancestorsOf(folder).some((path) => job.files.exists(join(path, '.git')));
}

function ancestorsOf(folder: string): readonly string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...ancestorsOf(dirname(folder))];
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** What is built already, or is another stage of this build. */
function isImage(value: string): boolean {
  return /^(docker-image|oci-layout|target):/.test(value);
}

/**
 * Whether a Git URL leads to this repository, in one of the ways that BuildKit knows, and there to the base: by the
 * whole name of its commit or by its branch, the default branch without any. Anything else in it, such as a query that
 * names another ref, is not looked into.
 */
function isOwnBase(url: string, job: Job): boolean {
  const [address = '', fragment = ''] = url.split(/#(.*)/s);
  const [ref = ''] = fragment.split(':', 1);
  const server = job.serverUrl.toLowerCase();
  const host = server.replace(/^https?:\/\//, '');
  const place = /^(?:ssh:\/\/)?[\w-]+@([^/:]+)(?::22(?=\/))?[/:](.*)$/i.exec(address);
  const path = place === null ? withoutServer(address.toLowerCase(), server, host) : place[2]?.toLowerCase();
  const isOwn =
    job.repository !== '' &&
    path?.replace(/(\.git)?\/?$/, '') === job.repository.toLowerCase() &&
    (place === null || place[1]?.toLowerCase() === host);
  const branch = job.event.pull_request?.base?.ref;
  const refs = ['', ...commitsOfBase(job), ...(branch === undefined ? [] : [branch, `refs/heads/${branch}`])];
  return isOwn && refs.includes(ref);
}

function withoutServer(address: string, server: string, host: string): string | undefined {
  return [`${server}/`, ...(host === 'github.com' ? ['github.com/'] : [])]
    .filter((start) => address.startsWith(start))
    .map((start) => address.slice(start.length))[0];
}
