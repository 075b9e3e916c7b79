import { describe, expect, test } from '@jest/globals';
import type { Environment } from '../../src/model/job.ts';
import { type Given, job } from '../inputs/given.ts';
import { planFor } from '../plan/a-plan.ts';

const IMAGE: Given = { tags: 'ghcr.io/acme/app:1', push: 'true' };
const LEG: Given = { images: 'ghcr.io/acme/app', 'push-by-digest': 'true', platforms: 'linux/arm64' };
const SERVICE = { ACTIONS_RUNTIME_TOKEN: 'a', ACTIONS_RESULTS_URL: 'b', GITHUB_RUN_ID: '12', GITHUB_RUN_ATTEMPT: '3' };
const FEATURE: Environment = { GITHUB_REF: 'refs/heads/fix', GITHUB_REF_NAME: 'fix' };
const AT = { repository: { default_branch: 'main' } };

const planned = async (inputs: Given, env: Environment = {}) =>
  (await planFor(inputs, { at: job({ ...SERVICE, ...env }, AT) })).cache;

describe('registry', () => {
  const read = (scopes: readonly string[], repository = 'ghcr.io/acme/app-buildcache') =>
    scopes.map((scope) => `type=registry,ref=${repository}:${scope}`);
  const write = (scopes: readonly string[], mode = 'max', repository?: string) =>
    read(scopes, repository).map(
      (entry) => `${entry},mode=${mode},oci-mediatypes=true,image-manifest=true,ignore-error=true`,
    );
  const BOTH = ['main', 'main__linux-amd64', 'main__linux-arm64'];

  test.each<[string, Given, Environment, readonly string[], readonly string[]]>([
    [
      'a single job reads its own cache and those of all matrix jobs, and writes its own',
      IMAGE,
      {},
      read(BOTH),
      write(['main']),
    ],
    [
      'a matrix job reads its own cache and that of a single job',
      LEG,
      {},
      read(['main', 'main__linux-arm64']),
      write(['main__linux-arm64']),
    ],
    [
      'a matrix job for two platforms writes caches for both',
      { ...LEG, platforms: 'linux/amd64,linux/arm64' },
      {},
      read(BOTH),
      write(BOTH.slice(1)),
    ],
    [
      'each node writes its own cache',
      { ...IMAGE, nodes: '- platforms: linux/arm64' },
      {},
      read(BOTH),
      write(BOTH.slice(1)),
    ],
    ['a branch reads the caches of the default branch', IMAGE, FEATURE, read(BOTH), []],
    ['no cache is written without a push', { tags: 'ghcr.io/acme/app:1' }, {}, read(BOTH), []],
    [
      '`cache-write: true` writes a cache without a push',
      { tags: 'ghcr.io/acme/app:1', 'cache-write': 'true' },
      {},
      read(BOTH),
      write(['main']),
    ],
    ['`cache-mode` sets the mode', { ...IMAGE, 'cache-mode': 'min' }, {}, read(BOTH), write(['main'], 'min')],
    [
      '`cache-ref` sets the repository',
      { ...IMAGE, 'cache-ref': 'localhost:5000/c' },
      {},
      read(BOTH, 'localhost:5000/c'),
      write(['main'], 'max', 'localhost:5000/c'),
    ],
    ['an image without a repository has no cache', {}, {}, [], []],
    ['a call without a build has no cache', { call: 'check' }, {}, [], []],
    ['`cache: false` disables the cache', { ...IMAGE, cache: 'false' }, {}, [], []],
  ])('%s', async (_, inputs, env, from, to) => {
    expect(await planned(inputs, env)).toMatchObject({ from, to, inline: false, folders: [] });
  });

  test.each<[string, Given, string]>([
    [
      'the tag of the image itself',
      { ...IMAGE, tags: 'ghcr.io/acme/app:buildcache-main', 'cache-ref': 'ghcr.io/acme/app' },
      'cache-ref: ',
    ],
    [
      'a bare tag',
      { images: 'acme/app', tags: 'buildcache-main', push: 'true', 'cache-ref': 'docker.io/acme/app' },
      'cache-ref: ',
    ],
    [
      'the tag of a second image',
      { images: 'acme/app,acme/app-buildcache', tags: 'main', push: 'true' },
      'cache-ref: ',
    ],
    ['a `cache-to` entry', { ...IMAGE, 'cache-to': 'type=registry,ref=ghcr.io/acme/app:1,mode=max' }, 'cache-to: '],
    ['a `cache-to` entry in capitals', { ...IMAGE, 'cache-to': 'type=registry,Ref=ghcr.io/acme/app:1' }, 'cache-to: '],
    [
      'a `cache-to` entry with spaces',
      { ...IMAGE, 'cache-to': '"type=registry, ref=ghcr.io/acme/app:1"' },
      'cache-to: ',
    ],
    [
      'a `cache-to` entry with several references',
      { ...IMAGE, 'cache-to': '"acme/other:1,ghcr.io/acme/app:1"' },
      'cache-to: ',
    ],
    [
      'a `cache-to` entry that is a reference',
      { tags: 'acme/app:latest', push: 'true', 'cache-to': 'docker.io/acme/app' },
      'cache-to: ',
    ],
  ])('rejects a cache that would overwrite an image: %s', async (_, inputs, input) => {
    await expect(planned(inputs)).rejects.toThrow(`${input}the cache would overwrite the image`);
  });

  test('accepts a cache in the same repository as the image', async () => {
    expect((await planned({ ...IMAGE, 'cache-ref': 'ghcr.io/acme/app' })).to).toHaveLength(1);
  });

  test('has a prefix in the repository of the image, so that the image can be tagged with the branch', async () => {
    const inRepository = { images: 'ghcr.io/acme/app,acme/app', tags: 'main', push: 'true', 'cache-ref': 'acme/app' };
    const tags = ['buildcache-main', 'buildcache-main__linux-amd64', 'buildcache-main__linux-arm64'];
    expect(await planned(inRepository)).toMatchObject({
      from: read(tags, 'acme/app'),
      to: write(['buildcache-main'], 'max', 'acme/app'),
    });
  });
});

