import { describe, expect, test } from '@jest/globals';
import { explainFailure } from '../../src/buildkit/failure.ts';
import type { FailureKind } from '../../src/buildkit/known-failures.ts';
import type { Finished } from '../../src/runtime/process.ts';
import { base64, eventsOf, json, logOf, recording } from './replay.ts';

const FAILED: Finished = { code: 1, signal: undefined, timedOut: false, stdout: '', stderr: '' };

function failureOf(bytes: Buffer, finished: Partial<Finished> = {}) {
  return explainFailure(
    logOf(eventsOf(bytes), 'linux/arm64'),
    { ...FAILED, ...finished },
    { isEmulated: (name) => name === 'linux/arm64' },
  );
}

describe('explainFailure of recorded builds', () => {
  test('names the platform that failed and not cancelled ones, with location and output', () => {
    const failure = failureOf(recording('fail'));
    expect(failure).toMatchObject({
      kind: 'command',
      message: 'RUN echo about to fail && false failed on linux/amd64. Exit code 1: about to fail (fail.Dockerfile:5)',
      missingEmulator: false,
      location: { file: 'fail.Dockerfile', line: 5, endLine: 5 },
    });
    expect(failure.output).toBe(
      'fail.Dockerfile:5\n   3 |     MAINTAINER joe\n   4 |     RUN echo before\n   5 | >>> RUN echo about to fail && false\n   6 |\n\nabout to fail',
    );
  });

  test.each<[string, FailureKind, string]>([
    ['nobase', 'not-found', 'docker.io/library/busybox:nosuch does not exist (nobase.Dockerfile:1)'],
    ['noplat', 'platform-missing', 'docker.io/library/busybox:latest does not exist for linux/mips64le (Dockerfile:1)'],
    [
      'syntax',
      'parse',
      'the Dockerfile is invalid: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?) (syntax.Dockerfile:2)',
    ],
    [
      'git-ref',
      'source',
      'load git source git://localhost:41205/app.git#nosuch could not fetch its source: repository does not contain ref nosuch',
    ],
  ])('explains %s as %s', (name, kind, message) => {
    expect(failureOf(recording(name))).toMatchObject({ kind, message, missingEmulator: false });
  });

  test('detects a missing emulator in the output of the step', () => {
    const failure = failureOf(recording('execfmt'));
    expect(failure).toMatchObject({ kind: 'exec-format', missingEmulator: true, location: { line: 5 } });
    expect(failure.message).toContain('for linux/arm64 (Dockerfile:5)');
    expect(failure.output).toMatch(/exec \/bin\/sh: exec format error$/);
  });

  test('names the running step after a timeout', () => {
    const bytes = recording('push');
    const failure = failureOf(bytes.subarray(0, bytes.indexOf('bGluZSAy')), { timedOut: true, signal: 'SIGTERM' });
    expect(failure.kind).toBe('timeout');
    expect(failure.message).toMatch(/Running step: "\[linux\/\S+ build 4\/4\] RUN .*"\. Last line: line 1$/);
    expect(failure.output).toBe('line 1');
  });

  test('reports a buildx process that was killed', () => {
    const bytes = recording('push');
    const failure = failureOf(bytes.subarray(0, bytes.indexOf('bGluZSAy')), { code: undefined, signal: 'SIGKILL' });
    expect(failure).toMatchObject({ kind: 'killed', missingEmulator: false });
    expect(failure.message).toMatch(
      /^buildx ended without an error message during ".*": killed by SIGKILL: .* of .* GB of memory are free\)$/,
    );
  });
});

