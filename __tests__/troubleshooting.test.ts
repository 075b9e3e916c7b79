import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { explainFailure } from '../src/buildkit/failure.ts';
import { HttpError } from '../src/clients/http/http.ts';
import { failure } from '../src/clients/http/http-error.ts';
import { type RegistryError, refused, unanswered } from '../src/clients/registry/error.ts';
import { cannotPush } from '../src/clients/registry/push-refusal.ts';
import { type Diagnosis, withPage } from '../src/model/diagnosis.ts';
import { ActionError } from '../src/model/errors.ts';
import { partsFromRecords } from '../src/parts/part-reference.ts';
import { printFailure } from '../src/report/failure.ts';
import type { Runner } from '../src/runtime/runner.ts';
import { adviceFor } from '../src/runtime/words.ts';
import { base64, eventsOf, json, logOf } from './buildkit/replay.ts';
import { addressOf, NAMED_ACTION, SECTIONS, textsOf } from './support/troubleshooting.ts';

/** The members of the type `Diagnosis`. */
const DIAGNOSES = [
  ...readFileSync(new URL('../src/model/diagnosis.ts', import.meta.url), 'utf8').matchAll(/^ {2}\| '([a-z-]+)'/gm),
].map(([, id = '']) => id);

/** Section that is not about a diagnosis. */
const REPORT = 'what-to-put-into-a-bug-report';

describe('docs/troubleshooting.md', () => {
  test('has a section for every diagnosis, and no other', () => {
    expect([...SECTIONS.keys()].filter((id) => id !== REPORT)).toEqual(DIAGNOSES);
  });

  test.each(DIAGNOSES)('%s: names the problem, its cause and the fix under the text of the error', (id) => {
    const section = SECTIONS.get(id) ?? '';
    for (const part of ['Problem', 'Cause', 'Fix']) expect(section).toContain(`- **${part}**`);
    expect(textsOf(id).every((text) => text.source.replaceAll('.*', '').length > 10)).toBe(true);
  });
});

test('the error of a step ends with the address of its section', () => {
  const shown: string[] = [];
  const runner = { endGroup() {}, info() {}, fail: (message: string) => shown.push(message) };
  const before = process.env;
  process.env = { ...before, ...NAMED_ACTION };
  const error = new ActionError('no', { hint: 'Do it.', diagnosis: 'proxy' });
  for (const each of [error, new ActionError('no')]) printFailure(each, runner as unknown as Runner);
  process.env = before;
  expect(shown).toEqual([`no\nDo it.\nSee ${addressOf('proxy')}`, 'no']);
});

test('the address of a section names the release of the action, or no address is known', () => {
  expect(withPage('no', 'proxy', NAMED_ACTION)).toBe(`no\nSee ${addressOf('proxy')}`);
  expect(withPage('no', 'proxy', { GITHUB_ACTION_REPOSITORY: 'a/b', GITHUB_SERVER_URL: 'https://git.test' })).toBe(
    'no\nSee https://git.test/a/b/blob/HEAD/docs/troubleshooting.md#proxy',
  );
  expect(withPage('no', 'proxy', { GITHUB_ACTION_REPOSITORY: '' })).toBe('no');
  expect(withPage('no', undefined, NAMED_ACTION)).toBe('no');
});

const MACHINE = { isEmulated: () => true, memory: '1.0 of 8.0 GB of memory are free' };
const ENDED = { code: 1, signal: undefined, timedOut: false, stdout: '', stderr: '' };

/** A build whose last error is this one. */
const built = (error: string) =>
  explainFailure(logOf(eventsOf(Buffer.from(`ERROR: failed to build: failed to solve: ${error}\n`))), ENDED, MACHINE);

/** A build with a RUN that prints a line and ends. */
function ran(line: string, status: number) {
  const error = `process "/bin/sh -c x" did not complete successfully: exit code: ${status}`;
  const at = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
  const events = Buffer.concat([
    json({
      vertexes: [{ digest: 'a', name: '[linux/arm64 2/2] RUN x', error, ...at }],
      logs: [{ vertex: 'a', stream: 1, data: base64(line) }],
    }),
    Buffer.from(`ERROR: failed to solve: ${error}\n`),
  ]);
  return explainFailure(logOf(eventsOf(events)), ENDED, MACHINE);
}

/** An answer of a registry. */
const answered = (what: string, status: number, code: string, access: 'pull' | 'push') =>
  refused(
    what,
    'r.test',
    { status, headers: {}, body: Buffer.from(JSON.stringify({ errors: [{ code, message: 'no' }] })) },
    { access },
  );

