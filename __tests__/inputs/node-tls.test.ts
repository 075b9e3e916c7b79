import { expect, test } from '@jest/globals';
import { secretsOf } from '../../src/inputs/masks.ts';
import { childEnvironment } from '../../src/runtime/environment.ts';
import { job, read } from './given.ts';

const PEM = (text: string) => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`;
const ENV = {
  BUILDER_NODE_0_AUTH_TLS_CACERT: PEM('authority0'),
  BUILDER_NODE_0_AUTH_TLS_KEY: PEM('secretkey0'),
  BUILDER_NODE_1_AUTH_TLS_KEY: PEM('secretkey1'),
};
const at = () => job(ENV);
const REMOTE = { driver: 'remote', endpoint: 'tcp://a:1', nodes: '- endpoint: tcp://b:1' };
const setupOf = async (inputs: Readonly<Record<string, string>>) =>
  (await read({ context: '.', platforms: 'linux/amd64', ...inputs }, at())).request.setup;

test('assigns certificates in the environment to the nodes in their order, `endpoint` first', async () => {
  const { tls, nodes } = await setupOf(REMOTE);
  expect(tls).toEqual({ cacert: PEM('authority0'), cert: undefined, key: PEM('secretkey0') });
  expect(nodes.map((node) => node.tls?.key)).toEqual([PEM('secretkey1')]);
});

test('counts the first of `nodes` as node 0 without `endpoint`', async () => {
  const { nodes } = await setupOf({ driver: 'remote', nodes: '- endpoint: tcp://a:1\n- endpoint: tcp://b:1' });
  expect(nodes.map((node) => node.tls?.key)).toEqual([PEM('secretkey0'), PEM('secretkey1')]);
});

test.each([
  ['another driver', { driver: 'docker-container', endpoint: 'tcp://a:1' }],
  ['a socket', { driver: 'remote', endpoint: 'unix:///run/buildkit.sock' }],
])('ignores certificates in the environment for %s', async (_, inputs) => {
  expect((await setupOf(inputs)).tls).toBeUndefined();
});

test('rejects certificates in the environment with `keep-builder`, because they are removed', async () => {
  await expect(setupOf({ ...REMOTE, 'keep-builder': 'true' })).rejects.toThrow('BUILDER_NODE_*_AUTH_TLS_*');
});

test('masks certificates in the environment, except the lines that all PEM files share', async () => {
  const secrets = await secretsOf(() => '', at(), []);
  expect(secrets).toEqual(expect.arrayContaining(['authority0', 'secretkey0', 'secretkey1']));
  expect(secrets.join()).not.toContain('-----');
});

test('removes certificates of nodes from the environment of subprocesses', () => {
  expect(childEnvironment({ ...ENV, PATH: 'x' })).toEqual({ PATH: 'x' });
});
