import { expect, test } from '@jest/globals';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { imagesRead } from '../../src/plan/local-images.ts';

const AMD64 = { os: 'linux', architecture: 'amd64', variant: undefined };
const NOTHING = { buildArgs: [], buildContexts: [], target: undefined };

async function imagesIn(text: string, more: Partial<Parameters<typeof imagesRead>[1]> = {}) {
  return imagesRead(
    await readDockerfile(text),
    { ...NOTHING, ...more },
    { target: AMD64, build: AMD64 },
    { OTHER: 'theirs:1' },
  );
}

test.each([
  ['a base image', 'FROM base:1', ['base:1']],
  ['no image for scratch', 'FROM scratch', []],
  ['a base image in an argument', 'ARG BASE=base:1\nFROM $BASE', ['base:1']],
  ['an image that files are copied from', 'FROM scratch\nCOPY --from=tools:1 /a /a', ['tools:1']],
  ['an image that is mounted', 'FROM base\nRUN --mount=from=tools:1,target=/t true', ['base', 'tools:1']],
  ['no image for a stage', 'FROM base AS build\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=0 /b /b', ['base']],
  ['no image of an unused stage', 'FROM unused AS other\nFROM base', ['base']],
])('lists %s', async (_, text, images) => {
  expect(await imagesIn(text)).toEqual(images);
});

test('lists the image of a build context, and no image for files', async () => {
  const text = 'FROM base\nCOPY --from=files /a /a';
  const buildContexts = [
    { name: 'base', value: 'docker-image://own:1' },
    { name: 'files', value: './files' },
  ];
  expect(await imagesIn(text, { buildContexts })).toEqual(['own:1']);
});

test('ignores stages after the target', async () => {
  expect(await imagesIn('FROM base AS one\nFROM other AS two', { target: 'one' })).toEqual(['base']);
});

test('uses build arguments in place of defaults', async () => {
  const buildArgs = [{ name: 'BASE', value: 'own:1' }];
  expect(await imagesIn('ARG BASE=base\nFROM $BASE', { buildArgs })).toEqual(['own:1']);
});

test('uses the variable of the environment for a build argument without a value', async () => {
  const buildArgs = [{ name: 'OTHER', value: undefined }];
  expect(await imagesIn('ARG OTHER=base\nFROM $OTHER', { buildArgs })).toEqual(['theirs:1']);
});