/** Last error of buildx. */
const BUILDKIT: readonly (readonly [error: string, kind: FailureKind, message: RegExp])[] = [
  [
    'failed to push r:5000/a:1: failed to do request: Head "https://r:5000/v2/a/blobs/sha256:1": http: server gave HTTP response to HTTPS client',
    'plain-http',
    /server gave HTTP response to HTTPS client$/,
  ],
  [
    'r/a:1: failed to authorize: failed to fetch anonymous token: Get "https://r/token": tls: first record does not look like a TLS handshake',
    'plain-http',
    /first record does not look like a TLS handshake$/,
  ],
  [
    String.raw`failed to do request: Head "http://r/v2/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01"`,
    'tls-only',
    /malformed HTTP response/,
  ],
  [
    'failed to push r/a: unexpected status from HEAD request to http://r/v2/a/blobs/sha256:3b9c: 400 Bad Request',
    'tls-only',
    /400 Bad Request$/,
  ],
  ['failed to do request: Head "https://r/v2/a": Proxy Authentication Required', 'proxy', /Proxy Authentication/],
  [
    'target stage "biuld" could not be found (did you mean build?)',
    'target-unknown',
    /^the Dockerfile has no stage biuld \(did you mean build\?\)$/,
  ],
  [
    'failed to compute cache key: failed to calculate checksum of ref ab::cd: "/nosuch": not found',
    'file-missing',
    /did not find \/nosuch$/,
  ],
  [
    'failed to read dockerfile: open none.Dockerfile: no such file or directory',
    'dockerfile-missing',
    /^the Dockerfile none.Dockerfile does not exist$/,
  ],
  [
    "failed to read dockerfile: failed to load cache key: failed to fetch remote http://localhost/app.git: git stderr:\nfatal: repository 'http://localhost/app.git/' not found\n: exit status 128",
    'source',
    /could not fetch its source: fatal: repository 'http:\/\/localhost\/app.git\/' not found$/,
  ],
  [
    "failed to read dockerfile: failed to load cache key: failed to fetch remote https://github.com/a/b.git: git stderr:\nfatal: could not read Username for 'https://github.com': terminal prompts disabled\n: exit status 128",
    'source',
    /fatal: could not read Username for 'https:\/\/github.com'$/,
  ],
  [
    "failed to read dockerfile: failed to load cache key: failed to fetch remote http://localhost/app.git: git stderr:\nfatal: unable to access 'http://localhost/app.git/': The requested URL returned error: 403\n: exit status 128",
    'source',
    /requested URL returned error: 403$/,
  ],
  [
    'failed to read dockerfile: invalid subdir /nosuch: failed to lstat "nosuch": statat nosuch: no such file or directory',
    'source',
    /invalid subdir \/nosuch$/,
  ],
  ['failed to load cache key: invalid response status 404', 'source', /invalid response status 404$/],
  ['failed to load cache key: invalid response status 503', 'network', /response status 503/],
  [
    "failed to read dockerfile: failed to load cache key: error fetching default branch for repository https://registry.invalid/app.git: git stderr:\nfatal: unable to access 'https://registry.invalid/app.git/': Could not resolve host: registry.invalid\n: exit status 128",
    'network',
    /Could not resolve host/,
  ],
  [
    "failed to read dockerfile: failed to load cache key: failed to fetch remote http://localhost/app.git: git stderr:\nfatal: unable to access 'http://localhost/app.git/': The requested URL returned error: 503\n: exit status 128",
    'network',
    /error: 503/,
  ],
  ['secret tok: not found', 'secret-missing', /requires the secret tok, which/],
  ['failed to load LLB: network.host is not allowed', 'entitlement', /entitlement network\.host/],
  [
    'granting entitlement security.insecure is not allowed by build daemon configuration',
    'entitlement',
    /security\.insecure/,
  ],
  [
    'x/y: failed to resolve source metadata for registry.invalid/x/y:latest: failed to do request: Head "https://registry.invalid/v2/": dial tcp: lookup registry.invalid: no such host',
    'network',
    /^the network or a server failed \(no such host\)/,
  ],
  [
    'failed to do request: Head "https://localhost:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused',
    'network',
    /connection refused/,
  ],
  [
    'failed to push a/b: unexpected status from PUT request to https://a/v2: 503 Service Unavailable',
    'network',
    /503 Service Unavailable/,
  ],
  [
    'error writing layer blob: failed to do request: connection refused',
    'cache-export',
    /^the build cache could not be written/,
  ],
  ['failed to configure registry cache importer: x: not found', 'cache-import', /^the build cache could not be read/],
  [
    'failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/debian/manifests/sha256:5369: 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    'rate-limit',
    /^a registry rejected the request because of its rate limit/,
  ],
  [
    'acme/x: failed to resolve source metadata for docker.io/acme/x:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'denied',
    /^a registry denied the pull: acme\/x: failed to resolve/,
  ],
  [
    'failed to push ghcr.io/a/b: denied: permission_denied: write_package',
    'denied',
    /^a registry denied the push: .*write_package/,
  ],
  ['failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized', 'denied', /401/],
  ['failed to push: unexpected status 403 Forbidden', 'denied', /403/],
  [
    'busybox: failed to resolve source metadata for docker.io/library/busybox:latest: failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://auth.docker.io/token?scope=x: 503 Service Unavailable',
    'network',
    /^the network or a server failed \(503 Service Unavailable\)/,
  ],
  [
    'failed to push ghcr.io/a/b: failed to authorize: failed to fetch oauth token: Post "https://ghcr.io/token": net/http: TLS handshake timeout',
    'network',
    /handshake timeout/,
  ],
  [
    'failed to push ghcr.io/a/b: failed to authorize: failed to fetch oauth token: unexpected status from POST request to https://ghcr.io/token: 429 Too Many Requests',
    'rate-limit',
    /429/,
  ],
  [
    'failed to push r/a: failed to do request: Head "https://r/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    'certificate',
    /^a server could not be trusted \(failed to verify certificate\)/,
  ],
  [
    'docker.io/library/busybox:9: failed to resolve source metadata for docker.io/library/busybox:9: docker.io/library/busybox:9: not found',
    'not-found',
    /^docker\.io\/library\/busybox:9 does not exist$/,
  ],
  ['failed to copy files: write /x: no space left on device', 'no-space', /^no space was left on the disk/],
  [
    'failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF',
    'builder-lost',
    /^the connection to the builder was lost/,
  ],
  [
    'rpc error: code = Unavailable desc = error reading from server: EOF',
    'builder-lost',
    /^the connection to the builder was lost/,
  ],
  ['process "/bin/sh -c x" did not complete successfully: signal: killed', 'killed', /was killed/],
  ['unknown flag: --call', 'buildx-too-old', /does not know --call: it is too old$/],
  [
    'Attestations are not supported by the current BuildKit daemon',
    'buildkit-too-old',
    /^the BuildKit of the builder is too old/,
  ],
  ['no builder "nosuch" found', 'unknown', /^no builder "nosuch" found$/],
];