test('leaves out a `cache-to` entry if its cache service is missing, and gives the reason', async () => {
  const plan = await planned(
    { ...IMAGE, 'cache-to': 'mode=max,type=gha\ntype=local,dest=c' },
    { ACTIONS_RUNTIME_TOKEN: '' },
  );
  expect(plan).toMatchObject({
    to: ['type=local,dest=c,ignore-error=true'],
    reason: expect.stringContaining('no cache service for type=gha'),
  });
});

test('distinguishes images without a name by their Dockerfile', async () => {
  const scopes = await Promise.all(
    ['Dockerfile', 'docker/app.Dockerfile'].map(async (file) => (await planned({ file, cache: 'gha' })).from[0]),
  );
  expect(new Set(scopes).size).toBe(2);
});

describe('gha', () => {
  test('has a scope for each image and platform', async () => {
    const { from, to } = await planned({ ...LEG, cache: 'gha' });
    expect(from).toEqual(['type=gha,scope=acme~app/main', 'type=gha,scope=acme~app/main__linux-arm64']);
    expect(to).toEqual(['type=gha,scope=acme~app/main__linux-arm64,mode=max,ignore-error=true']);
  });

  test('is written without a push', async () => {
    expect((await planned({ tags: 'acme/app:1', cache: 'gha' })).to).toEqual([
      'type=gha,scope=acme~app/main,mode=max,ignore-error=true',
    ]);
  });

  test('distinguishes variants by cache-ref', async () => {
    const { to } = await planned({ ...IMAGE, cache: 'gha', 'cache-ref': 'ghcr.io/acme/app-slim' });
    expect(to).toEqual(['type=gha,scope=acme~app-slim/main,mode=max,ignore-error=true']);
  });

  test('is empty if the runner has no cache service', async () => {
    const plan = await planned({ ...IMAGE, cache: 'gha' }, { ACTIONS_RUNTIME_TOKEN: '' });
    expect(plan).toMatchObject({ from: [], to: [], reason: 'the runner has no cache service for this job' });
  });
});

