import { describe, expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Environment } from '../../src/model/job.ts';
import type { Platform } from '../../src/model/platform.ts';
import { partKey, partTag } from '../../src/parts/key.ts';
import { planDelivery } from '../../src/plan/delivery.ts';
import { describeRequest, hasIndex, needsCommit, provenanceOf } from '../../src/plan/description.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { nameImage } from '../../src/tags/naming.ts';
import { job, read } from '../inputs/given.ts';
import { EVENTS, NOW } from '../tags/events.ts';

const COMMIT = { revision: 'f'.repeat(40), date: new Date('2024-01-02T03:04:05Z') };
const IMAGE = 'org.opencontainers.image';

async function describeAs(
  inputs: Readonly<Record<string, string>>,
  more: { indexed?: boolean; commit?: typeof COMMIT; env?: Environment; event?: string } = {},
) {
  const { request } = await read({ images: 'acme/app', ...inputs }, job(more.env));
  const sample = EVENTS[more.event ?? 'tag v1.2.3'];
  const event = readJobEvent({ ...sample?.env, ...more.env }, sample?.payload, new Date(NOW));
  const naming = await nameImage(request.image, event);
  const provenance = provenanceOf(naming, event, 'commit' in more ? more.commit : COMMIT);
  const { build } = describeRequest(request, {
    naming,
    provenance,
    delivery: planDelivery(request, naming),
    indexed: more.indexed ?? true,
    count: request.image.platforms?.length ?? 2,
    env: { GITHUB_RUN_ID: '42', ...more.env },
    labelled: [],
    part: 'key',
  });
  return { build, needed: needsCommit(request), request };
}

const labelsOf = (build: { labels: readonly { name: string; value: string }[] }) =>
  Object.fromEntries(build.labels.map(({ name, value }) => [name, value]));