/** A connection that fails with a code of Node. */
const unreached = (code: string, url = 'https://r.test/v2/') =>
  unanswered(
    'reading r.test/a:1',
    failure({ url, proxy: undefined }, Object.assign(new Error('whoops'), { code }), 1000),
  ) as RegistryError;

/** Output of docker or Docker Engine. */
const said = (text: string, access: 'pull' | 'push') =>
  new ActionError('r.test/a:1 could not be pushed', { output: text, ...adviceFor(text, access) });

function thrown(work: () => unknown): ActionError {
  try {
    work();
  } catch (error) {
    return error as ActionError;
  }
  throw new Error('nothing was thrown');
}

const REPOSITORY = { name: 'r.test/a', registry: 'r.test', path: 'a' };

/** Recorded texts. `integration/troubleshooting.test.ts` makes most of these failures happen. */
const FAILURES: readonly { readonly id: Diagnosis; readonly title: string; readonly error: ActionError }[] = [
  { id: 'exec-format', title: 'a RUN', error: ran('exec /bin/sh: exec format error', 1) },
  {
    id: 'emulator-crash',
    title: 'QEMU',
    error: ran('qemu: uncaught target signal 11 (Segmentation fault) - core dumped', 100),
  },
  { id: 'emulator-crash', title: 'an illegal instruction', error: ran('', 132) },
  { id: 'emulator-crash', title: 'a segmentation fault', error: ran('', 139) },
  // the processor of the emulator is too old
  {
    id: 'emulator-version',
    title: 'glibc',
    error: ran('Fatal glibc error: CPU does not support x86-64-v2', 127),
  },
  {
    id: 'emulator-version',
    title: "glibc's loader",
    error: ran('error while loading shared libraries: libc.so.6: CPU ISA level is lower than required', 127),
  },
  { id: 'emulator-version', title: 'an old kernel', error: ran('FATAL: kernel too old', 1) },
  {
    id: 'platform-missing',
    title: 'a base image',
    error: built('a: no match for platform in manifest: not found'),
  },
  {
    id: 'rate-limit',
    title: 'BuildKit',
    error: built(
      'failed to copy: 429 Too Many Requests - Server message: toomanyrequests: You have reached your limit',
    ),
  },
  { id: 'rate-limit', title: 'a registry', error: answered('reading r.test/a:1', 429, 'TOOMANYREQUESTS', 'pull') },
  {
    id: 'rate-limit',
    title: 'Docker Engine',
    error: said('toomanyrequests: You have reached your pull rate limit.', 'pull'),
  },
  {
    id: 'pull-denied',
    title: 'BuildKit',
    error: built('r.test/a: failed to resolve source metadata: pull access denied, repository does not exist'),
  },
  { id: 'pull-denied', title: 'a registry, 401', error: answered('reading r.test/a:1', 401, 'UNAUTHORIZED', 'pull') },
  { id: 'pull-denied', title: 'a registry, 403', error: answered('reading r.test/a:1', 403, 'DENIED', 'pull') },
  { id: 'pull-denied', title: 'a token server', error: answered('logging in to r.test', 401, 'UNAUTHORIZED', 'pull') },
  {
    id: 'push-denied',
    title: 'BuildKit',
    error: built('failed to push ghcr.io/a/b: denied: permission_denied: write_package'),
  },
  { id: 'push-denied', title: 'a registry, 403', error: answered('writing r.test/a:1', 403, 'DENIED', 'push') },
  {
    id: 'push-denied',
    title: 'the check before the build',
    error: cannotPush(REPOSITORY, answered('opening an upload', 403, 'DENIED', 'push'), 'accepted'),
  },
  { id: 'push-denied', title: 'Docker Engine', error: said('denied: permission_denied: write_package', 'push') },
  {
    id: 'name-unknown',
    title: 'BuildKit',
    error: built(
      'failed to resolve source metadata for docker.io/library/busybox:9: docker.io/library/busybox:9: not found',
    ),
  },
  { id: 'name-unknown', title: 'a registry', error: answered('reading r.test/a:1', 404, 'NAME_UNKNOWN', 'pull') },
  {
    id: 'name-unknown',
    title: 'a repository that is not created',
    error: cannotPush(REPOSITORY, answered('opening an upload', 404, 'NAME_UNKNOWN', 'push'), 'accepted'),
  },
  { id: 'disk-full', title: 'a RUN', error: ran('cp: error writing x: No space left on device', 1) },
  { id: 'disk-full', title: 'BuildKit', error: built('failed to copy files: write /x: no space left on device') },
  { id: 'disk-full', title: 'a registry', error: answered('writing r.test/a:1', 507, 'UNKNOWN', 'push') },
  { id: 'disk-full', title: 'Docker Engine', error: said('write /var/lib/x: no space left on device', 'push') },
  { id: 'out-of-memory', title: 'a RUN', error: ran('', 137) },
  {
    id: 'out-of-memory',
    title: 'buildx',
    error: explainFailure(logOf([]), { ...ENDED, code: undefined, signal: 'SIGKILL' }, MACHINE),
  },
  {
    id: 'certificate',
    title: 'BuildKit',
    error: built('tls: failed to verify certificate: x509: certificate signed by unknown authority'),
  },
  { id: 'certificate', title: 'an unknown authority', error: unreached('SELF_SIGNED_CERT_IN_CHAIN') },
  {
    id: 'plain-http',
    title: 'BuildKit',
    error: built('failed to do request: Head "https://r:5000/v2/": http: server gave HTTP response to HTTPS client'),
  },
  { id: 'plain-http', title: 'the action', error: unreached('ERR_SSL_WRONG_VERSION_NUMBER') },
  {
    id: 'tls-only',
    title: 'BuildKit',
    error: built('unexpected status from GET request to http://r/v2/: Client sent an HTTP request to an HTTPS server.'),
  },
  { id: 'tls-only', title: 'the action', error: unreached('HPE_INVALID_CONSTANT', 'http://r.test/v2/') },
  {
    id: 'proxy',
    title: 'BuildKit',
    error: built('failed to do request: Head "https://r/v2/a": Proxy Authentication Required'),
  },
  { id: 'cache-import', title: 'BuildKit', error: built('failed to configure registry cache importer: x: not found') },
  { id: 'cache-export', title: 'BuildKit', error: built('error writing layer blob: failed to do request: no') },
  {
    id: 'builder-lost',
    title: 'BuildKit',
    error: built('failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF'),
  },
  {
    id: 'lost-part',
    title: 'no record',
    error: thrown(() =>
      partsFromRecords(
        { accepted: [], refused: [], keys: [] },
        { part: undefined, images: [REPOSITORY], job: { run: '1', attempt: 1 } },
      ),
    ),
  },
];

