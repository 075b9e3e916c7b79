import { expect, test } from '@jest/globals';
import { parsePlatform, parsePlatforms } from '../../src/inputs/platform.ts';
import { formatPlatform, normalisePlatform, slugOf } from '../../src/model/platform.ts';
import { Wrong } from '../../src/model/wrong.ts';

test.each([
  ['linux/amd64', 'linux/amd64'],
  ['amd64', 'linux/amd64'],
  ['x86_64', 'linux/amd64'],
  ['linux/x86-64', 'linux/amd64'],
  ['linux/amd64/v1', 'linux/amd64'],
  ['linux/amd64/v3', 'linux/amd64/v3'],
  ['LINUX/AMD64', 'linux/amd64'],
  ['aarch64', 'linux/arm64'],
  ['linux/arm64/v8', 'linux/arm64'],
  ['linux/arm64/8', 'linux/arm64'],
  ['linux/arm64/v9', 'linux/arm64/v9'],
  ['arm', 'linux/arm/v7'],
  ['linux/arm/7', 'linux/arm/v7'],
  ['linux/arm/v6', 'linux/arm/v6'],
  ['armhf', 'linux/arm/v7'],
  ['linux/armel', 'linux/arm/v6'],
  ['i386', 'linux/386'],
  ['386', 'linux/386'],
  ['linux/riscv64', 'linux/riscv64'],
  ['linux/mips64le', 'linux/mips64le'],
  ['loong64', 'linux/loong64'],
  ['windows/amd64', 'windows/amd64'],
  ['macos/arm64', 'darwin/arm64'],
])('reads %s as %s', (text, name) => {
  const platform = parsePlatform(text);
  expect(platform instanceof Wrong ? platform : formatPlatform(platform)).toBe(name);
});

test.each([
  ['linux/amd46', 'unknown architecture "amd46"', 'did you mean amd64?'],
  ['linux/arm46', 'unknown architecture "arm46"', 'did you mean arm64?'],
  ['lunix/amd64', 'unknown operating system "lunix"', 'did you mean linux?'],
  ['linux/ppc46le', 'unknown architecture "ppc46le"', 'did you mean ppc64le?'],
  ['linux/arm/v4', 'unknown variant "v4" of arm', 'write one of v5, v6, v7, v8'],
  ['linux/s390x/v1', 'unknown variant "v1" of s390x', 'write linux/s390x'],
  ['linux', 'must have an architecture, got "linux"', 'write it behind, such as linux/amd64'],
  ['linux/', 'must be a platform, got "linux/"', 'write os/architecture or os/architecture/variant'],
  ['linux/arm/v7/x', 'must be a platform, got "linux/arm/v7/x"', 'write os/architecture or os/architecture/variant'],
  [
    'unknown/unknown',
    'must not be unknown, the platform of an attestation in an index, got "unknown/unknown"',
    'write a platform such as linux/amd64',
  ],
  ['local', 'local names no platform', 'write the one meant, such as linux/amd64'],
  [
    'windows(10.0.17763)/amd64',
    'must not have a version of the operating system, got "windows(10.0.17763)/amd64"',
    'leave it out',
  ],
  [
    'linux/amd64 linux/arm64',
    'must be a platform without spaces, got "linux/amd64 linux/arm64"',
    'separate platforms by commas',
  ],
  ['constructor', 'unknown architecture "constructor"', expect.stringMatching(/^write one of 386, amd64, /)],
])('rejects %s', (text, message, hint) => {
  expect(parsePlatform(text)).toEqual(new Wrong(message, hint as string));
});

test('rejects one platform under two names', () => {
  const [first, second, third] = parsePlatforms(['arm64', 'linux/amd64', 'linux/arm64/v8']);
  expect([first, second]).toEqual([
    { os: 'linux', architecture: 'arm64', variant: undefined },
    { os: 'linux', architecture: 'amd64', variant: undefined },
  ]);
  expect(third).toEqual(new Wrong('"linux/arm64/v8" is linux/arm64 again, which item 0 is', 'leave one of them out'));
});

test('normalises the platform of an image even if it is unknown', () => {
  expect(normalisePlatform({ os: 'Linux', architecture: 'arm64', variant: 'v8' })).toEqual({
    os: 'linux',
    architecture: 'arm64',
    variant: undefined,
  });
  expect(normalisePlatform({ os: 'haiku', architecture: 'x', variant: 'y' })).toEqual({
    os: 'haiku',
    architecture: 'x',
    variant: 'y',
  });
});

test('a slug is a valid part of the name of an output', () => {
  expect(slugOf({ os: 'linux', architecture: 'arm', variant: 'v7' })).toBe('linux-arm-v7');
});
