import type { RepositoryFacts } from '../model/naming.ts';

/** The event that started the job: tags, labels and annotations are derived from it. */
export interface JobEvent {
  /** `push`, `pull_request`, `schedule`, … */
  readonly eventName: string;
  /** `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/7/merge`; empty where unknown. */
  readonly ref: string;
  readonly sha: string;
  /** The head commit of the pull request, if DOCKER_METADATA_PR_HEAD_SHA asks for it. It is also `sha`. */
  readonly pullRequestHead: string | undefined;
  readonly shortSha: string;
  readonly defaultBranch: string | undefined;
  /** The branch a pull request asks to be merged into, or the one a pushed Git tag was cut from if GitHub says. */
  readonly baseRef: string | undefined;
  readonly repository: RepositoryFacts;
  readonly now: Date;
  /** `now` if the event does not contain it. */
  readonly commitDate: Date;
}

/** A commit that is checked out as a branch, a Git tag or a pull request. */
export interface CheckedOut {
  readonly ref: string;
  readonly revision: string;
  readonly date: Date;
}

/** The parts of a webhook payload read here: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
interface Payload {
  readonly number?: number;
  readonly base_ref?: string | null;
  readonly pull_request?: { readonly base?: { readonly ref?: string }; readonly head?: { readonly sha?: string } };
  readonly commits?: readonly Commit[];
  readonly head_commit?: Commit | null;
  readonly repository?: {
    readonly name?: string;
    readonly description?: string | null;
    readonly html_url?: string;
    readonly default_branch?: string;
    readonly license?: { readonly spdx_id?: string } | null;
  };
}

interface Commit {
  readonly id: string;
  readonly timestamp: string;
}

/**
 * Reads the event from the runner's environment and its payload (the JSON at GITHUB_EVENT_PATH), as docker/metadata-action
 * does: DOCKER_METADATA_PR_HEAD_SHA and DOCKER_METADATA_SHORT_SHA_LENGTH count, and `pull_request_target`, whose ref is
 * that of the base branch, is read as its pull request.
 * @param checkout takes the place of the ref and the commit of the workflow, as with `context: git` of that action.
 */
export function readJobEvent(
  env: Readonly<Record<string, string | undefined>>,
  json: unknown,
  now: Date,
  checkout?: CheckedOut,
): JobEvent {
  const payload = (json ?? {}) as Payload;
  const eventName = env.GITHUB_EVENT_NAME ?? '';
  const workflowRef =
    eventName === 'pull_request_target' ? `refs/pull/${payload.number}/merge` : (env.GITHUB_REF ?? '');
  const ref = checkout?.ref ?? workflowRef;
  const headSha = eventName.startsWith('pull_request') ? payload.pull_request?.head?.sha : undefined;
  const wantsHead = /true/i.test(env.DOCKER_METADATA_PR_HEAD_SHA ?? '');
  const pullRequestHead = checkout === undefined && wantsHead ? headSha : undefined;
  const sha = checkout?.revision ?? pullRequestHead ?? env.GITHUB_SHA ?? '';
  const commits = [...(payload.commits ?? []), ...(payload.head_commit ? [payload.head_commit] : [])];
  const timestamp = commits.find(({ id }) => id === sha)?.timestamp;
  return {
    eventName,
    ref,
    sha,
    pullRequestHead,
    shortSha: sha.slice(0, Number(env.DOCKER_METADATA_SHORT_SHA_LENGTH) || 7),
    defaultBranch: payload.repository?.default_branch ?? scheduledBranch(eventName, workflowRef),
    baseRef: baseRefOf(ref, payload),
    repository: repositoryOf(env, payload),
    now,
    commitDate: checkout?.date ?? (timestamp ? new Date(timestamp) : now),
  };
}

/** A schedule runs on the default branch alone: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule */
function scheduledBranch(eventName: string, ref: string): string | undefined {
  return eventName === 'schedule' ? after('refs/heads/', ref) : undefined;
}

function baseRefOf(ref: string, payload: Payload): string | undefined {
  if (ref.startsWith('refs/tags/')) return payload.base_ref?.replace(/^refs\/heads\//, '');
  if (ref.startsWith('refs/pull/')) return payload.pull_request?.base?.ref;
  return undefined;
}

function repositoryOf(env: Readonly<Record<string, string | undefined>>, payload: Payload): RepositoryFacts {
  const fullName = env.GITHUB_REPOSITORY ?? '';
  return {
    name: payload.repository?.name ?? fullName.slice(fullName.indexOf('/') + 1),
    description: payload.repository?.description ?? '',
    url: payload.repository?.html_url ?? (fullName && `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${fullName}`),
    license: payload.repository?.license?.spdx_id ?? '',
  };
}

/** `feature/x` of `refs/heads/feature/x`. Undefined if the ref is not a branch. */
export function branchOf({ ref }: JobEvent): string | undefined {
  return after('refs/heads/', ref);
}

/** `v1.2.3` of `refs/tags/v1.2.3`. Undefined if the ref is not a Git tag. */
export function gitTagOf({ ref }: JobEvent): string | undefined {
  return after('refs/tags/', ref);
}

/** `7` of `refs/pull/7/merge`. Undefined if the ref is not a pull request. */
export function pullRequestOf({ ref }: JobEvent): string | undefined {
  return after('refs/pull/', ref)?.replace(/\/merge$/, '');
}

function after(prefix: string, ref: string): string | undefined {
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}