describe('labels and annotations', () => {
  test('follow derived tags, and given values override them', async () => {
    const { build } = await describeAs({
      tags: 'auto',
      push: 'true',
      labels: `${IMAGE}.title=mine\nown={{version}}`,
      annotations: `index:${IMAGE}.title=mine\nmanifest:${IMAGE}.url=x`,
    });
    expect(labelsOf(build)).toMatchObject({
      own: '1.2.3',
      [`${IMAGE}.title`]: 'mine',
      [`${IMAGE}.version`]: '1.2.3',
      [`${IMAGE}.revision`]: COMMIT.revision,
      [`${IMAGE}.created`]: NOW,
    });
    expect(build.annotations).toContain(`index:${IMAGE}.version=1.2.3`);
    expect(build.annotations).toContain(`index:${IMAGE}.url=https://github.com/octocat/Hello-World`);
    expect(build.annotations.filter((text) => text.includes('title'))).toEqual([`index:${IMAGE}.title=mine`]);
    expect(build.annotations.some((text) => text.includes('multiarch-build'))).toBe(false);
  });

  test.each<Readonly<Record<string, string>>>([
    { tags: 'auto', push: 'true' },
    { tags: 'latest', push: 'true' },
    { tags: 'ghcr.io/acme/app:latest', push: 'true' },
    { tags: 'latest', push: 'false' },
    { tags: 'latest', load: 'true' },
    { 'push-by-digest': 'true', platforms: 'linux/amd64' },
    { outputs: 'type=oci,dest=image.tar' },
  ])('labels are the same for every image: %j', async (inputs) => {
    const { build, needed } = await describeAs({ ...inputs, labels: 'a=b' });
    expect(needed).toBe(true);
    expect(labelsOf(build)).toEqual({
      a: 'b',
      [`${IMAGE}.created`]: NOW,
      [`${IMAGE}.description`]: 'This is "your" first repo = great!',
      [`${IMAGE}.licenses`]: 'MIT',
      [`${IMAGE}.revision`]: COMMIT.revision,
      [`${IMAGE}.source`]: 'https://github.com/octocat/Hello-World',
      [`${IMAGE}.title`]: 'Hello-World',
      [`${IMAGE}.url`]: 'https://github.com/octocat/Hello-World',
      [`${IMAGE}.version`]: '1.2.3',
    });
  });

  test.each<Readonly<Record<string, string>>>([{ call: 'check' }, { outputs: 'type=local,dest=out' }])(
    'are only for images, not for %j',
    async (inputs) => {
      const { build } = await describeAs({ ...inputs, labels: 'a=b' });
      expect([labelsOf(build), build.annotations]).toEqual([{ a: 'b' }, []]);
    },
  );

  test('of a part name the commit, and only the annotations of its index name the run', async () => {
    const part = { 'push-by-digest': 'true', platforms: 'linux/amd64', part: 'plain' };
    const { build, needed } = await describeAs(part);
    expect(needed).toBe(true);
    expect(labelsOf(build)).toMatchObject({ [`${IMAGE}.revision`]: COMMIT.revision });
    expect(build.annotations).toContain('index:io.github.multiarch-build.run=42');
    expect(build.annotations).toContain('index:io.github.multiarch-build.part=key');
    expect(JSON.stringify(build.labels)).not.toContain('42');
    expect((await describeAs(part, { indexed: false })).build.annotations).toEqual([]);
  });

  test('have an empty label and no annotation for an unknown value', async () => {
    const { build } = await describeAs(
      { tags: 'auto', push: 'true' },
      { commit: undefined, event: 'schedule without a repository' },
    );
    expect(labelsOf(build)).toMatchObject({ [`${IMAGE}.description`]: '' });
    expect(build.annotations.some((text) => text.includes('description'))).toBe(false);
  });

  test('state the commit of the event without a checkout', async () => {
    const { build } = await describeAs({ tags: 'auto', push: 'true' }, { commit: undefined });
    expect(labelsOf(build)).toMatchObject({ [`${IMAGE}.revision`]: EVENTS['tag v1.2.3']?.env.GITHUB_SHA });
  });

  test.each<{ readonly title: string; readonly env: Environment; readonly revision: string | undefined }>([
    { title: 'the commit that is checked out', env: {}, revision: COMMIT.revision },
    {
      title: 'the head of the pull request if DOCKER_METADATA_PR_HEAD_SHA asks for it',
      env: { DOCKER_METADATA_PR_HEAD_SHA: 'true' },
      revision: '1111111122222222333333334444444455555555',
    },
  ])('of a pull request name $title', async ({ env, revision }) => {
    const { build } = await describeAs({ tags: 'auto', push: 'true' }, { event: 'pull request', env });
    expect(labelsOf(build)[`${IMAGE}.revision`]).toBe(revision);
    expect(build.annotations).toContain(`index:${IMAGE}.revision=${revision}`);
  });

  test.each<{
    readonly inputs: Readonly<Record<string, string>>;
    readonly env?: Environment;
    readonly created: string;
  }>([
    { inputs: {}, created: NOW },
    { inputs: { 'source-date-epoch': '7' }, created: '1970-01-01T00:00:07.000Z' },
    { inputs: { 'source-date-epoch': 'commit' }, created: '2024-01-02T03:04:05.000Z' },
    { inputs: { 'build-args': 'SOURCE_DATE_EPOCH=8' }, created: '1970-01-01T00:00:08.000Z' },
    { inputs: {}, env: { SOURCE_DATE_EPOCH: '9' }, created: '1970-01-01T00:00:09.000Z' },
  ])('state when the image is created: %j', async ({ inputs, env = {}, created }) => {
    const { build } = await describeAs({ tags: 'latest', push: 'true', ...inputs }, { env });
    expect(labelsOf(build)[`${IMAGE}.created`]).toBe(created);
    expect(build.annotations).toContain(`index:${IMAGE}.created=${created}`);
  });
});

