import { describe, expect, test } from '@jest/globals';
import { planFor } from './a-plan.ts';

const NAMED = { images: 'ghcr.io/acme/app', tags: '1' };

describe('the destination of the result', () => {
  test.each([
    ['no destination', {}, 'verify', false],
    ['push', { ...NAMED, push: 'true' }, 'publish', false],
    ['push and load', { ...NAMED, push: 'true', load: 'true' }, 'publish', true],
    ['push by digest', { images: 'ghcr.io/acme/app', 'push-by-digest': 'true' }, 'parts', false],
    ['load', { ...NAMED, load: 'true' }, 'verify', true],
    ['files', { outputs: 'out\ntype=oci,dest=image.tar' }, 'files', false],
    ['files and an image', { outputs: 'out\ntype=image' }, 'verify', false],
    ['files and a loaded image', { ...NAMED, load: 'true', outputs: 'out' }, 'verify', true],
    ["Docker's format without a file", { ...NAMED, outputs: 'type=docker' }, 'verify', true],
    ['load by two inputs', { ...NAMED, load: 'true', outputs: 'type=docker\nout' }, 'verify', true],
    ["Docker's format in a file", { ...NAMED, platforms: 'amd64', outputs: 'type=docker,dest=a' }, 'files', false],
    ['a call', { call: 'check' }, 'call', false],
  ])('is planned for %s', async (_, inputs, kind, load) => {
    expect((await planFor(inputs)).delivery).toMatchObject({ kind, load });
  });

  test('lists the repositories in the given order, each with its tags once', async () => {
    const { delivery } = await planFor({
      images: 'ghcr.io/acme/app, acme/app',
      tags: '1\ndocker.io/acme/app:own\nquay.io/acme/app:other\n1',
      push: 'true',
    });
    expect(delivery.targets.map(({ repository, tags }) => [repository.name, ...tags])).toEqual([
      ['ghcr.io/acme/app', '1'],
      ['acme/app', '1', 'own'],
      ['quay.io/acme/app', 'other'],
    ]);
  });

  test('parts have no tag', async () => {
    const { delivery } = await planFor({ ...NAMED, 'push-by-digest': 'true' });
    expect(delivery.targets).toMatchObject([{ tags: [], floating: [], fullVersions: [] }]);
  });

  test('attributes of an image output apply to the push, and attributes of a file output to the file', async () => {
    const { delivery } = await planFor({ outputs: 'type=image,compression=zstd\ntype=tar,dest=fs.tar' });
    expect(delivery.imageAttributes).toEqual({ compression: 'zstd' });
    expect(delivery.files).toEqual([{ type: 'tar', attributes: { dest: 'fs.tar' } }]);
  });

  test('a loaded image has the attributes of its output and is not a file', async () => {
    const { delivery } = await planFor({ ...NAMED, outputs: 'type=docker,compression=zstd' });
    expect(delivery.imageAttributes).toEqual({ compression: 'zstd' });
    expect(delivery.files).toEqual([]);
  });

  test('an image in a file has all its tags, unless its output names others', async () => {
    const { delivery } = await planFor({
      images: 'ghcr.io/acme/app,acme/app',
      tags: '1\nquay.io/acme/app:2',
      platforms: 'amd64',
      outputs: 'type=docker,dest=a\ntype=oci,dest=b,name=own:1\ntype=local,dest=c',
    });
    expect(delivery.files.map(({ attributes }) => attributes.name)).toEqual([
      'ghcr.io/acme/app:1,acme/app:1,quay.io/acme/app:2',
      'own:1',
      undefined,
    ]);
  });

  test('an image without a tag from any rule cannot be loaded', async () => {
    const inputs = { images: 'acme/app', tags: 'type=semver,pattern={{version}}', load: 'true' };
    await expect(planFor(inputs)).rejects.toThrow(
      /no rule gives a tag for push on .*, so the image has no tag to load/,
    );
  });

  test('timestamps are rewritten only in images and layouts', async () => {
    const { delivery } = await planFor({
      'source-date-epoch': '0',
      outputs: 'type=image,compression=zstd\ntype=oci,dest=a\ntype=local,dest=b',
    });
    expect(delivery.imageAttributes).toEqual({ 'rewrite-timestamp': 'true', compression: 'zstd' });
    expect(delivery.files).toEqual([
      { type: 'oci', attributes: { 'rewrite-timestamp': 'true', dest: 'a' } },
      { type: 'local', attributes: { dest: 'b' } },
    ]);
  });
});
