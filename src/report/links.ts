import type { Place } from '../model/errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Repository of this action, as the workflow names it. Undefined in a workflow that uses the action from a folder. */
export function actionRepository({
  GITHUB_SERVER_URL: server,
  GITHUB_ACTION_REPOSITORY: repository,
}: Environment): string | undefined {
  return repository ? `${server || 'https://github.com'}/${repository}` : undefined;
}

/** Address of this action's files at its version. */
export function actionSource(env: Environment): string | undefined {
  const repository = actionRepository(env);
  return repository === undefined ? undefined : `${repository}/blob/${encodeURI(env.GITHUB_ACTION_REF || 'HEAD')}`;
}

/** Address of a line in the commit of the job. Undefined for a job without a commit. */
export function placeLink({ file, startLine, endLine = startLine }: Place, env: Environment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = env;
  if (!repository || !commit) return undefined;
  const path = file.split('/').map(encodeURIComponent).join('/');
  const lines = endLine > startLine ? `#L${startLine}-L${endLine}` : `#L${startLine}`;
  return `${server || 'https://github.com'}/${repository}/blob/${commit}/${path}${lines}`;
}
