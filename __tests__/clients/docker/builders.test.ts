import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { currentBuilder, recordedBuilder } from '../../../src/clients/docker/builders.ts';

const ARM64 = { os: 'linux', architecture: 'arm64' };
const FARM = {
  Name: 'farm',
  Driver: 'remote',
  Nodes: [
    { Name: 'a', Endpoint: 'tcp://a:1', Platforms: null, Files: { 'certs/r.io/ca.crt': 'UEVN' } },
    { Name: 'b', Endpoint: 'tcp://b:1', Platforms: [ARM64] },
  ],
};

test.each([
  ['default', { driver: 'docker', nodes: [] }],
  ['mine', { driver: 'docker', nodes: [] }],
  ...['farm', 'Farm'].map((name): [string, object] => [
    name,
    {
      driver: 'remote',
      nodes: [
        { endpoint: 'tcp://a:1', platforms: [] },
        { endpoint: 'tcp://b:1', platforms: [ARM64] },
      ],
      files: new Map([['/etc/buildkit/certs/r.io/ca.crt', 'PEM']]),
    },
  ]),
  ['other', undefined],
  ['nobodys', undefined],
  ['cloud', { driver: 'cloud', nodes: [{ endpoint: 'cloud://acme/farm_linux-amd64', platforms: [] }] }],
  ['old', { driver: 'docker-container', nodes: [] }],
])('reads the record of the builder %s', (name, recorded) => {
  const files: Readonly<Record<string, string>> = {
    '/buildx/instances/farm': JSON.stringify(FARM),
    '/buildx/instances/cloud': '{"Driver":"cloud","Nodes":[{"Endpoint":"cloud://acme/farm_linux-amd64"}]}',
    '/buildx/instances/old': '{"Driver":"","Nodes":null}',
    '/me/.docker/config.json': '{"currentContext":"mine"}',
  };
  const env = { HOME: '/me', BUILDX_CONFIG: '/buildx' };
  expect(recordedBuilder(name, env, (path) => files[path])).toEqual(recorded);
});

test.each([
  ['', 'it is not a record of buildx'],
  ['null', 'it is not a record of buildx'],
  ['{"Driver":"remote","Nodes":5}', 'it is not a record of buildx'],
  ['{"Driver":"remote","Nodes":[null]}', 'it is not a record of buildx'],
  ['{"Driver":"a\\nb","Nodes":[]}', 'it is not a record of buildx'],
])('names the builder and the file of an invalid record: %s', (text, why) => {
  const read = () => recordedBuilder('farm', { BUILDX_CONFIG: '/buildx' }, () => text);
  expect(read).toThrow(`the record of the builder farm cannot be read: /buildx/instances/farm: ${why}`);
});

test('names the builder of an unreadable record', () => {
  const denied = (path: string) => {
    if (!path.startsWith('/buildx/')) return undefined;
    throw new Error('EACCES: permission denied');
  };
  expect(() => recordedBuilder('farm', { BUILDX_CONFIG: '/buildx' }, denied)).toThrow(
    'the record of the builder farm cannot be read: /buildx/instances/farm: EACCES',
  );
});

describe('the current builder', () => {
  const ENGINE = 'unix:///var/run/docker.sock';
  const REMOTE = '{"Driver":"remote","Nodes":[]}';
  const defaultOf = (key: string) => `defaults/${createHash('sha256').update(key).digest('hex').slice(0, 20)}`;
  const find = (files: Readonly<Record<string, string>>, env: NodeJS.ProcessEnv = {}) =>
    currentBuilder(env.DOCKER_HOST ?? ENGINE, { BUILDX_CONFIG: '/buildx', HOME: '/me', ...env }, (path) => {
      const text = files[path.replace('/buildx/', '')];
      if (text === 'EACCES') throw new Error(text);
      return text;
    });
  const current = (Key: string, Name: string, Global = false) => JSON.stringify({ Key, Name, Global });
  const farm = { 'instances/farm': REMOTE };

  interface SelectionRow {
    /** The builder is … */
    readonly title: string;
    /** Below the folder of buildx: the record of each builder, and the selection. */
    readonly files: Readonly<Record<string, string>>;
    readonly env?: NodeJS.ProcessEnv;
    readonly found?: string;
  }

  test.each<SelectionRow>([
    { title: 'not selected', files: farm },
    {
      title: 'selected for this Docker Engine',
      files: { ...farm, current: current(ENGINE, 'farm') },
      found: 'farm',
    },
    {
      title: 'selected for DOCKER_HOST',
      files: { ...farm, current: current('tcp://a:1', 'farm') },
      env: { DOCKER_HOST: 'tcp://a:1' },
      found: 'farm',
    },
    {
      title: 'selected for a context',
      files: { ...farm, current: current('mine', 'farm') },
      env: { DOCKER_CONTEXT: 'mine' },
      found: 'farm',
    },
    { title: 'selected for another Docker Engine', files: { ...farm, current: current('tcp://a:1', 'farm') } },
    {
      title: 'selected for every Docker Engine',
      files: { ...farm, current: current('tcp://a:1', 'farm', true) },
      found: 'farm',
    },
    {
      title: 'selected as default',
      files: { ...farm, current: current('tcp://a:1', 'x'), [defaultOf(ENGINE)]: 'farm' },
      found: 'farm',
    },
    { title: 'of Docker Engine, selected over a default', files: { ...farm, current: current(ENGINE, '') } },
    { title: 'removed after its selection', files: { current: current(ENGINE, 'farm') } },
    { title: 'with an invalid record', files: { 'instances/farm': '{', current: current(ENGINE, 'farm') } },
    { title: 'in an invalid file', files: { ...farm, current: '{' } },
    { title: 'in an unreadable file', files: { ...farm, current: 'EACCES' } },
    {
      title: 'with a path in place of a name',
      files: { '../x': REMOTE, current: current(ENGINE, '../../x') },
    },
  ])('is found or undefined if it is $title', ({ files, env = {}, found }) => {
    expect(find(files, env)).toBe(found);
  });
});
