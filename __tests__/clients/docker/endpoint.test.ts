import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { leadsElsewhere, resolveEndpoint } from '../../../src/clients/docker/endpoint.ts';
import { dockerEnvironment } from '../../../src/clients/docker/environment.ts';

const ID = createHash('sha256').update('remote').digest('hex');
const META = { Name: 'remote', Endpoints: { docker: { Host: 'tcp://10.0.0.2:2376' } } };
const CONTEXT = { [`contexts/meta/${ID}/meta.json`]: JSON.stringify(META) };
const TLS = { [`contexts/tls/${ID}/docker/cert.pem`]: 'PEM' };
const CURRENT = { 'config.json': '{"currentContext":"remote"}' };
const SOCKET = { host: 'unix:///var/run/docker.sock', certificates: undefined };
const REMOTE = { host: 'tcp://10.0.0.2:2376', certificates: undefined };

/** @param files by their path below the folder of docker's config. */
function resolve(
  env: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  folder = '/home/me/.docker',
) {
  return resolveEndpoint({ HOME: '/home/me', ...env }, (path) => files[path.slice(folder.length + 1)]);
}

describe('the address of Docker Engine', () => {
  test.each([
    ['is the socket by default', {}, {}, SOCKET],
    ['is DOCKER_HOST', { DOCKER_HOST: 'tcp://a:2375' }, {}, { host: 'tcp://a:2375', certificates: undefined }],
    [
      'is DOCKER_HOST rather than a context',
      { DOCKER_HOST: 'tcp://a:2375', DOCKER_CONTEXT: 'remote' },
      CONTEXT,
      { host: 'tcp://a:2375', certificates: undefined },
    ],
    [
      'has TLS',
      { DOCKER_HOST: 'tcp://a:2376', DOCKER_TLS_VERIFY: '1' },
      {},
      { host: 'tcp://a:2376', certificates: '/home/me/.docker' },
    ],
    [
      'has certificates',
      { DOCKER_HOST: 'tcp://a:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/c' },
      {},
      { host: 'tcp://a:2376', certificates: '/c' },
    ],
    ['is a context by its name', { DOCKER_CONTEXT: 'remote' }, CONTEXT, REMOTE],
    ['is the current context', {}, { ...CONTEXT, ...CURRENT }, REMOTE],
    [
      'is a context with certificates',
      {},
      { ...CONTEXT, ...CURRENT, ...TLS },
      { ...REMOTE, certificates: `/home/me/.docker/contexts/tls/${ID}/docker` },
    ],
    ['is the default context', { DOCKER_CONTEXT: 'default' }, { ...CONTEXT, ...CURRENT }, SOCKET],
    ['is the socket if the config is invalid', {}, { 'config.json': '{' }, SOCKET],
  ])('%s', (_, env, files, endpoint) => {
    expect(resolve(env, files)).toEqual(endpoint);
  });

  test('is the current context in the folder of DOCKER_CONFIG', () => {
    expect(resolve({ DOCKER_CONFIG: '/cfg' }, { ...CONTEXT, ...CURRENT }, '/cfg')).toEqual(REMOTE);
  });

  test.each([
    [{ DOCKER_CONTEXT: 'gone' }, {}],
    [{}, CURRENT],
  ])('is an error for a missing context, and no other Docker Engine is used: %o', (env, files) => {
    expect(() => resolve(env, files)).toThrow(/^the Docker context "(gone|remote)" does not exist$/);
  });
});

describe('the environment of subprocesses of docker', () => {
  const env = { PATH: '/bin', HOME: '/home/me', DOCKER_CONTEXT: 'remote', INPUT_PASSWORD: 'x', STATE_undo: '[]' };

  test('has the address of Docker Engine, and no variables of the step', () => {
    expect(dockerEnvironment(env, SOCKET, { config: undefined, buildx: undefined })).toEqual({
      PATH: '/bin',
      HOME: '/home/me',
      DOCKER_HOST: 'unix:///var/run/docker.sock',
      BUILDX_GIT_INFO: 'false',
      BUILDX_GIT_LABELS: 'false',
    });
  });

  test('has certificates and folders', () => {
    const endpoint = { host: 'tcp://a:2376', certificates: '/c' };
    expect(dockerEnvironment({ PATH: '/bin' }, endpoint, { config: '/cfg', buildx: '/buildx' })).toEqual({
      PATH: '/bin',
      DOCKER_HOST: 'tcp://a:2376',
      DOCKER_TLS_VERIFY: '1',
      DOCKER_CERT_PATH: '/c',
      DOCKER_CONFIG: '/cfg',
      BUILDX_CONFIG: '/buildx',
      BUILDX_GIT_INFO: 'false',
      BUILDX_GIT_LABELS: 'false',
    });
  });
});

test.each([
  ['unix:///var/run/docker.sock', false],
  ['tcp://10.0.0.2:2376', true],
  ['ssh://me@arm-machine', true],
  ['tcp://localhost:2375', false],
  ['ssh://me@127.0.0.1:22', false],
  ['tcp://engine:2375', false],
  ['remote', true],
  ['default', false],
  ['nobodys', false],
])('knows if %s is another machine than tcp://engine:2375', (endpoint, elsewhere) => {
  const readText = (path: string) => CONTEXT[path.slice('/cfg/'.length)];
  expect(leadsElsewhere(endpoint, 'tcp://engine:2375', { DOCKER_CONFIG: '/cfg' }, readText)).toBe(elsewhere);
});
