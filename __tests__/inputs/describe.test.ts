import { expect, test } from '@jest/globals';
import { describeImage } from '../../src/inputs/describe.ts';
import { type Given, read } from './given.ts';

test.each<[Given, string]>([
  [{ images: 'ghcr.io/acme/app', platforms: 'amd64,arm64' }, 'ghcr.io/acme/app for linux/amd64, linux/arm64'],
  [{ images: 'acme/a', tags: 'quay.io/acme/b:1\nacme/a:2' }, 'acme/a, quay.io/acme/b for the default platforms'],
  [{}, 'an image for the default platforms'],
])('describes %j as %s', async (inputs, expected) => {
  expect(describeImage((await read(inputs)).request.image)).toBe(expected);
});
