import { describe, expect, test } from '@jest/globals';
import { readMerge } from '../../src/inputs/merge.ts';
import { finished, job, problemsOf, read } from './given.ts';

const IMAGE = {
  images: ['ghcr.io/acme/app'],
  tags: ['ghcr.io/acme/app:1.2.3', 'ghcr.io/acme/app:latest'],
  version: '1.2.3',
  release: { scheme: 'semver', version: '1.2.3', prefix: '', suffix: '', floating: ['latest'] },
  platforms: ['linux/amd64', 'linux/arm/v7'],
  context: 'docker',
  file: 'docker/app.Dockerfile',
} as const;
const plan = JSON.stringify(IMAGE);
const variants = JSON.stringify({
  variants: { alpine: { ...IMAGE, version: '1-alpine' }, debian: { ...IMAGE, file: undefined } },
});

const merge = async (inputs: Readonly<Record<string, string>>) =>
  (await finished(readMerge((name) => inputs[name] ?? '', job()))).request;
const namesOf = ({ repositories }: { readonly repositories: readonly { readonly name: string }[] }) =>
  repositories.map(({ name }) => name);

describe('a matrix job', () => {
  test('takes the image, the context and the Dockerfile from the plan', async () => {
    const { request } = await read({ plan, platforms: 'linux/amd64', 'push-by-digest': 'true' });
    expect(namesOf(request.image)).toEqual(['ghcr.io/acme/app']);
    expect(request.image.tags).toHaveLength(2);
    expect(request.image.version).toBe('1.2.3');
    expect(request.build).toMatchObject({ context: { path: '/checkout/docker' }, file: 'docker/app.Dockerfile' });
  });

  test('prefers its own inputs', async () => {
    const { request } = await read({ plan, images: 'ghcr.io/acme/staging', version: '7', file: 'docker/Dockerfile' });
    expect(namesOf(request.image)).toEqual(['ghcr.io/acme/staging']);
    expect(request.image.version).toBe('7');
    expect(request.build.file).toBe('docker/Dockerfile');
  });

  test('needs platforms of its own, while a job that publishes takes those of the plan', async () => {
    expect(await problemsOf({ plan, 'push-by-digest': 'true' })).toEqual([
      'platforms: empty, and push-by-digest has no default for them; name the platforms of this job',
    ]);
    const { request } = await read({ plan, push: 'true' });
    expect(request.image.platforms).toHaveLength(2);
  });

  test('reports an invalid plan without consequences of its absence', async () => {
    expect(await problemsOf({ plan: '{', push: 'true', labels: '-x' })).toEqual([
      'plan: must be JSON; pass the output plan of plan on as it is',
      'labels[0]: must be a label, got "-x"; write key=value',
    ]);
  });
});

describe('merge', () => {
  test('takes everything from the plan', async () => {
    const { image, release, platforms, part } = await merge({ plan });
    expect(namesOf(image)).toEqual(['ghcr.io/acme/app']);
    expect(image.tags).toHaveLength(2);
    expect(release).toEqual(IMAGE.release);
    expect(platforms).toHaveLength(2);
    expect(part).toBeUndefined();
  });

  test('takes the variant that `part` names', async () => {
    const { image, part } = await merge({ plan: variants, part: 'alpine' });
    expect({ part, version: image.version }).toEqual({ part: 'alpine', version: '1-alpine' });
  });

  test('rejects a release of the plan as it rejects the input', async () => {
    const broken = JSON.stringify({ ...IMAGE, release: { scheme: 'semvr' } });
    await expect(merge({ plan: broken })).rejects.toThrow('release: must be an object with scheme');
  });
});
