import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/report/links.ts
function actionRepository({
  GITHUB_SERVER_URL: server,
  GITHUB_ACTION_REPOSITORY: repository
}) {
  return repository ? `${server || "https://github.com"}/${repository}` : void 0;
}
function actionSource(env) {
  const repository = actionRepository(env);
  return repository === void 0 ? void 0 : `${repository}/blob/${encodeURI(env.GITHUB_ACTION_REF || "HEAD")}`;
}
function placeLink({ file, startLine, endLine = startLine }, env) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: commit } = env;
  if (!repository || !commit) return void 0;
  const path = file.split("/").map(encodeURIComponent).join("/");
  const lines = endLine > startLine ? `#L${startLine}-L${endLine}` : `#L${startLine}`;
  return `${server || "https://github.com"}/${repository}/blob/${commit}/${path}${lines}`;
}

export {
  actionRepository,
  actionSource,
  placeLink
};
