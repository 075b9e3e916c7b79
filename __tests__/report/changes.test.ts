import { expect, test } from '@jest/globals';
import type { Image, PlatformImage } from '../../src/model/image.ts';
import { compareImages } from '../../src/report/changes.ts';
import { digest } from './a-report.ts';

const [amd64, arm64, s390x] = ['amd64', 'arm64', 's390x'].map((architecture) => ({
  os: 'linux',
  architecture,
  variant: undefined,
})) as [PlatformImage['platform'], PlatformImage['platform'], PlatformImage['platform']];

const built = (platform: PlatformImage['platform'], ...layers: string[]) =>
  ({
    platform,
    manifest: { layers: layers.map((figure) => ({ digest: digest(figure) })) },
  }) as unknown as PlatformImage;

test('compares platforms and base images that both images have', () => {
  const image = { platforms: [built(amd64, '1', '2', '3'), built(s390x, '1')] } as unknown as Image;
  const before = {
    tag: 'ghcr.io/acme/app:latest',
    platforms: [
      { platform: arm64, size: 5, layers: [digest('1')] },
      { platform: amd64, size: 1_000, layers: [digest('1'), digest('4'), digest('3')] },
    ],
    materials: new Map([
      ['busybox:latest', digest('a')],
      ['golang:1', digest('b')],
    ]),
  };
  const materials = new Map([
    ['busybox:latest', digest('c')],
    ['alpine:3', digest('d')],
  ]);
  expect(compareImages(image, before, materials)).toEqual({
    tag: 'ghcr.io/acme/app:latest',
    platforms: [{ platform: amd64, sizeBefore: 1_000, keptLayers: 2, layers: 3 }],
    bases: [{ image: 'busybox:latest', before: digest('a'), after: digest('c') }],
  });
});
