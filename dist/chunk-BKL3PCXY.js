import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);

// src/model/diagnosis.ts
function pageAbout(diagnosis, env) {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  if (!repository) return void 0;
  return `${server || "https://github.com"}/${repository}/blob/${ref || "HEAD"}/docs/troubleshooting.md#${diagnosis}`;
}
function withPage(text, diagnosis, env) {
  const page = diagnosis === void 0 ? void 0 : pageAbout(diagnosis, env);
  return page === void 0 ? text : `${text}
See ${page}`;
}

export {
  withPage
};