describe('derived annotations', () => {
  const NAMES = ['created', 'description', 'licenses', 'revision', 'source', 'title', 'url', 'version'];
  const placesOf = (annotations: readonly string[]) =>
    Object.fromEntries(
      [...Map.groupBy(annotations, (text) => text.split(':', 1)[0] ?? '')].map(([level, texts]) => [
        level,
        texts.map((text) => text.slice(`${level}:${IMAGE}.`.length).split('=', 1)[0]).toSorted(),
      ]),
    );

  test.each<{
    readonly title: string;
    readonly inputs?: Readonly<Record<string, string>>;
    readonly env?: Environment;
    readonly indexed?: boolean;
    readonly levels: readonly string[];
  }>([
    { title: 'are on the index by default', levels: ['index'] },
    { title: 'are on no index that does not exist', indexed: false, levels: [] },
    { title: 'are not on an image that is not published', inputs: { push: 'false' }, levels: [] },
    {
      title: 'are on the levels of `annotations-levels`',
      inputs: { 'annotations-levels': 'manifest, index\nmanifest-descriptor,index-descriptor,index' },
      levels: ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'],
    },
    {
      title: 'are on the levels of docker/metadata-action',
      env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'manifest, manifest-descriptor' },
      levels: ['manifest', 'manifest-descriptor'],
    },
    {
      title: 'follow the input if both name levels',
      inputs: { 'annotations-levels': 'index-descriptor' },
      env: { DOCKER_METADATA_ANNOTATIONS_LEVELS: 'manifest' },
      levels: ['index-descriptor'],
    },
    {
      title: 'leave out levels that the image does not have',
      inputs: { 'annotations-levels': 'manifest,index,index-descriptor' },
      indexed: false,
      levels: ['manifest'],
    },
    {
      title: 'are in an archive if levels are named',
      inputs: { 'annotations-levels': 'manifest', push: 'false', outputs: 'type=oci,dest=image.tar' },
      levels: ['manifest'],
    },
    {
      title: 'name no index beside an archive of one platform, which has none',
      inputs: { platforms: 'linux/amd64', outputs: 'type=oci,dest=image.tar' },
      levels: [],
    },
    { title: 'are on the index of one platform', inputs: { platforms: 'linux/amd64' }, levels: ['index'] },
    {
      title: "are only on manifests of Docker's media types",
      inputs: {
        'annotations-levels': 'manifest,index,manifest-descriptor',
        outputs: 'type=image,oci-mediatypes=false',
      },
      levels: ['manifest'],
    },
    {
      title: 'name no index in an archive of `type=docker`',
      inputs: {
        'annotations-levels': 'manifest,index',
        platforms: 'linux/amd64',
        push: 'false',
        outputs: 'type=docker,dest=image.tar',
      },
      levels: ['manifest'],
    },
  ])('$title', async ({ inputs = {}, env = {}, indexed = true, levels }) => {
    const { build } = await describeAs({ tags: 'latest', push: 'true', ...inputs }, { env, indexed });
    expect(placesOf(build.annotations)).toEqual(Object.fromEntries(levels.map((level) => [level, NAMES])));
  });

  test("repeat the user's labels, and an annotation of the user replaces them at its level", async () => {
    const { build } = await describeAs({
      tags: 'v1',
      push: 'true',
      'annotations-levels': 'manifest,index',
      labels: `${IMAGE}.licenses=Apache-2.0\n${IMAGE}.description=\n${IMAGE}.version=edition 7\n${IMAGE}.title=label`,
      annotations: `index:${IMAGE}.title=annotation\nmanifest[linux/amd64]:${IMAGE}.licenses=0BSD`,
    });
    expect(labelsOf(build)).toMatchObject({ [`${IMAGE}.licenses`]: 'Apache-2.0' });
    const of = (name: string) => build.annotations.filter((text) => text.includes(name));
    expect(of('licenses')).toEqual([
      `manifest:${IMAGE}.licenses=Apache-2.0`,
      `index:${IMAGE}.licenses=Apache-2.0`,
      `manifest[linux/amd64]:${IMAGE}.licenses=0BSD`,
    ]);
    expect(of('description')).toEqual([]);
    expect(of('title')).toEqual([`manifest:${IMAGE}.title=label`, `index:${IMAGE}.title=annotation`]);
    // floating tags are compared with the release
    expect(of('version')).toEqual([`manifest:${IMAGE}.version=edition 7`, `index:${IMAGE}.version=edition 7`]);
    expect(of('release')).toEqual(['index:io.github.multiarch-build.release=1.2.3']);
  });

  test('of a part leave the run and the key on its index alone', async () => {
    const inputs = { 'push-by-digest': 'true', platforms: 'linux/amd64', 'annotations-levels': 'manifest' };
    const { build } = await describeAs(inputs);
    const { index } = placesOf(build.annotations);
    expect(index).toHaveLength(2);
    expect(build.annotations).toContain('index:io.github.multiarch-build.run=42');
    expect(build.annotations.filter((text) => text.startsWith('manifest:') && text.includes('multiarch'))).toEqual([]);
  });
});

test('replace placeholders', async () => {
  const { build, needed } = await describeAs({
    tags: 'latest',
    'build-args': 'V={{version}}\nR={{revision}}\nHOME',
    annotations: 'manifest:made={{created}}',
  });
  expect(needed).toBe(true);
  expect(build.buildArgs).toEqual([
    { name: 'V', value: '1.2.3' },
    { name: 'R', value: COMMIT.revision },
    { name: 'HOME', value: undefined },
  ]);
  expect(build.annotations).toContain(`manifest:made=${NOW}`);
});

