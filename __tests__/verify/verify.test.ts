import { expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import type { Image } from '../../src/model/image.ts';
import type { Platform } from '../../src/model/platform.ts';
import { verify } from '../../src/verify/verify.ts';
import { digest } from '../report/a-report.ts';

const platform = (text: string) => parsePlatform(text) as Platform;
const [AMD64, ARM64, ARM] = [platform('linux/amd64'), platform('linux/arm64'), platform('linux/arm/v7')];

function image(
  rows: readonly (readonly [listed: Platform, configured?: Platform])[],
  about: readonly string[] = [],
): Image {
  return {
    digest: digest('f'),
    mediaType: '',
    platforms: rows.map(([listed, configured = listed], i) => ({
      platform: listed,
      configured,
      digest: digest(String(i)),
      size: 1,
      manifest: { config: { mediaType: '', digest: digest('c'), size: 1 }, layers: [] },
      config: Buffer.alloc(0),
    })),
    attestations: about.map((figure) => ({
      digest: digest('e'),
      of: digest(figure),
      descriptor: { mediaType: '', digest: digest('e'), size: 1 },
    })),
  };
}

test.each([
  ['in another order', image([[ARM], [AMD64]], ['0', '1']), [AMD64, ARM]],
  ['a default variant', image([[AMD64], [platform('linux/arm64/v8')]]), [AMD64, ARM64]],
])('is what was asked for: %s', (_, found, asked) => {
  expect(() => verify(found, asked)).not.toThrow();
});

test.each([
  ['missing', image([[AMD64]]), [AMD64, ARM64], 'linux/arm64 is missing from it'],
  ['extra', image([[AMD64], [ARM]]), [AMD64], 'it has linux/arm/v7, which was not asked for'],
  [
    'doubled',
    image([[AMD64], [ARM64], [platform('linux/arm64/v8')]]),
    [AMD64, ARM64],
    'it has linux/arm64 more than once',
  ],
  ['another inside', image([[AMD64], [ARM64, AMD64]]), [AMD64, ARM64], 'listed as linux/arm64 says it is linux/amd64'],
  ['another variant inside', image([[ARM, platform('linux/arm/v6')]]), [ARM], 'linux/arm/v7 says it is linux/arm/v6'],
  [
    'a stray attestation',
    image([[AMD64]], ['9']),
    [AMD64],
    `the attestation ${digest('e')} is about an image that is not in it`,
  ],
])('is refused: %s', (_, found, asked, message) => {
  expect(() => verify(found, asked)).toThrow(message);
});

test('tells all that is wrong at once', () => {
  expect(() => verify(image([[ARM64, AMD64]]), [AMD64])).toThrow(
    /linux\/amd64 is missing from it; it has linux\/arm64, which was not asked for; the image listed as/,
  );
});
