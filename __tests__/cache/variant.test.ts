import { describe, expect, test } from '@jest/globals';
import { cacheScopes, platformScope, variantScopes } from '../../src/cache/scope.ts';
import { variantOf } from '../../src/cache/variant.ts';
import type { Environment, Job } from '../../src/model/job.ts';
import { TAG } from '../../src/model/reference.ts';
import { type Given, job, read } from '../inputs/given.ts';
import { planFor } from '../plan/a-plan.ts';

const AT = { repository: { default_branch: 'main' } };
const RUN = {
  GITHUB_RUN_ID: '7183920456',
  GITHUB_RUN_NUMBER: '12',
  ACTIONS_RUNTIME_TOKEN: 'a',
  ACTIONS_RESULTS_URL: 'b',
};
const NIGHTLY = '/checkout/nightly/Dockerfile';

const inRun = (env: Environment = {}) => job({ ...RUN, ...env }, AT, { [NIGHTLY]: 'FROM scratch' });
const tagged = (tag: string) => inRun({ GITHUB_REF: `refs/tags/${tag}`, GITHUB_REF_NAME: tag, GITHUB_REF_TYPE: 'tag' });
const variant = async (inputs: Given, at: Job = inRun()) => variantOf((await read(inputs, at)).request, at);
const nameOf = async (inputs: Given, at?: Job) => (await variant(inputs, at)).name;

