import { expect, test } from '@jest/globals';
import { reportPlan } from '../../src/actions/plan.ts';
import { readMerge } from '../../src/inputs/merge.ts';
import { Texts } from '../../src/inputs/texts.ts';
import type { Job } from '../../src/model/job.ts';
import { resolveMatrix } from '../../src/plan/matrix-images.ts';
import type { Runner } from '../../src/runtime/runner.ts';
import { finished, job, read } from '../inputs/given.ts';

const RELEASE = { GITHUB_REF: 'refs/tags/v1.2.3', GITHUB_REF_NAME: 'v1.2.3', GITHUB_REF_TYPE: 'tag' };

/** The outputs of `plan` and its notices. */
async function plan(inputs: Readonly<Record<string, string>>, at = job(RELEASE)) {
  const matrix = await resolveMatrix(new Texts((name) => inputs[name] ?? ''), at);
  const outputs: Record<string, string> = {};
  const notices: string[] = [];
  await reportPlan({ ...matrix, summary: false }, {
    info: () => {},
    notice: (text: string) => void notices.push(text),
    output: (name: string, value: string) => {
      outputs[name] = value;
    },
  } as unknown as Runner);
  return { ...outputs, notices: notices.join('\n') } as Readonly<Record<string, string>>;
}

const IMAGE = { images: 'ghcr.io/acme/app', tags: 'auto', platforms: 'linux/amd64,linux/arm/v7' };

test('the output `plan` gives matrix jobs and merge the values of the other outputs', async () => {
  const done = await plan({ ...IMAGE, part: 'app', context: 'docker' });
  expect(JSON.parse(done.plan ?? '')).toEqual({
    images: ['ghcr.io/acme/app'],
    tags: done.tags?.split('\n'),
    version: '1.2.3',
    release: JSON.parse(done.release ?? ''),
    platforms: ['linux/amd64', 'linux/arm/v7'],
    part: 'app',
    context: 'docker',
  });
  expect(done.variants).toBe('');
  const { plan: handed = '', tags = '', version = '', release = '', platforms = '' } = done;
  const written = { images: IMAGE.images, tags, version, release, platforms, part: 'app' };
  const merge = async (inputs: Readonly<Record<string, string>>) =>
    (await finished(readMerge((name) => inputs[name] ?? '', job(RELEASE)))).request;
  expect(await merge({ plan: handed })).toEqual(await merge(written));
});

test('variants: crosses the rows with the variants, each with its tags, platforms and keys', async () => {
  const variants = `
    - name: debian
    - name: alpine
      file: docker/app.Dockerfile
      flavor: suffix=-alpine,onlatest=true
      platforms: [linux/amd64, linux/arm64, linux/s390x]
      base: alpine:3
  `;
  const done = await plan({ ...IMAGE, variants });
  const rows = JSON.parse(done.rows ?? '');
  expect(rows.map(({ name, platform }: Record<string, string>) => `${name} ${platform}`)).toEqual([
    'debian linux/amd64',
    'debian linux/arm/v7',
    'alpine linux/amd64',
    'alpine linux/arm64',
    'alpine linux/s390x',
  ]);
  expect(rows[4]).toMatchObject({ base: 'alpine:3', file: 'docker/app.Dockerfile', arch: 's390x', native: false });
  expect(JSON.parse(done.matrix ?? '')).toEqual({ include: rows });
  expect(JSON.parse(done.variants ?? '')).toEqual(['debian', 'alpine']);
  expect(done.platforms).toBe('linux/amd64,linux/arm/v7,linux/arm64,linux/s390x');
  const image = 'ghcr.io/acme/app';
  const { alpine, debian } = JSON.parse(done.plan ?? '').variants;
  expect(debian.tags).toEqual(['1.2.3', '1.2', '1', 'latest'].map((tag) => `${image}:${tag}`));
  expect(alpine.tags).toEqual(['1.2.3', '1.2', '1', 'latest'].map((tag) => `${image}:${tag}-alpine`));
  expect(alpine.release.floating).toContain('latest-alpine');
  expect({ version: done.version, release: done.release }).toEqual({ version: '', release: '' });

  const { request } = await read({
    plan: done.plan,
    part: 'alpine',
    platforms: rows[4].platform,
    'push-by-digest': 'true',
  });
  expect(request.build.file).toBe('docker/app.Dockerfile');
  expect(request.result.part).toBe('alpine');
});

test('reports a Dockerfile that a variant lacks, and not the one that no variant uses', async () => {
  const at = job({}, {}, { '/checkout/.git/HEAD': 'x' });
  const variants = '- {name: a, file: docker/app.Dockerfile}\n- {name: b, file: b.Dockerfile}';
  await expect(plan({ file: 'nowhere', variants }, at)).rejects.toThrow(
    /^variants\[1\]: file: must be an existing file/,
  );
});

test('rejects more rows than GitHub starts', async () => {
  const platforms = 'linux/amd64,linux/arm64,linux/arm/v7,linux/arm/v6,linux/386,linux/s390x';
  const variants = Array.from({ length: 43 }, (_, i) => `- name: v${i}`).join('\n');
  await expect(plan({ platforms, variants })).rejects.toThrow('258 matrix jobs of all variants together');
});

test('fails with `push` before anything is built if no rule gives a tag, and reports it otherwise', async () => {
  const given = { images: 'ghcr.io/acme/app', tags: 'type=semver,pattern={{version}}' };
  const branch = job();
  await expect(plan({ ...given, push: 'true' }, branch)).rejects.toThrow('no rule gives a tag for push');
  await expect(plan({ ...given, push: 'true', variants: '- name: a' }, branch)).rejects.toThrow(
    'variants[0]: tags: no rule gives a tag for push',
  );
  expect((await plan({ ...given, push: 'false' }, branch)).notices).toContain('no rule gives a tag');
});

test.each<{
  readonly title: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly tags?: string;
  readonly at: Job;
}>([
  { title: 'bare tags, whose repositories other jobs name', inputs: { tags: 'latest' }, tags: 'latest', at: job() },
  {
    title: 'a job of a fork, which publishes nothing',
    inputs: { images: 'ghcr.io/acme/app', tags: 'type=semver,pattern={{version}}' },
    at: job(
      { GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF: 'refs/pull/7/merge' },
      { pull_request: { head: { repo: { full_name: 'stranger/app' } }, base: { repo: { full_name: 'acme/app' } } } },
    ),
  },
  {
    title: 'a merge group, whose event decides the tags',
    inputs: { images: 'ghcr.io/acme/app', tags: 'auto' },
    at: job({ GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: 'refs/heads/gh-readonly-queue/main/pr-7' }),
  },
])('accepts `push` with $title', async ({ inputs, tags = '', at }) => {
  expect((await plan({ ...inputs, push: 'true' }, at)).tags).toBe(tags);
});