describe('local', () => {
  const folder = (name: string) => `/temp/multiarch-build-cached/local/${name}`;
  const prefix = (name: string, scope: string) => `multiarch-build/local/${name}/${scope}/`;

  test('keeps one folder for a single job, which can start from the folders of matrix jobs', async () => {
    const { from, to, folders } = await planned({ ...IMAGE, cache: 'local' });
    expect(from).toEqual([]);
    expect(to).toEqual([`type=local,dest=${folder('acme~app')}.next,mode=max,ignore-error=true`]);
    expect(folders).toEqual([
      [
        {
          folder: folder('acme~app'),
          prefixes: [prefix('acme~app', 'main')],
          key: `${prefix('acme~app', 'main')}12-3`,
        },
      ],
      ['linux-amd64', 'linux-arm64'].map((slug) => ({
        folder: folder(`acme~app@${slug}`),
        prefixes: [prefix(`acme~app@${slug}`, `main__${slug}`)],
        key: undefined,
      })),
    ]);
  });

  test('keeps a folder for the platform of a matrix job, which can start from the folder of a single job', async () => {
    const { to, folders } = await planned({ ...LEG, cache: 'local' });
    expect(to).toEqual([`type=local,dest=${folder('acme~app@linux-arm64')}.next,mode=max,ignore-error=true`]);
    expect(folders.map((group) => group.map(({ key }) => key))).toEqual([
      [`${prefix('acme~app@linux-arm64', 'main__linux-arm64')}12-3`],
      [undefined],
    ]);
  });

  test('is read from the default branch and not written on another branch', async () => {
    const { to, folders } = await planned({ ...IMAGE, cache: 'local' }, FEATURE);
    expect(to).toEqual([]);
    expect(folders[0]?.[0]).toMatchObject({ prefixes: [prefix('acme~app', 'main')], key: undefined });
  });

  test('has no more keys than the cache service accepts, and no commas in them', async () => {
    const env = { GITHUB_REF: 'refs/heads/a,b', GITHUB_REF_NAME: 'a,b', GITHUB_REF_PROTECTED: 'true' };
    const keys = (await planned({ ...IMAGE, cache: 'local' }, env)).folders
      .flat()
      .map(({ prefixes, key }) => [...(key === undefined ? [] : [key]), ...prefixes]);
    expect(
      keys.filter((each) => each.length > 10 || each.some((key) => key.includes(',') || key.length > 512)),
    ).toEqual([]);
  });
});

test('an inline cache is written into the image and read from every tag', async () => {
  const plan = await planned({ images: 'acme/app,ghcr.io/acme/app', tags: '1', push: 'true', cache: 'inline' });
  expect(plan).toMatchObject({
    from: ['type=registry,ref=acme/app:1', 'type=registry,ref=ghcr.io/acme/app:1'],
    to: [],
    inline: true,
  });
});

test('`cache-from` and `cache-to` entries replace the planned cache', async () => {
  const entries = {
    'cache-from': 'acme/app:cache\ntype=s3,region=a,bucket=b',
    'cache-to': 'type=inline\ntype=local,dest=c',
  };
  expect(await planned({ ...IMAGE, ...entries })).toMatchObject({
    from: ['acme/app:cache', 'type=s3,region=a,bucket=b'],
    to: ['type=local,dest=c,ignore-error=true'],
    inline: true,
    folders: [],
  });
});

test('distinct images and branches have distinct cache names', async () => {
  const names = async (image: string, branch: string, backend: string) => {
    const env = { GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch, GITHUB_REF_PROTECTED: 'true' };
    const { to, folders } = await planned({ tags: `${image}:1`, cache: backend }, env);
    return backend === 'gha' ? to : folders.flat().map(({ folder }) => `${folder} ${branch}`);
  };
  const cases = [
    ['acme/app', 'x-main'],
    ['acme/app-x', 'main'],
    ['acme-app/x', 'main'],
    ['acme/app/x', 'main'],
    ['acme/app', 'x/main'],
    ['acme/app__linux-amd64', 'main'],
    ['acme/app', 'main'],
  ] as const;
  for (const backend of ['gha', 'local']) {
    const all = (await Promise.all(cases.map(([image, branch]) => names(image, branch, backend)))).flat();
    expect(new Set(all).size).toBe(all.length);
  }
});

test('an image without a name is identified by its context and Dockerfile', async () => {
  const scope = async (more: Given) => (await planned({ cache: 'gha', ...more })).to[0];
  const cases: Given[] = [{}, { target: 'test' }, { file: 'docker/app.Dockerfile' }, { context: 'docker' }];
  const all = await Promise.all(cases.map(scope));
  expect(new Set(all).size).toBe(all.length);
  expect(await scope({})).toBe(all[0]);
});
