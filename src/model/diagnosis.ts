import type { Environment } from './job.ts';

/** A known cause of a failure. It is the anchor of a section in docs/troubleshooting.md. */
export type Diagnosis =
  | 'exec-format'
  | 'emulator-crash'
  | 'emulator-version'
  | 'platform-missing'
  | 'rate-limit'
  | 'pull-denied'
  | 'push-denied'
  | 'name-unknown'
  | 'disk-full'
  | 'out-of-memory'
  | 'certificate'
  | 'plain-http'
  | 'tls-only'
  | 'proxy'
  | 'cache-import'
  | 'cache-export'
  | 'builder-lost'
  | 'lost-part';

/** Address of the section about a diagnosis. Undefined if the action is in the checkout, which has the page itself. */
function pageAbout(diagnosis: Diagnosis, env: Environment): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } = env;
  if (!repository) return undefined;
  return `${server || 'https://github.com'}/${repository}/blob/${ref || 'HEAD'}/docs/troubleshooting.md#${diagnosis}`;
}

/** The text of a notice or an error, and a last line with the address of the section about it. */
export function withPage(text: string, diagnosis: Diagnosis | undefined, env: Environment): string {
  const page = diagnosis === undefined ? undefined : pageAbout(diagnosis, env);
  return page === undefined ? text : `${text}\nSee ${page}`;
}
