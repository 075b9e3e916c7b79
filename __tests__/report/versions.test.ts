import { expect, test } from '@jest/globals';
import { versionLines } from '../../src/report/versions.ts';

test('lists versions, and hosts of mirrors and proxies without their credentials', () => {
  const lines = versionLines({
    env: {
      GITHUB_ACTION_REPOSITORY: 'acme/multiarch-build',
      GITHUB_ACTION_REF: 'v1',
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      ImageOS: 'ubuntu24',
      ImageVersion: '20261101.1',
    },
    node: 'v24.1.0',
    kernel: '6.8.0',
    engine: {
      version: '28.0.1',
      apiVersion: [1, 48],
      kernel: '6.8.0',
      containerdStore: true,
      mirrors: ['https://me:hunter2@mirror.corp/hub'],
    },
    buildx: 'github.com/docker/buildx v0.29.1 a32761a\n',
    builder: 'Name: x\nNodes:\nName: x0\nBuildKit version: v0.25.1\nName: x1\nBuildkit: v0.11.0\n',
    emulators: ['qemu-aarch64', 'rosetta'],
    proxies: [
      { http: 'http://me:hunter2@proxy.corp:3128', https: 'me:hunter2@proxy.corp:3128', except: '' },
      { http: '', https: '%%%', except: '' },
    ],
  });
  expect(lines).toEqual([
    '  action         acme/multiarch-build@v1 (Node.js v24.1.0)',
    '  runner         Linux, X64, ubuntu24, 20261101.1',
    '  Docker Engine  28.0.1 (API 1.48, containerd image store)',
    '  buildx         github.com/docker/buildx v0.29.1 a32761a',
    '  BuildKit       v0.25.1, v0.11.0',
    '  kernel         6.8.0',
    '  emulators      qemu-aarch64, rosetta',
    '  mirrors        mirror.corp',
    '  proxies        proxy.corp:3128, an address that cannot be read',
  ]);
});

test('names the unknown facts', () => {
  const lines = versionLines({ env: {}, node: 'v24.1.0', kernel: '6.8.0' });
  expect(lines.map((line) => line.trim().replace(/ {2,}/, ': '))).toEqual([
    'action: in the checkout (Node.js v24.1.0)',
    'runner',
    'Docker Engine: not known',
    'buildx: not known',
    'BuildKit: not known',
    'kernel: 6.8.0',
    'emulators: not known',
    'mirrors: none',
    'proxies: none',
  ]);
});