describe('the variant of a cache', () => {
  test.each<{ title: string; inputs: Given }>([
    { title: 'without file, target and build-args', inputs: {} },
    { title: 'with the path of the default Dockerfile', inputs: { file: './Dockerfile' } },
    { title: 'with labels', inputs: { labels: 'a=b' } },
  ])('has no name $title', async ({ inputs }) => {
    expect(await variant(inputs)).toEqual({ name: undefined, similar: [] });
  });

  test('differs for each Dockerfile, target and set of build arguments', async () => {
    const inputs: Given[] = [
      {},
      { file: 'docker/app.Dockerfile' },
      { file: 'docker/Dockerfile' },
      { context: 'nightly' },
      { context: 'https://github.com/acme/app.git#main:nightly/arm' },
      { target: 'slim' },
      { target: 'slim', file: 'docker/app.Dockerfile' },
      { 'build-args': 'PYTHON_VERSION=3.12' },
      { 'build-args': 'PYTHON_VERSION=3.13' },
      { 'build-args': 'PYTHON_VERSION=3.13\nEXTRAS=dev' },
      { 'build-args': 'EXTRAS=dev' },
      { 'build-args': 'EXTRAS=dev', target: 'slim' },
      { 'build-args': 'BASE=python@sha256:0ae1b5b4a3c7d2f9b1e0a6c5d4f3e2b1a0f9e8d7c6b5a4f3e2d1c0b9a8f7e6d5' },
    ];
    const names = await Promise.all(inputs.map((each) => nameOf(each)));
    expect(new Set(names).size).toBe(names.length);
  });

  test('does not depend on the order of arguments, values that are overwritten, and folders of the machine', async () => {
    const name = await nameOf({ 'build-args': 'A=1\nB=2', file: 'docker/app.Dockerfile' });
    expect(await nameOf({ 'build-args': 'B=3\nB=2\nA=1', file: './docker/app.Dockerfile' })).toBe(name);
    const elsewhere = job({ ...RUN, GITHUB_WORKSPACE: '/other' }, AT, {
      '/other/docker/app.Dockerfile': 'FROM scratch',
    });
    expect(await nameOf({ 'build-args': 'A=1\nB=2', file: 'docker/app.Dockerfile' }, elsewhere)).toBe(name);
  });

  test('has the value of an argument without one from the environment', async () => {
    const name = await nameOf({ 'build-args': 'FLAVOR=full' });
    expect(await nameOf({ 'build-args': 'FLAVOR' }, inRun({ FLAVOR: 'full' }))).toBe(name);
    expect(await nameOf({ 'build-args': 'FLAVOR' })).toBeUndefined();
  });

  const COMMIT = '0123456789abcdef0123456789abcdef01234567';
  test.each<{ argument: string; at?: Job; version?: string }>([
    { argument: 'VERSION={{version}}' },
    { argument: 'VERSION=app {{ version }}' },
    { argument: `COMMIT=${COMMIT}` },
    { argument: `COMMIT=${COMMIT.slice(0, 7)}` },
    { argument: 'UPSTREAM=9fceb02d0ae598e95dc970b74767f19372d61af8' },
    { argument: 'VERSION=1.4.0-12-gdeadbee' },
    { argument: 'VERSION=1.4.0-dev.9fceb02' },
    { argument: 'BUILD_DATE=2026-11-27T22:17:12Z' },
    { argument: 'BUILD_DATE=20261127' },
    { argument: 'VERSION=2026.11.27' },
    { argument: 'SOURCE_TIME=1795817832' },
    { argument: 'CACHEBUST=7183920456' },
    { argument: 'BUILD_NUMBER=12' },
    { argument: 'VERSION=1.0.12' },
    { argument: 'BRANCH=main' },
    { argument: 'VERSION=v1.2.3', at: tagged('v1.2.3') },
    { argument: 'VERSION=1.2.3', at: tagged('v1.2.3') },
    { argument: 'RELEASE_URL=https://acme.io/1.2.3/app', at: tagged('app/v1.2.3') },
    { argument: 'CHANNEL=stable', at: tagged('stable') },
    { argument: 'APP_VERSION=1.4.0', version: '1.4.0' },
    { argument: 'VERSION=v1.4.0+linux', version: '1.4.0' },
    { argument: 'HTTP_PROXY=http://proxy:3128' },
    { argument: 'BUILDKIT_INLINE_CACHE=1' },
    { argument: 'SOURCE_DATE_EPOCH=0' },
    { argument: 'NPM_TOKEN=x' },
    { argument: `AUTH=ghs_${'x'.repeat(36)}` },
  ])('ignores a value that changes with every run: $argument', async ({ argument, at, version }) => {
    expect(await variant({ 'build-args': argument, ...(version && { version }) }, at)).toEqual({
      name: undefined,
      similar: [],
    });
    const others = { target: 'slim', 'build-args': `PYTHON_VERSION=3.12\n${argument}` };
    const name = await nameOf({ target: 'slim', 'build-args': 'PYTHON_VERSION=3.12' });
    expect(await nameOf({ ...others, ...(version && { version }) }, at)).toBe(name);
  });

  test.each<{ argument: string; at?: Job; version?: string }>([
    { argument: 'PYTHON_VERSION=3.12' },
    { argument: 'UBUNTU=24.04' },
    { argument: 'ENTRY=cmd/main.go' },
    { argument: 'GO_VERSION=1.26.1', at: tagged('v1.26') },
    { argument: 'PYTHON_VERSION=3.12', version: '3.12' },
    { argument: 'FEATURE=facade-added' },
    { argument: 'PORT=8080' },
    { argument: 'JAVA=21-jdk-alpine3.23' },
  ])('counts a value that distinguishes builds: $argument', async ({ argument, at, version }) => {
    expect(await nameOf({ 'build-args': argument, ...(version && { version }) }, at)).toBeDefined();
  });

  test('names the Dockerfile, the target and the arguments, and shows no value', async () => {
    expect(await nameOf({ target: 'slim' })).toMatch(/^slim-[0-9a-f]{8}$/);
    expect(await nameOf({ file: 'docker/app.Dockerfile' })).toMatch(/^docker-app.Dockerfile-[0-9a-f]{8}$/);
    expect(await nameOf({ target: 'slim', 'build-args': 'EXTRAS=hunter2' })).toMatch(/^slim\.EXTRAS-[0-9a-f]{8}$/);
  });

  test('reads the caches of the same target without arguments, and of the plain build', async () => {
    const slim = await nameOf({ target: 'slim' });
    expect((await variant({ target: 'slim', 'build-args': 'EXTRAS=dev' })).similar).toEqual([slim, undefined]);
    expect((await variant({ target: 'slim' })).similar).toEqual([undefined]);
    expect((await variant({ 'build-args': 'EXTRAS=dev' })).similar).toEqual([undefined]);
  });

  test('is `cache-scope` alone if it is set', async () => {
    expect(await variant({ 'cache-scope': 'mine', target: 'slim' })).toEqual({ name: 'mine', similar: [] });
  });
});

