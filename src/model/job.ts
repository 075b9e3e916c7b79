/** The files of the machine, as far as inputs are checked against them. Paths are absolute. */
export interface Files {
  exists(path: string): boolean;
  isFile(path: string): boolean;
  readText(path: string): string;
  /** In bytes. */
  size(path: string): number;
  /** The target as a symlink has it. Undefined if the path is no symlink. */
  readLink(path: string): string | undefined;
}

/**
 * The job as described by the workflow's environment:
 * https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export interface Job {
  /** The checkout, absolute. */
  readonly workspace: string;
  /** A folder that is emptied with the job, absolute. */
  readonly temp: string;
  /** `acme/app`; empty outside a workflow, like all that follow. */
  readonly repository: string;
  /** `https://github.com`, without a slash at its end. */
  readonly serverUrl: string;
  readonly eventName: string;
  /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/7/merge`. */
  readonly ref: string;
  /** `main`, `v1`, `7/merge`. */
  readonly refName: string;
  readonly refType: 'branch' | 'tag' | undefined;
  /** The commit, 40 hexadecimal digits. */
  readonly sha: string;
  readonly defaultBranch: string | undefined;
  /** The webhook's payload: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
  readonly event: Event;
  readonly env: Environment;
  readonly files: Files;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The parts of a payload that are read here; the others are there too. */
export interface Event {
  readonly [key: string]: unknown;
  readonly repository?: { readonly default_branch?: string; readonly private?: boolean };
  readonly workflow_run?: {
    readonly head_sha?: string;
    /** The event that started that run: `push`. */
    readonly event?: string;
    readonly head_repository?: { readonly full_name?: string } | null;
  };
  readonly pull_request?: {
    readonly base?: {
      readonly sha?: string;
      /** The branch. */
      readonly ref?: string;
    };
    readonly head?: {
      readonly sha?: string;
      /** The branch. */
      readonly ref?: string;
      readonly repo?: { readonly full_name?: string } | null;
    };
  };
}

/**
 * True if the runner withholds secrets from this job, so that an empty secret is not the author's mistake: for a pull
 * request from a fork, and for Dependabot's. https://docs.github.com/en/actions/reference/security/secrets
 */
export function withoutSecrets(job: Job): boolean {
  return fromFork(job) || (job.eventName === 'pull_request' && job.env.GITHUB_ACTOR === 'dependabot[bot]');
}

/**
 * True if the job runs for a pull request from a fork, and on its code. This includes a review of one. On
 * `pull_request_target` the code is the base's, unless the workflow checks out another.
 */
export function fromFork({ event, eventName, repository }: Job): boolean {
  if (!/^pull_request(_review|_review_comment)?$/.test(eventName)) return false;
  const head = event.pull_request?.head;
  // the repository of a fork that was deleted is null
  return head !== undefined && head.repo?.full_name !== repository;
}
