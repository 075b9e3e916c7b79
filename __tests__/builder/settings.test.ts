import { expect, test } from '@jest/globals';
import { differences, hashFiles, kubeconfigs, namedCertificates, settingsOf } from '../../src/builder/settings.ts';
import type { NodePlan } from '../../src/model/plan.ts';

const NODE: NodePlan = {
  name: undefined,
  endpoint: undefined,
  driverOpts: ['image=moby/buildkit:1', 'network=host', '"env.HTTP_PROXY=http://me:hunter2@proxy:1"', 'env.A=1'],
  buildkitdFlags: undefined,
  platforms: [],
  elsewhere: false,
  entitlements: ['network.host', 'device'],
};
const PLAN = { driver: 'docker-container', nodes: [NODE], config: 'debug = true' } as const;
const HOST = { engineAddress: 'unix:///var/run/docker.sock', certificates: 'a', cluster: '' };
const withNode = (node: Partial<NodePlan>) => ({ plan: { nodes: [{ ...NODE, ...node }] } });

interface Row {
  readonly title: string;
  readonly plan?: Partial<Parameters<typeof settingsOf>[0]>;
  readonly host?: Partial<typeof HOST>;
  readonly differ: readonly string[];
}

test.each<Row>([
  { title: 'nothing', differ: [] },
  { title: 'the order of entitlements', ...withNode({ entitlements: ['device', 'network.host'] }), differ: [] },
  { title: 'the driver', plan: { driver: 'kubernetes' }, differ: ['driver'] },
  { title: 'the address of Docker Engine', host: { engineAddress: 'tcp://there:1' }, differ: ['endpoint'] },
  { title: 'the cluster', host: { cluster: 'b' }, differ: ['endpoint'] },
  { title: 'the endpoint of a node', ...withNode({ endpoint: 'ssh://there' }), differ: ['endpoint'] },
  {
    title: 'the platforms of a node',
    ...withNode({ platforms: [{ os: 'linux', architecture: 'arm64', variant: undefined }] }),
    differ: ['nodes'],
  },
  {
    title: 'the image, a variable and a proxy',
    ...withNode({ driverOpts: ['image=own', 'network=host', '"env.https_proxy=http://proxy:1"', 'env.A=2'] }),
    differ: ['buildkit-image', 'driver-opts', 'proxies'],
  },
  { title: 'the flags', ...withNode({ buildkitdFlags: '--debug' }), differ: ['buildkitd-flags'] },
  { title: 'the entitlements', ...withNode({ entitlements: [] }), differ: ['entitlements'] },
  { title: 'the content of certificates', host: { certificates: 'b' }, differ: ['certificates'] },
  { title: 'the configuration', plan: { config: 'debug = false' }, differ: ['configuration'] },
  { title: 'no configuration', plan: { config: undefined }, differ: ['configuration', 'certificates'] },
])('finds the settings that differ between two builders: $title', ({ plan, host, differ }) => {
  const one = settingsOf(PLAN, HOST);
  expect(differences(one, settingsOf({ ...PLAN, ...plan }, { ...HOST, ...host }))).toEqual(differ);
  expect(JSON.stringify(one)).not.toMatch(/hunter2|proxy:1/);
});

test('counts certificates by the content of all files that registries name', () => {
  const registries = new Map([
    ['a', { ca: ['/ca'] }],
    ['b', { keypair: [{ cert: '/cert', key: '/key' }] }],
  ]);
  const paths = namedCertificates(registries);
  expect(paths).toEqual(['/ca', '/cert', '/key']);
  const hashOf = (files: Readonly<Record<string, string>>) => hashFiles(paths, (path) => files[path]);
  const hashes = [hashOf({ '/ca': '1' }), hashOf({ '/ca': '2' }), hashOf({ '/ca': '1', '/key': '' })];
  expect(new Set(hashes).size).toBe(3);
  expect(hashOf({ '/ca': '1' })).toBe(hashes[0]);
});

test('finds the configuration of Kubernetes clients', () => {
  expect(kubeconfigs({ KUBECONFIG: '/a:/b', HOME: '/me' })).toEqual(['/a', '/b']);
  expect(kubeconfigs({ HOME: '/me' })).toEqual(['/me/.kube/config']);
});