describe('the scopes of a variant', () => {
  test('are read on each branch, and those of similar variants on the default branch', async () => {
    const branch = inRun({ GITHUB_REF: 'refs/heads/2.x', GITHUB_REF_NAME: '2.x', GITHUB_REF_PROTECTED: 'true' });
    const scopes = variantScopes(cacheScopes(branch, 'auto'), { name: 'slim', similar: ['other', undefined] });
    expect(scopes).toMatchObject({
      read: ['2.x__variant-slim', 'main__variant-slim', 'main__variant-other', 'main'],
      write: '2.x__variant-slim',
    });
    const unwritten = variantScopes(cacheScopes(branch, 'never'), { name: 'slim', similar: [] });
    expect(unwritten.write).toBeUndefined();
  });

  test('are distinct valid tags with a platform and a prefix, however long their parts are', () => {
    const platform = { os: 'linux', architecture: 'mips64le', variant: 'softfloat' };
    const long = 'x'.repeat(300);
    const branches = ['main', long, `${long}y`, 'main__variant-slim', 'feature/a'];
    const names = [undefined, 'slim', 'y'.repeat(64), `${'y'.repeat(63)}z`, 'linux-amd64'];
    const scopes = branches.flatMap((branch) =>
      names.flatMap((name) => {
        const at = inRun({ GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch, GITHUB_REF_PROTECTED: 'true' });
        return variantScopes(cacheScopes(at, 'auto'), { name, similar: [] }).write ?? '';
      }),
    );
    const all = [...scopes, ...scopes.map((scope) => platformScope(scope, platform))];
    expect(new Set(all).size).toBe(all.length);
    expect(all.filter((scope) => !TAG.test(`buildcache-${scope}`))).toEqual([]);
  });

  test('apply to each kind of cache and to cache mounts alike', async () => {
    const inputs: Given = { tags: 'ghcr.io/acme/app:1', push: 'true', target: 'slim', 'cache-mounts': 'true' };
    const dockerfile = 'FROM node:22 AS slim\nRUN --mount=type=cache,target=/x npm ci';
    const planned = async (more: Given) => planFor({ ...inputs, ...more }, { at: inRun(), dockerfile });
    const scope = `main__variant-${await nameOf(inputs)}`;
    const [registry, gha, local] = await Promise.all(['registry', 'gha', 'local'].map((cache) => planned({ cache })));
    expect(registry?.cache.to).toEqual([expect.stringContaining(`ref=ghcr.io/acme/app-buildcache:${scope},`)]);
    expect(registry?.cache.from).toEqual(
      [scope, 'main'].flatMap((one) =>
        [one, `${one}__linux-amd64`, `${one}__linux-arm64`].map(
          (tag) => `type=registry,ref=ghcr.io/acme/app-buildcache:${tag}`,
        ),
      ),
    );
    expect(gha?.cache.to).toEqual([expect.stringContaining(`scope=acme~app/${scope},`)]);
    expect(local?.cache.folders[0]?.[0]).toMatchObject({
      prefixes: [`multiarch-build/local/acme~app/${scope}/`, 'multiarch-build/local/acme~app/main/'],
      key: expect.stringContaining(`/${scope}/`),
    });
    expect(registry?.mounts?.savedIn.key).toContain(`/${scope}/`);
    expect(registry?.cache.place).toMatch(/^ghcr\.io\/acme\/app-buildcache, scope slim-[0-9a-f]{8}$/);
    const part = await planned({ tags: '', images: 'ghcr.io/acme/app', push: 'false', 'push-by-digest': 'true' });
    expect(part.cache.to.map((entry) => /:(main[^,]*)/.exec(entry)?.[1])).toEqual([
      `${scope}__linux-amd64`,
      `${scope}__linux-arm64`,
    ]);
  });
});
