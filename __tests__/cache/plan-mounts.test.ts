import { expect, test } from '@jest/globals';
import { mountKey } from '../../src/cache/plan-mounts.ts';
import { type Given, job } from '../inputs/given.ts';
import { aHost, planFor } from '../plan/a-plan.ts';

const BASE: Given = { tags: 'ghcr.io/acme/app:1', push: 'true', 'cache-mounts': 'true' };
const NPM = 'FROM node:22\nRUN --mount=type=cache,target=/root/.npm npm ci';
const at = job({ GITHUB_RUN_ID: '12', GITHUB_RUN_ATTEMPT: '3' }, { repository: { default_branch: 'main' } });
const planned = async (inputs: Given = {}, dockerfile: string | { unreadable: string } = NPM) =>
  (await planFor({ ...BASE, ...inputs }, { dockerfile, at })).mounts;

test('plans no cache mounts if `cache-mounts` is false or for a call without a build', async () => {
  expect(await planned({ 'cache-mounts': 'false' })).toBeUndefined();
  expect(await planned({ call: 'check', push: 'false' })).toBeUndefined();
});

test('keeps one cache entry for all platforms of a job', async () => {
  const plan = await planned();
  expect(plan).toMatchObject({ mounts: [{ id: '/root/.npm', options: {} }], image: 'node:22', skipped: [] });
  const [prefix = ''] = plan?.savedIn.prefixes ?? [];
  expect(plan?.savedIn.key).toBe(`${prefix}12-3`);
  expect(prefix).toMatch(/^multiarch-build\/mounts\/acme~app@[0-9a-f]{16}\/main\/$/);
});

test('keeps separate entries for jobs with other platforms', async () => {
  const folders = await Promise.all(
    ['linux/amd64', 'linux/arm64', 'linux/amd64,linux/arm64', 'linux/arm64,linux/amd64'].map(
      async (platforms) => (await planned({ platforms }))?.savedIn.folder,
    ),
  );
  expect(new Set(folders).size).toBe(3);
  expect(folders[2]).toBe(folders[3]);
});

test('has a mount for each platform if its id contains the platform', async () => {
  const dockerfile = 'FROM node:22\nARG TARGETARCH\nRUN --mount=type=cache,id=npm-$TARGETARCH,target=/x npm ci';
  expect((await planned({}, dockerfile))?.mounts.map(({ id }) => id)).toEqual(['npm-amd64', 'npm-arm64']);
});

test('reads build arguments without a value from the environment, and the namespace of the mounts from a build argument', async () => {
  const dockerfile = 'FROM a\nARG A\nRUN --mount=type=cache,id=$A,target=/x y';
  const env = job({ A: 'from-env' });
  const inputs = { ...BASE, 'build-args': 'A\nBUILDKIT_CACHE_MOUNT_NS=ours' };
  const { mounts } = await planFor(inputs, { dockerfile, at: env });
  expect(mounts).toMatchObject({ mounts: [{ id: 'from-env' }], namespace: 'ours' });
});

test.each([
  ['a Dockerfile that cannot be read', {}, { unreadable: 'why not' }, /could not be followed: why not/],
  [
    'stages on scratch',
    {},
    'FROM scratch\nRUN --mount=type=cache,target=/x y',
    /no stage with a cache mount has a base image/,
  ],
  ['other machines', { driver: 'remote', endpoint: 'tcp://a:1' }, NPM, /other machines/],
  ['several nodes', { nodes: '- platforms: linux/arm64' }, NPM, /several nodes/],
])('plans no mounts for %s, and reports the reason', async (_, inputs, dockerfile, reason) => {
  expect(await planned(inputs, dockerfile)).toMatchObject({ mounts: [], skipped: [expect.stringMatching(reason)] });
});

test('lists a mount once if two stages use it', async () => {
  const dockerfile = `${NPM}\nFROM node:22\nRUN --mount=type=cache,target=/root/.npm,sharing=locked npm ci`;
  expect((await planned({}, dockerfile))?.mounts).toHaveLength(1);
});

test('distinguishes mounts with one id by owner and mode, and not by sharing', () => {
  const key = (options: Record<string, string>) => mountKey({ id: '/x', options });
  const keys = [key({}), key({ uid: '1' }), key({ gid: '1' }), key({ mode: '1' }), key({ uid: '1', gid: '1' })];
  expect(new Set(keys).size).toBe(keys.length);
  expect(key({ sharing: 'locked' })).toBe(key({}));
});

test('reads the entry of the default branch on another branch, and does not write an entry', async () => {
  const branch = job(
    { GITHUB_REF: 'refs/heads/fix', GITHUB_REF_NAME: 'fix' },
    { repository: { default_branch: 'main' } },
  );
  const { mounts } = await planFor(BASE, { host: aHost(), dockerfile: NPM, at: branch });
  expect(mounts?.savedIn).toMatchObject({ prefixes: [expect.stringContaining('/main/')], key: undefined });
});
