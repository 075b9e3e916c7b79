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
  ['the platforms in another order', image([[ARM], [AMD64]], ['0', '1']), [AMD64, ARM]],
  ['an explicit default variant', image([[AMD64], [platform('linux/arm64/v8')]]), [AMD64, ARM64]],
])('an image is accepted with %s', (_, found, requested) => {
  expect(() => verify(found, requested)).not.toThrow();
});

test.each([
  ['a missing platform', image([[AMD64]]), [AMD64, ARM64], 'linux/arm64 is missing'],
  ['an extra platform', image([[AMD64], [ARM]]), [AMD64], 'it has linux/arm/v7, which is not requested'],
  [
    'a platform twice',
    image([[AMD64], [ARM64], [platform('linux/arm64/v8')]]),
    [AMD64, ARM64],
    'it has linux/arm64 more than once',
  ],
  [
    'a config for another platform',
    image([[AMD64], [ARM64, AMD64]]),
    [AMD64, ARM64],
    'listed as linux/arm64 has a config for linux/amd64',
  ],
  [
    'a config for another variant',
    image([[ARM, platform('linux/arm/v6')]]),
    [ARM],
    'linux/arm/v7 has a config for linux/arm/v6',
  ],
  [
    'an attestation of another image',
    image([[AMD64]], ['9']),
    [AMD64],
    `the attestation ${digest('e')} describes an image that is not in the index`,
  ],
])('an image is rejected with %s', (_, found, requested, message) => {
  expect(() => verify(found, requested)).toThrow(message);
});

test('one error lists all differences', () => {
  expect(() => verify(image([[ARM64, AMD64]]), [AMD64])).toThrow(
    /linux\/amd64 is missing; it has linux\/arm64, which is not requested; the image listed as/,
  );
});
