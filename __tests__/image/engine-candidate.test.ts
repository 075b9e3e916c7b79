import { expect, test } from '@jest/globals';
import { engineCandidate } from '../../src/image/engine-candidate.ts';
import { problemsOf } from '../../src/image/verify.ts';
import type { Engine, EnginePlatform, StoredImage } from '../../src/system/docker/engine.ts';
import type { Digest } from '../../src/system/registry/digest.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const PLATFORMS: readonly EnginePlatform[] = ['amd64', 'arm64', 's390x'].map((architecture) => ({
  ...{ os: 'linux', architecture },
}));
const digest = (nth: number): Digest => `sha256:${String(nth).repeat(64)}`;
const asked = PLATFORMS.map(({ os, architecture }) => ({ os, architecture, variant: undefined }));

/** Reads an index whose images' configs name these processors, from an engine on amd64. */
async function read(configs: readonly string[]) {
  const calls: string[] = [];
  const config = (architecture: string | undefined) => ({ os: 'linux', architecture: architecture ?? '' });
  const stored: StoredImage = {
    ...{ id: digest(9), mediaType: INDEX, platform: config(configs[0]) },
    manifests: PLATFORMS.map((platform, i) => ({
      ...{ digest: digest(i), mediaType: '', kind: 'image', platform, available: true, size: 1, attests: undefined },
    })),
  };
  const engine = {
    async image(_: string, platform?: EnginePlatform) {
      if (platform === undefined) return stored;
      calls.push(platform.architecture);
      const i = PLATFORMS.findIndex(({ architecture }) => architecture === platform.architecture);
      return { ...stored, platform: config(configs[i]) };
    },
  } as Partial<Engine> as Engine;
  const image = await engineCandidate(engine, 'app:1').read();
  return { calls, problems: problemsOf(image, asked) };
}

test('what the engine tells unasked of one image is not asked for', async () => {
  expect(await read(['amd64', 'arm64', 's390x'])).toEqual({ calls: ['arm64', 's390x'], problems: [] });
});

test.each([
  [['arm64', 'arm64', 's390x'], 'the image listed as linux/amd64 says it is linux/arm64'],
  [['amd64', 'amd64', 's390x'], 'the image listed as linux/arm64 says it is linux/amd64'],
  [['ppc64le', 'arm64', 's390x'], 'the image listed as linux/amd64 says it is linux/ppc64le'],
])('and a config that is another’s is found all the same: %j', async (configs, problem) => {
  expect((await read(configs)).problems).toContain(problem);
});
