import { describe, expect, test } from '@jest/globals';
import { readMerge } from '../../src/inputs/merge.ts';
import { WITHHELD } from '../../src/inputs/rights.ts';
import { fromFork, type Job, withoutSecrets } from '../../src/model/job.ts';
import { planDelivery } from '../../src/plan/delivery.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { nameImage } from '../../src/tags/naming.ts';
import { finished, type Given, job, problemsOf, read } from './given.ts';

const of = (eventName: string, repo: object | null | undefined, env: object = {}): Job =>
  job({ GITHUB_EVENT_NAME: eventName, ...env }, { pull_request: { head: { sha: 'a', repo } } });

describe('a pull request from a fork', () => {
  test.each([
    ['pull_request', { full_name: 'somebody/app' }, true],
    ['pull_request', null, true],
    ['pull_request', { full_name: 'acme/app' }, false],
    ['pull_request_review', { full_name: 'somebody/app' }, true],
    ['pull_request_review_comment', { full_name: 'somebody/app' }, true],
    ['pull_request_target', { full_name: 'somebody/app' }, false],
    ['push', { full_name: 'somebody/app' }, false],
  ])('is recognized by event and repository: %s of %j: %s', (event, repo, expected) => {
    expect(fromFork(of(event, repo))).toBe(expected);
    expect(withoutSecrets(of(event, repo))).toBe(expected);
  });

  test('is not a run of Dependabot, which gets no secrets either', () => {
    const robot = of('pull_request', { full_name: 'acme/app' }, { GITHUB_ACTOR: 'dependabot[bot]' });
    expect([fromFork(robot), withoutSecrets(robot)]).toEqual([false, true]);
  });

  const fork = of('pull_request', { full_name: 'somebody/app' });
  const ASKED: Given = {
    images: 'acme/app',
    tags: 'latest',
    'cache-to': 'type=registry,ref=acme/cache\ntype=local,dest=x',
    'cache-write': 'true',
  };

  test.each<readonly [Given, string]>([
    [{ push: 'true' }, 'push'],
    [{ 'push-by-digest': 'true', platforms: 'amd64' }, 'push-by-digest'],
  ])('publishes no image with %j, and gets a log line', async (how, name) => {
    const { request, messages } = await read({ ...ASKED, ...how }, fork);
    expect(request.result).toMatchObject({ push: false, pushByDigest: false });
    expect(request.cache).toMatchObject({ write: 'never', to: ['type=local,dest=x'] });
    expect(messages).toEqual([
      {
        level: 'info',
        message: `${name}: the image of a pull request from a fork is not published; it is still built and verified`,
      },
    ]);
  });

  test('does not load an image for a push by digest', async () => {
    const inputs = { images: 'acme/app', 'push-by-digest': 'true', platforms: 'amd64', load: 'true' };
    expect((await read(inputs, fork)).request.result.load).toBe(false);
    expect((await read({ ...ASKED, push: 'true', load: 'true' }, fork)).request.result.load).toBe(true);
  });

  const NOTICE = 'the image of a pull request from a fork is not published; it is still built and verified';
  const image = (attributes: object = {}) => ({ type: 'image', attributes });

  test.each<readonly [Given, string, readonly object[]]>([
    [{ push: 'true', outputs: 'type=registry' }, 'push', [image()]],
    [{ push: 'true', outputs: 'type=registry,compression=zstd' }, 'push', [image({ compression: 'zstd' })]],
    [{ outputs: 'type=registry,name=ghcr.io/acme/app' }, 'outputs', [image()]],
    [{ outputs: 'type=image,name=ghcr.io/acme/app,push=true' }, 'outputs', [image()]],
    [
      {
        outputs:
          'type=image,"name=acme/app,ghcr.io/acme/app",push-by-digest=true,name-canonical=true,push=true,compression=zstd',
      },
      'outputs',
      [image({ compression: 'zstd' })],
    ],
    [{ push: 'true', outputs: 'out' }, 'push', [{ type: 'local', attributes: { dest: 'out' } }, image()]],
    [
      { 'push-by-digest': 'true', outputs: 'type=oci,dest=a.tar' },
      'push-by-digest',
      [{ type: 'oci', attributes: { dest: 'a.tar' } }, image()],
    ],
  ])('builds and verifies the image that %j would push', async (inputs, input, outputs) => {
    const asked = { images: 'acme/app', tags: 'latest', 'smoke-test': 'true', ...inputs };
    expect(await problemsOf(asked, fork)).toEqual([]);
    const { request, messages } = await read(asked, fork);
    expect(request.result).toMatchObject({ push: false, pushByDigest: false, outputs });
    expect(messages).toEqual([{ level: 'info', message: `${input}: ${NOTICE}` }]);
    const delivery = planDelivery(request, await nameImage(request.image, readJobEvent({}, {}, new Date())));
    expect(delivery.kind).toBe('verify');
  });

  test.each<Given>([
    { outputs: 'type=image,name=acme/app' },
    { outputs: 'type=registry,compression=lzma' },
    { outputs: 'type=image,push=true\ntype=registry' },
  ])('gets an error for outputs that are invalid in any job: %j', async (inputs) => {
    expect(await problemsOf(inputs, fork)).toHaveLength(1);
  });

  test('keeps outputs that push in other jobs', async () => {
    const { request } = await read({ ...ASKED, push: 'true', outputs: 'type=registry' });
    expect(request.result.outputs).toEqual([{ type: 'registry', attributes: {} }]);
    expect(await problemsOf({ outputs: 'type=image,push=true' })).toEqual([
      'outputs[0]: the attribute push of an output of type image; write push: true instead',
    ]);
  });

  test.each<readonly [Given, string]>([
    [{ push: 'true', images: '', tags: 'auto' }, 'images: empty, as secrets are for this pull request; left out'],
    [
      { load: 'true', images: '', tags: 'type=ref,event=pr\nlatest' },
      'images: empty, as secrets are for this pull request; left out',
    ],
    [
      { registry: 'ghcr.io', password: 'token-of-the-job' },
      'password: no credentials, so no login here; those of earlier steps count',
    ],
    [
      { 'registry-auth': '- registry: ghcr.io\n  username: ""\n  password: token-of-the-job' },
      'registry-auth[0]: no credentials, so no login here; those of earlier steps count',
    ],
  ])('succeeds if a withheld secret leaves an input empty: %j', async (inputs, notice) => {
    expect(await problemsOf(inputs, fork)).toEqual([]);
    expect(await problemsOf(inputs)).not.toEqual([]);
    const { request, messages } = await read(inputs, fork);
    expect(messages).toContainEqual({ level: 'info', message: notice });
    expect([request.login, request.result.load]).toEqual([[], false]);
  });

  test('needs no platforms for a push by digest', async () => {
    const inputs = { images: 'acme/app', 'push-by-digest': 'true' };
    expect(await problemsOf(inputs, fork)).toEqual([]);
    expect(await problemsOf(inputs)).toHaveLength(1);
  });

  test('gets no notice without a request to publish', async () => {
    expect((await read({ load: 'true', tags: 'app:1' }, fork)).messages).toEqual([]);
  });

  test('gets errors for invalid inputs', async () => {
    await expect(read({ push: 'true', platforms: 'amd46' }, fork)).rejects.toThrow(/^platforms\[0\]: unknown/);
  });

  // the value of `${{ secrets.DOCKERHUB_USERNAME }}/app` in such a job
  test.each<readonly [Given, ...string[]]>([
    [{ push: 'true', images: '/app', tags: 'latest' }, 'images[0]'],
    [{ push: 'true', images: '/app,ghcr.io/acme/app', tags: 'type=ref,event=tag' }, 'images[0]'],
    [{ push: 'true', tags: '/app:1\ndocker.io//app:1\n:1' }, 'tags[0]', 'tags[1]', 'tags[2]'],
    [{ push: 'true', images: 'acme/app', tags: 'latest', 'cache-ref': '/app' }, 'cache-ref'],
    [
      { 'push-by-digest': 'true', 'cache-from': 'type=registry,ref=/app:cache', 'cache-to': '/app:cache' },
      'cache-from[0]',
      'cache-to[0]',
    ],
  ])('succeeds with names that are incomplete without a withheld secret: %j', async (inputs, ...leftOut) => {
    expect(await problemsOf(inputs, fork)).toEqual([]);
    const { messages } = await read(inputs, fork);
    const notices = leftOut.map((place) => `${place}: ${WITHHELD}; left out`);
    expect(messages.map(({ message }) => message)).toEqual([...notices, expect.stringContaining('is not published')]);
  });

  test.each<Given>([
    { push: 'true', images: 'acme/app' },
    { push: 'true', images: 'acme/app', tags: 'type=ref,event=tag' },
    { push: 'true', tags: 'app:1' },
  ])('gets no error that only concerns publishing: %j', async (inputs) => {
    expect(await problemsOf(inputs, fork)).toEqual([]);
    expect(await problemsOf(inputs)).not.toEqual([]);
  });

  test('does not load an image without a complete name', async () => {
    const at = async (images: string) => (await read({ load: 'true', images, tags: '1' }, fork)).request.result.load;
    expect([await at('/app'), await at('/app,ghcr.io/acme/app')]).toEqual([false, true]);
    expect(await problemsOf({ load: 'true', images: '/app', tags: '1' }, fork)).toEqual([]);
  });

  test('reports a name with an empty part in jobs with secrets', async () => {
    expect(await problemsOf({ images: '/app' })).toEqual([
      'images[0]: a part of the name is empty, got "/app"; write it like ghcr.io/acme/app',
    ]);
  });

  test('accepts an incomplete name in merge, with a notice', async () => {
    const inputs: Given = { images: '/app', platforms: 'amd64' };
    const { request, messages } = await finished(readMerge((name) => ({ ...inputs, digests: '{}' })[name] ?? '', fork));
    expect(request.image.repositories).toEqual([]);
    expect(messages).toHaveLength(1);
  });

  test('does not restrict other jobs', async () => {
    const { request, messages } = await read({ ...ASKED, push: 'true' });
    expect(request.result.push).toBe(true);
    expect(request.cache).toMatchObject({ write: 'always', to: ['type=registry,ref=acme/cache', 'type=local,dest=x'] });
    expect(messages).toEqual([]);
  });
});
