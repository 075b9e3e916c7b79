import { expect, test } from '@jest/globals';
import { ActionError, HungError } from '../../src/model/errors.ts';
import { adviceFor, judgeWords } from '../../src/runtime/words.ts';

// messages of docker and buildx for errors of a registry
test.each([
  [
    'unknown: failed commit on ref "index-sha256:0890": unexpected status from PUT request to http://localhost:1/v2/a/manifests/1: 413 Payload Too Large',
    'final',
  ],
  ['unexpected status from PATCH request to https://r/v2/a/blobs/uploads/1?_state=x: 502 Bad Gateway', 'transient'],
  ['unexpected status from HEAD request to https://r/v2/a/manifests/1: 403 Forbidden', 'final'],
  ['error from registry: requested access to the resource is denied', 'final'],
  ['denied: permission_denied: write_package', 'final'],
  ['unauthorized: authentication required', 'final'],
  [
    'tag invalid: The image tag "1" already exists and cannot be overwritten because the repository is immutable.',
    'final',
  ],
  ['write /var/lib/docker/x: no space left on device', 'final'],
  ['error from registry: too many requests', 'transient'],
  ['toomanyrequests: You have reached your pull rate limit.', 'transient'],
  ['received unexpected HTTP status: 503 Service Unavailable', 'transient'],
  ['dial tcp: lookup ghcr.io on 127.0.0.53:53: server misbehaving', 'transient'],
  ['failed to do request: Head "https://r/v2/a/blobs/sha256:1": EOF', 'transient'],
  ['read tcp 10.0.0.1:1->10.0.0.2:443: read: connection reset by peer', 'transient'],
  ['net/http: TLS handshake timeout', 'transient'],
  [
    'failed commit on ref "manifest-sha256:f903": unexpected status from PUT request to http://localhost:1/v2/a/manifests/sha256:f903: 400 Bad Request\nerrors:\nunknown: provided digest did not match uploaded content\nunknown: blob unknown to registry',
    'transient',
  ],
  ['unexpected status from PUT request to https://r/v2/a/manifests/1: 400 Bad Request', 'final'],
  ['denied: the token could not be checked: 502 Bad Gateway', 'transient'],
  ['received unexpected HTTP status: 520 <none>', 'transient'],
  ['unexpected status code https://r/v2/a/manifests/1: 408 Request Timeout', 'transient'],
  ['write tcp 10.0.0.1:1->10.0.0.2:443: write: broken pipe', 'transient'],
  ['lookup r: Temporary failure in name resolution', 'transient'],
  ['dial tcp 1.1.1.1:443: connect: no route to host', 'transient'],
  ['http2: server sent GOAWAY and closed the connection', 'transient'],
  ['stream error: stream ID 5; INTERNAL_ERROR; received from peer', 'transient'],
  ['request canceled (Client.Timeout exceeded while awaiting headers)', 'transient'],
  ['http: server closed idle connection', 'transient'],
  ['tls: failed to verify certificate: x509: certificate signed by unknown authority', 'final'],
  [
    'failed to do request: Head "https://r:5000/v2/a/blobs/sha256:1": http: server gave HTTP response to HTTPS client',
    'final',
  ],
  ['Get "https://r/v2/": tls: first record does not look like a TLS handshake', 'final'],
  [
    'Head "https://r/v2/": EOF\nfailed to authorize: failed to fetch anonymous token: Get "https://r/token": http: server gave HTTP response to HTTPS client',
    'final',
  ],
  [
    String.raw`Get "http://r/v2/": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x15\x03\x01\x00\x02\x02"`,
    'final',
  ],
  ['net/http: HTTP/1.x transport connection broken: malformed HTTP response "SSH-2.0"', 'transient'],
  [
    'unexpected status from GET request to http://r/v2/: 400 Bad Request\nClient sent an HTTP request to an HTTPS server.',
    'final',
  ],
  ['Get "https://r/v2/": Proxy Authentication Required', 'final'],
  ['Get "https://r/v2/": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused', 'transient'],
  ['#1 pulling 429.5MB\n#1 0.500 done\nERROR: manifest unknown', 'final'],
  ['#1 extracting 503 files\nno such image: acme/eof:502', 'final'],
  ['acme/timeout:1: not found', 'final'],
] as const)('classifies "%s" as %s', (words, verdict) => {
  const error = new ActionError('a:1 could not be pushed: exit status 1', { output: words });
  for (const otherwise of ['transient', 'final'] as const) expect(judgeWords(otherwise)(error)).toEqual({ verdict });
});

test('gives unknown output the verdict of the caller', () => {
  const error = new ActionError('it failed', { output: 'error from registry: whoops' });
  expect(judgeWords('transient')(error)).toEqual({ verdict: 'transient' });
  expect(judgeWords('final')(error)).toEqual({ verdict: 'final' });
});

test('treats a subprocess that hung as transient, for any output', () => {
  const error = new HungError('it said nothing for 5 minutes', { output: 'denied' });
  expect(judgeWords('final')(error)).toMatchObject({ verdict: 'transient' });
});

test.each([
  ['a killed subprocess', new ActionError('app could not be pushed: killed by SIGKILL: …', { output: 'EOF' })],
  [
    'a process that the kernel killed in a container',
    new ActionError('it ended with exit status 137: …', { output: '' }),
  ],
  ['an error without output of a subprocess', new ActionError('the engine has no 503')],
  ['an error of Node', new Error('EOF')],
])('treats %s as permanent', (_, error) => {
  expect(judgeWords('transient')(error)).toEqual({ verdict: 'final' });
});

test('does not read a name as a status', () => {
  const error = new ActionError('localhost:503/app:429 could not be pushed: exit status 1', { output: 'denied' });
  expect(judgeWords('transient')(error)).toEqual({ verdict: 'final' });
});

test.each([
  [
    'http: server gave HTTP response to HTTPS client',
    /^The registry serves plain HTTP: add it to `insecure-registries`/,
  ],
  ['Client sent an HTTP request to an HTTPS server.', /^The registry speaks TLS: remove it from `insecure-registries`/],
  ['Proxy Authentication Required', /^Add user name and password to the proxy/],
])('gives a hint for "%s"', (words, advice) => {
  expect(adviceFor(`Head "https://r/v2/": ${words}`, 'push')?.hint).toMatch(advice);
});

test.each([
  ['denied: permission_denied: write_package', 'push', /^Log in to that registry .* may push to the repository/],
  ['pull access denied for r/a', 'pull', /^Check the name, and log in .* may pull the image/],
  ['toomanyrequests: You have reached your pull rate limit.', 'pull', /^Log in to that registry .* use a mirror/],
] as const)('gives a hint for "%s" of a %s', (words, access, advice) => {
  expect(adviceFor(words, access)?.hint).toMatch(advice);
});

test('gives no hint for other output', () => {
  expect(adviceFor('manifest invalid: whoops', 'push')).toBeUndefined();
});