test('a reproducible build has the time of the commit', async () => {
  const epoch = { tags: 'latest', 'source-date-epoch': 'commit' };
  expect((await describeAs(epoch)).build.sourceDateEpoch).toEqual({ kind: 'seconds', seconds: 1704164645 });
  await expect(describeAs(epoch, { commit: undefined })).rejects.toThrow(
    "source-date-epoch: commit, and the commit's time is not known",
  );
});

test.each([
  [{}, 1, {}, true],
  [{ provenance: 'false' }, 1, {}, false],
  [{ provenance: 'false' }, 2, {}, true],
  [{ provenance: 'false', sbom: 'true' }, 1, {}, true],
  [{ provenance: 'mode=max' }, 1, { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' }, true],
  [{}, 1, { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' }, false],
  [{ attests: 'type=provenance,disabled=true' }, 1, {}, false],
  [{ attests: 'type=sbom', provenance: 'false' }, 1, {}, true],
])('the result of %j for %i platforms in %j is an index: %s', async (inputs, platforms, env, expected) => {
  const { request } = await read(inputs as Record<string, string>);
  expect(hasIndex(request.build, platforms, env)).toBe(expected);
});

describe('the key of a part', () => {
  const base = { images: 'acme/app', 'push-by-digest': 'true', platforms: 'linux/amd64', 'build-args': 'A=1\nB=2' };
  const keyOf = async (inputs: Readonly<Record<string, string>>) =>
    partKey((await read({ ...base, ...inputs })).request);

  test('is the same for all matrix jobs of an image', async () => {
    const key = await keyOf({});
    expect(key).toMatch(/^[0-9a-f]{12}$/);
    expect(await keyOf({ platforms: 'linux/arm64', labels: 'a=b' })).toBe(key);
    expect(await keyOf({ 'build-args': 'B=2\nA=1' })).toBe(key);
    expect(await keyOf({ part: 'mine' })).toBe('mine');
  });

  test('depends on the text of a Dockerfile in a bake file, and not on its path', async () => {
    const { request } = await read(base);
    const keyIn = (file: string, inlineDockerfile: string) =>
      partKey({
        ...request,
        build: { ...request.build, file, bake: { files: [], inlineDockerfile, linked: [] } },
      });
    expect(keyIn('/a/Dockerfile', '1')).toBe(keyIn('/b/Dockerfile', '1'));
    expect(keyIn('/a/Dockerfile', '1')).not.toBe(keyIn('/a/Dockerfile', '2'));
  });

  test.each<Record<string, string>>([
    { images: 'acme/other' },
    { context: 'stages', target: 'build' },
    { 'build-args': 'A=2\nB=2' },
    { file: 'docker/app.Dockerfile' },
  ])('differs with %j', async (inputs) => {
    expect(await keyOf(inputs)).not.toBe(await keyOf({}));
  });

  test('the tag of a part follows the pattern of `part-tag`', async () => {
    const naming = { tags: [{ name: '1.2', derived: false, fullVersion: false }], references: [] } as never;
    const platform = (name: string) => parsePlatform(name) as Platform;
    const tags = { naming, run: '7', part: undefined };
    const by = (pattern: string) => ({ ...tags, pattern });
    expect(partTag(by('{tag}-{arch}'), platform('linux/arm/v7'))).toBe('1.2-arm-v7');
    expect(partTag(by('x-{arch}-{tag}'), platform('windows/amd64'))).toBe('x-windows-amd64-1.2');
    const none = { tags: [], references: [] } as never;
    expect(partTag({ ...by('{tag}-{arch}'), naming: none }, platform('linux/arm64'))).toBeUndefined();
    expect(partTag({ ...by('parts-{arch}'), naming: none }, platform('linux/arm64'))).toBe('parts-arm64');
  });

  test("the action's own tags need no tags of the image, and are valid tags", () => {
    const platform = (name: string) => parsePlatform(name) as Platform;
    const own = (run: string, part?: string) => ({
      ...{ pattern: undefined, naming: { tags: [], references: [] } as never },
      ...{ run, part },
    });
    expect(partTag(own('7'), platform('linux/arm/v7'))).toBe('part-7-arm-v7');
    expect(partTag(own('7', 'alpine'), platform('windows/amd64'))).toBe('part-7-windows-amd64_alpine');
    const longest = partTag(own('9'.repeat(20), 'x'.repeat(64)), platform('windows/arm64/v8')) ?? '';
    expect(longest).toMatch(/^[\w][\w.-]{0,127}$/);
  });
});
