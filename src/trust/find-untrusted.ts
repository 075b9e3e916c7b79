import { pullRefOf, readHead } from '../clients/git/refs.ts';
import { ancestorsOf, hasGit, realPath, repositoryAt } from '../clients/git/repository.ts';
import type { Job } from '../model/job.ts';
import type { Request } from '../model/request.ts';
import { bakeFiles, codeOf, type Source } from './code.ts';
import { explain, findUntrustedUrl, hasRights, trustMatters, type Untrusted } from './decide.ts';
import { trustedCommits, trustOf } from './events.ts';

/**
 * Finds code that outsiders may have written, if anything is pushed or cached with the repository's rights. A bake file
 * always matters if the job has these rights: it can pass variables and files of the job to the build.
 */
export async function findUntrusted(request: Request, job: Job): Promise<Untrusted | undefined> {
  if (!hasRights(job)) return undefined;
  const code = codeOf(request, job);
  const all = trustMatters(request, job);
  const url = all ? findUntrustedUrl(code, job) : undefined;
  if (url !== undefined) return url;
  for (const source of all ? code.paths : bakeFiles(request.build, job)) {
    const why = trustOf(job) === 'commits' ? await whyForeign(source, job) : whyPullRequest(source, job);
    if (why !== undefined) return { source, why };
  }
  return undefined;
}

/** Explains why a path matches no trusted commit. Undefined if it matches one of them. */
async function whyForeign({ place }: Source, job: Job): Promise<string | undefined> {
  const top = topsOf(place, job).at(-1);
  if (top === undefined) return 'it is in no Git checkout';
  const reasons: string[] = [];
  // most events need no comparison
  const { compareWithCommit } = await import('../clients/git/compare.ts');
  for (const commit of trustedCommits(job)) {
    const difference = await compareWithCommit(commit, { top, path: place });
    if (difference === undefined) return undefined;
    const reason = explain(difference, commit, job);
    // a file name helps the reader more than a commit that is missing from the checkout
    if (difference === 'unknown') reasons.push(reason);
    else reasons.unshift(reason);
  }
  return reasons[0] ?? 'the event names no trusted commit';
}

/** Explains why a path is in a checkout of a pull request. A checkout of the event's own commit does not count. */
function whyPullRequest({ place }: Source, job: Job): string | undefined {
  for (const top of [place, realPath(place)].flatMap((path) => topsOf(path, job))) {
    const repository = repositoryAt(top);
    const head = repository && readHead(repository);
    if (repository === undefined || head === undefined || head === job.sha) continue;
    const ref = pullRefOf(head, repository);
    if (ref !== undefined) return `HEAD is ${ref}`;
  }
  return undefined;
}

/**
 * Top folders of the work trees around a path, from the inside out: all folders within the job's checkout, or else the
 * nearest one. The outermost decides about trust: files that another checkout added to it are not in its commit.
 */
function topsOf(path: string, { workspace }: Job): readonly string[] {
  const tops = ancestorsOf(path).filter(hasGit);
  const within = tops.filter((top) => top === workspace || top.startsWith(`${workspace}/`));
  return within.length > 0 ? within : tops.slice(0, 1);
}