describe('a failure', () => {
  test('is recorded for every diagnosis', () => {
    expect(new Set(FAILURES.map(({ id }) => id))).toEqual(new Set(DIAGNOSES));
  });

  test.each(FAILURES)('$id of $title links to its section, which shows its text', ({ id, error }) => {
    expect(error.diagnosis).toBe(id);
    expect(error.hint).toMatch(/^[A-Z].*\.$/);
    const text = `${error.message}\n${error.output ?? ''}`;
    expect(textsOf(id).filter((pattern) => pattern.test(text))).not.toEqual([]);
  });

  test('keeps its diagnosis in an error that wraps it', () => {
    const cause = new HttpError('r.test through the proxy p: no', { code: 'PROXY_REFUSED', diagnosis: 'proxy' });
    expect(new ActionError('the Docker engine does not answer', { cause }).diagnosis).toBe('proxy');
    expect(new ActionError('no', { cause: new Error('no') }).diagnosis).toBeUndefined();
  });

  test.each([
    { title: 'a failed command', error: ran('make: no', 2) },
    { title: 'a missing layer', error: answered('reading r.test/a@sha256:1', 404, 'BLOB_UNKNOWN', 'pull') },
    { title: 'unknown output', error: said('whoops', 'push') },
    { title: 'a token server that failed', error: said('denied: the token server answered 502 Bad Gateway', 'push') },
  ])('has no section for $title', ({ error }) => {
    expect(error.diagnosis).toBeUndefined();
  });
});

test.each([
  ['the registry', 'r.test', 'pull', 401, /^Log in to r\.test .*may pull this image/],
  ['the registry', 'r.test', 'push', 403, /^Log in to r\.test .*may push to this repository/],
  ['GHCR', 'ghcr.io', 'pull', 403, /"permissions: packages: read"/],
  ['GHCR', 'ghcr.io', 'push', 403, /"permissions: packages: write"/],
  ['a registry that limits requests', 'r.test', 'pull', 429, /^Log in to that registry .*use a mirror/],
  ['a registry that limits requests', 'r.test', 'push', 429, /fewer jobs that push at once/],
] as const)('the hint for %s (%s) says what a %s needs after %i', (_, registry, access, status, hint) => {
  const response = { status, headers: {}, body: Buffer.alloc(0) };
  expect(refused('x', registry, response, { access }).hint).toMatch(hint);
});

test('the hint for a refused login names the registry, not its token server', () => {
  const response = { status: 401, headers: {}, body: Buffer.alloc(0) };
  const asked = { access: 'push', registry: 'docker.io', login: 'rejected' } as const;
  const error = refused('logging in to docker.io', 'auth.docker.io', response, asked);
  expect(error.hint).toBe(
    'Correct `username` and `password` for docker.io. A token may have expired, or may not be allowed to push.',
  );
});
