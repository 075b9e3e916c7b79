import { expect, test } from '@jest/globals';
import { readImage } from '../../src/actions/verify-image.ts';
import type { Digest } from '../../src/model/digest.ts';
import type { Image } from '../../src/model/image.ts';

const digest = (figure: string): Digest => `sha256:${figure.repeat(64)}`;
const image = (figure: string, mediaType: string): Image => ({
  ...{ digest: digest(figure), mediaType, platforms: [], attestations: [] },
});
const NOW = image('1', 'now');

test.each<[string, Promise<Image> | undefined, string]>([
  ['nothing was read ahead', undefined, 'now'],
  ['the same was read ahead', Promise.resolve(image('1', 'ahead')), 'ahead'],
  ['what was read ahead is of an attempt before', Promise.resolve(image('2', 'ahead')), 'now'],
  ['it was read too early', Promise.reject(new Error('not all of it is there')), 'now'],
])('where %s', async (_, ahead, taken) => {
  ahead?.catch(() => undefined);
  const store = { read: async () => NOW };
  expect((await readImage(store, NOW.digest, ahead)).mediaType).toBe(taken);
});
