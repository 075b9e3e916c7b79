import { expect, test } from '@jest/globals';
import { parseChallenge } from '../../../src/clients/registry/challenge.ts';

const bearer = (realm: string, service?: string, scope?: string) => ({ scheme: 'bearer', realm, service, scope });

test.each([
  ['Basic realm="Registry"', { scheme: 'basic' }],
  ['basic', { scheme: 'basic' }],
  [
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/busybox:pull"',
    bearer('https://auth.docker.io/token', 'registry.docker.io', 'repository:library/busybox:pull'),
  ],
  [
    'Bearer realm="https://a/t", scope="repository:x:pull,push", error="insufficient_scope"',
    bearer('https://a/t', undefined, 'repository:x:pull,push'),
  ],
  ['bearer REALM="https://a/t" , service=plain', bearer('https://a/t', 'plain')],
  ['Bearer realm="https://a/\\"t\\""', bearer('https://a/"t"')],
  ['Negotiate, Basic realm="x"', { scheme: 'basic' }],
  ['Basic realm="x, Bearer realm=y", Bearer realm="https://a/t"', bearer('https://a/t')],
  ['Basic realm="only, Bearer realm=y"', { scheme: 'basic' }],
  ['Bearer service="no realm"', undefined],
  ['Negotiate', undefined],
  ['', undefined],
  [undefined, undefined],
])('parses the challenge %s', (header, expected) => {
  expect(parseChallenge(header)).toEqual(expected);
});

test('reads a long header without a parameter in linear time', () => {
  const started = performance.now();
  expect(parseChallenge(`Bearer realm="https://a/t" ${'a'.repeat(16_384)}`)).toEqual(bearer('https://a/t'));
  expect(performance.now() - started).toBeLessThan(500);
});