/** Output and exit status of a RUN. */
const COMMANDS: readonly (readonly [output: string, status: string, kind: FailureKind])[] = [
  ['sh: foo: not found', 'exit code: 127', 'command'],
  ['unauthorized: denied, toomanyrequests, 503 Service Unavailable', 'exit code: 1', 'command'],
  ['SyntaxError: unexpected EOF while parsing', 'exit code: 1', 'command'],
  ['exec /bin/sh: exec format error', 'exit code: 1', 'exec-format'],
  ['/bin/sh: ./tool: Exec format error', 'exit code: 126', 'exec-format'],
  ['qemu: uncaught target signal 11 (Segmentation fault) - core dumped', 'exit code: 1', 'emulator-crash'],
  ['', 'exit code: 139', 'emulator-crash'],
  ['', 'exit code: 137', 'killed'],
  ['cc1plus: out of memory allocating 65536 bytes', 'exit code: 1', 'killed'],
  ['cp: error writing x: No space left on device', 'exit code: 1', 'no-space'],
  ["Temporary failure resolving 'mirror.example'", 'exit code: 100', 'network'],
];

describe('explainFailure by the error message', () => {
  test.each(BUILDKIT)('explains %s', (error, kind, message) => {
    const failure = failureOf(Buffer.from(`ERROR: failed to build: failed to solve: ${error}\n`));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(message);
    expect(failure.hint).toMatch(/^[A-Z].*\.$/);
  });

  test.each(COMMANDS)('explains a RUN with the output %j and %s', (output, status, kind) => {
    const error = `process "/bin/sh -c echo \\"no space left on device\\" || exec format error" did not complete successfully: ${status}`;
    const vertex = {
      digest: 'sha256:a',
      name: '[2/2] RUN x',
      started: '2026-01-01T00:00:00Z',
      completed: '2026-01-01T00:00:01Z',
      error,
    };
    const failure = failureOf(
      Buffer.concat([
        json({ vertexes: [vertex], logs: [{ vertex: 'sha256:a', stream: 1, data: base64(output) }] }),
        Buffer.from(`ERROR: failed to build: failed to solve: ${error}\n`),
      ]),
    );
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(/\bRUN x\b/);
    expect(failure.missingEmulator).toBe(kind === 'exec-format');
  });

  test('uses the step that buildx names, and not a missing cache', () => {
    const at = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };
    const importing = { digest: 'a', name: 'importing cache manifest from x', error: 'x: not found', ...at };
    const exporting = {
      digest: 'b',
      name: 'exporting to GitHub Actions Cache',
      error: 'maximum timeout reached',
      ...at,
    };
    const failure = failureOf(
      Buffer.concat([
        json({ vertexes: [importing, exporting] }),
        Buffer.from('ERROR: failed to solve: maximum timeout reached\n'),
      ]),
    );
    expect(failure).toMatchObject({ kind: 'cache-export', step: { kind: 'cache-export' } });
  });

  const at = { started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z' };

  test('uses the step that buildx names if it is a cache import', () => {
    const first = { digest: 'a', name: '[internal] load metadata for x', error: 'x: timeout', ...at };
    const second = { digest: 'b', name: 'importing cache manifest from y', error: 'y: broken', ...at };
    const failure = failureOf(Buffer.concat([json({ vertexes: [first, second] }), Buffer.from('ERROR: y: broken\n')]));
    expect(failure.step?.kind).toBe('cache-import');
  });

  test('ignores cancelled steps', () => {
    const first = { digest: 'a', name: '[2/2] RUN a', error: 'exit code: 1: context canceled', ...at };
    const second = { digest: 'b', name: '[2/2] RUN b', error: 'exit code: 1', ...at };
    expect(failureOf(json({ vertexes: [first, second] })).step?.command).toBe('RUN b');
  });

  test('names the platforms on which the same instruction failed and passed, and the last line of output', () => {
    const failed = 'process "/bin/sh -c make" did not complete successfully: exit code: 126';
    const vertex = (platform: string, error?: string) => ({
      digest: platform,
      name: `[${platform} 2/2] RUN make`,
      ...at,
      error,
    });
    const failure = failureOf(
      Buffer.concat([
        json({
          vertexes: [
            vertex('linux/amd64'),
            vertex('linux/ppc64le', `${failed}: context canceled`),
            vertex('linux/arm/v7', failed),
            vertex('linux/arm64', failed),
            { digest: 'other', name: '[linux/s390x 1/2] WORKDIR /', ...at },
          ],
          logs: [{ vertex: 'linux/arm/v7', stream: 1, data: base64('one\nmake: Permission denied\n\n') }],
        }),
        Buffer.from(`ERROR: failed to solve: ${failed}\n`),
      ]),
    );
    expect(failure.message).toBe(
      'RUN make failed on linux/arm/v7 and linux/arm64 (emulated); linux/amd64 passed. Exit code 126 (a program that cannot be executed): make: Permission denied',
    );
  });

  test('does not recommend an emulator for a platform that needs none', () => {
    const native = { isEmulated: () => false };
    const failure = explainFailure(logOf(eventsOf(recording('execfmt')), 'linux/amd64'), FAILED, native);
    expect(failure.kind).toBe('exec-format');
    expect(failure.hint).toBe(
      'The program is built for another platform: check the files that the Dockerfile copies or downloads.',
    );
  });

  test('does not repeat a long last line, which could be cut within a secret', () => {
    const error = 'process "x" did not complete successfully: exit code: 1';
    const vertex = { digest: 'a', name: '[2/2] RUN x', ...at, error };
    const logs = [{ vertex: 'a', stream: 1, data: base64('x'.repeat(201)) }];
    expect(failureOf(json({ vertexes: [vertex], logs })).message).toBe(
      'RUN x failed on linux/arm64 (emulated). Exit code 1',
    );
  });

  test('includes only the last lines of a long output', () => {
    const output = Array.from({ length: 300 }, (_, line) => `line ${line}\n`).join('');
    const vertex = {
      digest: 'a',
      name: '[2/2] RUN x',
      started: '2026-01-01T00:00:00Z',
      completed: '2026-01-01T00:00:01Z',
      error: 'process "x" did not complete successfully: exit code: 1',
    };
    const failure = failureOf(json({ vertexes: [vertex], logs: [{ vertex: 'a', stream: 1, data: base64(output) }] }));
    expect(failure.output?.split('\n')).toHaveLength(10);
    expect(failure.output).toMatch(/^line 290\n.*\nline 299$/s);
  });
});
