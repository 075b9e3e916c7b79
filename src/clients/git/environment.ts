import type { Environment } from '../../model/job.ts';
import { leadsToCheckout } from './repository.ts';

/** Stops buildx from starting Git. By default it asks Git for the commit and the remote of a context, for provenance. */
export const WITHOUT_GIT: Environment = { BUILDX_GIT_INFO: 'false', BUILDX_GIT_LABELS: 'false' };

/**
 * Lets buildx ask Git about a context if Git finds a checkout there. Git obeys the configuration of the repository that
 * it finds, and some keys name programs. Reading a commit starts one of them only to fetch a missing object, so fetching
 * is forbidden. Looking for changed files starts more, so buildx does not look.
 * @param context a folder. Undefined if the context is not on this disk.
 * @param env the step's own environment.
 */
export function gitEnvironment(context: string | undefined, env: Environment): Environment {
  if (context === undefined || !leadsToCheckout(context)) return WITHOUT_GIT;
  const { BUILDX_GIT_INFO, BUILDX_GIT_LABELS } = env;
  return { BUILDX_GIT_INFO, BUILDX_GIT_LABELS, BUILDX_GIT_CHECK_DIRTY: 'false', GIT_ALLOW_PROTOCOL: 'none' };
}
