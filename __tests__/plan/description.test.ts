import { describe, expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Platform } from '../../src/model/platform.ts';
import { partKey, partTag } from '../../src/parts/key.ts';
import { describeRequest, hasIndex, needsCommit, provenanceOf } from '../../src/plan/description.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { nameImage } from '../../src/tags/naming.ts';
import { job, read } from '../inputs/given.ts';
import { EVENTS, NOW } from '../tags/events.ts';

const COMMIT = { revision: 'f'.repeat(40), date: new Date('2024-01-02T03:04:05Z') };
const IMAGE = 'org.opencontainers.image';

async function describeAs(
  inputs: Readonly<Record<string, string>>,
  more: { indexed?: boolean; commit?: typeof COMMIT } = {},
) {
  const { request } = await read({ images: 'acme/app', ...inputs }, job());
  const sample = EVENTS['tag v1.2.3'];
  const event = readJobEvent(sample?.env ?? {}, sample?.payload, new Date(NOW));
  const naming = await nameImage(request.image, event);
  const provenance = provenanceOf(naming, event, 'commit' in more ? more.commit : COMMIT);
  const kind = request.result.pushByDigest ? 'parts' : request.result.push ? 'publish' : 'verify';
  const { build } = describeRequest(request, {
    naming,
    provenance,
    kind,
    indexed: more.indexed ?? true,
    run: '42',
    part: 'key',
  });
  return { build, needed: needsCommit(request, naming), request };
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
      [`${IMAGE}.created`]: '2024-01-02T03:04:05.000Z',
    });
    expect(build.annotations).toContain(`index:${IMAGE}.version=1.2.3`);
    expect(build.annotations).toContain(`index:${IMAGE}.url=https://github.com/octocat/Hello-World`);
    expect(build.annotations.filter((text) => text.includes('title'))).toEqual([`index:${IMAGE}.title=mine`]);
    expect(build.annotations.some((text) => text.includes('multiarch-build'))).toBe(false);
  });

  test('do not follow literal tags', async () => {
    const { build, needed } = await describeAs({ tags: 'latest', push: 'true', labels: 'a=b' });
    expect(labelsOf(build)).toEqual({ a: 'b' });
    expect(build.annotations).toEqual([]);
    expect(needed).toBe(false);
  });

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
    const { build } = await describeAs({ tags: 'auto', push: 'true' }, { commit: undefined });
    expect(labelsOf(build)).toMatchObject({
      [`${IMAGE}.created`]: '',
      [`${IMAGE}.revision`]: EVENTS['tag v1.2.3']?.env.GITHUB_SHA,
    });
    expect(build.annotations.some((text) => text.includes('created'))).toBe(false);
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
  expect(build.annotations).toEqual(['manifest:made=2024-01-02T03:04:05.000Z']);
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
