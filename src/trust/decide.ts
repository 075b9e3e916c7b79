import { relative } from 'node:path';
import { cacheScopes } from '../cache/scope.ts';
import type { Difference } from '../clients/git/compare.ts';
import { ActionError } from '../model/errors.ts';
import type { Job } from '../model/job.ts';
import type { Request } from '../model/request.ts';
import { printableLine } from '../runtime/printable.ts';
import { type Code, isOwnUrl, namesPullRequest, type Source } from './code.ts';
import { trustOf } from './events.ts';

/** Code that outsiders may have written. */
export interface Untrusted {
  readonly source: Source;
  /** Why, as a clause: `app/run.sh differs from commit 0123456789ab`. */
  readonly why: string;
}

/** Maximum length of a file name in a message. Untrusted code chooses these names. */
const LONGEST = 100;

/**
 * True if the trust in the code matters: the job has the repository's rights, and it pushes or caches content that
 * others use.
 */
export function trustMatters(request: Request, job: Job): boolean {
  if (request.build.call !== undefined) return false;
  return hasRights(job) && (pushes(request) || caches(request, job));
}

/** True if the job has the repository's rights and may build code that is not the repository's. */
export function hasRights(job: Job): boolean {
  const trust = trustOf(job);
  return trust === 'no pull request' || trust === 'commits';
}

function pushes({ result }: Request): boolean {
  return result.push || result.pushByDigest;
}

/** True if a build that is not pushed writes a cache. */
function caches({ cache: { backend, from, to, mounts, write } }: Request, job: Job): boolean {
  const derives = backend === 'gha' || backend === 'local' || (backend === 'registry' && write === 'always');
  const writes = mounts || (derives && from.length === 0);
  return to.length > 0 || (writes && cacheScopes(job, write).write !== undefined);
}

/** Judges URLs by the repository and ref that they name. */
export function findUntrustedUrl({ urls }: Code, job: Job): Untrusted | undefined {
  if (trustOf(job) === 'commits') {
    const source = urls.find(({ place }) => !isOwnUrl(place, job));
    return source && { source, why: 'the URL names no trusted commit of this repository' };
  }
  const source = urls.find(({ place }) => namesPullRequest(place));
  return source && { source, why: 'the URL names a pull request' };
}

/** Puts the first difference from a trusted commit into words. */
export function explain(difference: Difference | 'unknown', commit: string, { workspace }: Job): string {
  const short = `commit ${commit.slice(0, 12)}`;
  if (difference === 'unknown') return `its checkout does not have ${short}`;
  const path = show(difference.path, workspace);
  switch (difference.how) {
    case 'added':
      return `${path} is not in ${short}`;
    case 'changed':
      return `${path} differs from ${short}`;
    case 'missing':
      return `${path} of ${short} is missing`;
    case 'unreadable':
      return `${path} cannot be compared with ${short}`;
  }
}

/**
 * Removes actions that a job must not take with untrusted code: it writes no cache that others read.
 * @returns the permitted actions, and a line for the log about them.
 * @throws ActionError if the code would be pushed, or is a bake file.
 */
export function withinTrust(
  request: Request,
  untrusted: Untrusted | undefined,
  job: Job,
): { readonly request: Request; readonly line?: string } {
  if (untrusted === undefined) return { request };
  const { source, why } = untrusted;
  const fact = `${source.input} ${show(source.place, job.workspace)} is untrusted on ${job.eventName || 'this event'}: ${why}`;
  if (request.allowUntrusted) return { request, line: `allow-untrusted: ${fact}; pushed and cached as asked` };
  if (source.input === 'bake-file') {
    throw new ActionError(fact, {
      hint: 'A bake file can pass variables and files of this job to the build. Name a file of a trusted commit, or build a pull request on `pull_request`. Set `allow-untrusted: true` if you trust this file.',
    });
  }
  if (pushes(request)) {
    throw new ActionError(`${request.result.push ? 'push' : 'push-by-digest'}: ${fact}`, {
      hint: 'This job has the rights of the repository. Build a pull request on `pull_request` and publish after the merge; here, build only the code that `actions/checkout` checks out by default. Set `allow-untrusted: true` if you trust this code.',
    });
  }
  return {
    request: { ...request, cache: { ...request.cache, write: 'never', to: [] } },
    line: `${fact}; no cache is written`,
  };
}

/** A path from the checkout, or a URL, as far as it can be printed in one line. */
function show(place: string, workspace: string): string {
  const way = place.startsWith('/') ? relative(workspace, place) : place;
  const text = printableLine((way.startsWith('..') ? place : way) || '.').replaceAll('\n', ' ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
