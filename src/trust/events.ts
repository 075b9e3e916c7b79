import { fromFork, type Job } from '../model/job.ts';

/** Which code an event lets a job publish, and cache for others. */
export type Trust =
  /** No code: the job has no rights of the repository. */
  | 'none'
  /** For any code that the job builds. */
  | 'all'
  /** For any code that the job builds, except a checkout of `refs/pull/N`. */
  | 'no pull request'
  /** Only files that are the same in a trusted commit. */
  | 'commits';

const PULL_REQUESTS = ['pull_request', 'pull_request_review', 'pull_request_review_comment'] as const;

/**
 * Only users with write access start these, and the workflow's author chose the code: that of GITHUB_SHA, or one that
 * the workflow names. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 */
const BY_WRITERS = [
  'push',
  'schedule',
  'workflow_dispatch',
  'repository_dispatch',
  'release',
  'create',
  'delete',
  'merge_group',
  'registry_package',
  'workflow_call',
] as const;

/** Anybody can start other events, and those that are not known yet, and a job has the repository's rights. */
export function trustOf(job: Job): Trust {
  const { eventName } = job;
  if (isOneOf(PULL_REQUESTS, eventName)) return fromFork(job) ? 'none' : 'all';
  return isOneOf(BY_WRITERS, eventName) ? 'no pull request' : 'commits';
}

/** The commits of this repository that an event names and that only a user with write access can have made. */
export function trustedCommits(job: Job): readonly string[] {
  const { eventName, sha, event } = job;
  const others: Readonly<Record<string, string | undefined>> = {
    pull_request_target: event.pull_request?.base?.sha,
    workflow_run: headOfRun(job),
  };
  const named = [sha, others[eventName] ?? ''];
  return [...new Set(named)].filter((commit) => /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit));
}

/** The commit of a run that a user with write access started in this repository. */
function headOfRun({ event: { workflow_run: run }, repository }: Job): string | undefined {
  const isOwn = repository !== '' && run?.head_repository?.full_name === repository;
  return isOwn && isOneOf(BY_WRITERS, run?.event ?? '') ? run?.head_sha : undefined;
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}
