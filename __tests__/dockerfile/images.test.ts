// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how a Dockerfile writes variables
import { expect, test } from '@jest/globals';
import type { BuildOptions } from '../../src/dockerfile/graph.ts';
import { readImages } from '../../src/dockerfile/images.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { isUnreadable } from '../../src/dockerfile/unreadable.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { formatPlatform, type Platform } from '../../src/model/platform.ts';

const platform = (text: string) => parsePlatform(text) as Platform;

/** `golang at 1 for linux/amd64`, for the target linux/arm64 on an amd64 builder. */
async function imagesOf(text: string, options: Partial<BuildOptions> = {}): Promise<readonly string[] | string> {
  const dockerfile = await readDockerfile(text);
  if (isUnreadable(dockerfile)) return dockerfile.unreadable;
  const platforms = { target: platform('linux/arm64'), build: platform('linux/amd64') };
  const given = { buildArgs: [], buildContexts: [], target: undefined, ...options };
  const images = readImages(dockerfile, given, platforms);
  if (isUnreadable(images)) return images.unreadable;
  return images.map(({ image, line, platform: own }) => `${image} at ${line} for ${formatPlatform(own)}`);
}

interface Case {
  readonly name: string;
  readonly text: string;
  readonly options?: Partial<BuildOptions>;
  readonly images: readonly string[];
}

test.each<Case>([
  {
    name: 'FROM, COPY and RUN name images, each for the platform that it is resolved for',
    text: 'FROM --platform=$BUILDPLATFORM golang AS build\nFROM alpine\nCOPY --from=build / /\nCOPY --from=tool / /\nRUN --mount=type=bind,from=data,target=/d true',
    images: [
      'golang at 1 for linux/amd64',
      'alpine at 2 for linux/arm64',
      'tool at 4 for linux/arm64',
      'data at 5 for linux/arm64',
    ],
  },
  {
    name: 'a stage that the target does not use names no image',
    text: 'FROM unused AS other\nCOPY --from=also-unused / /\nFROM alpine',
    images: ['alpine at 3 for linux/arm64'],
  },
  {
    name: 'a stage after the target names no image',
    text: 'FROM alpine AS wanted\nFROM unused',
    options: { target: 'wanted' },
    images: ['alpine at 1 for linux/arm64'],
  },
  {
    name: 'a stage, its number, scratch and an empty mount are not images',
    text: 'FROM alpine AS Build\nFROM scratch\nCOPY --from=0 / /\nCOPY --from=build / /\nCOPY --from=scratch / /\nRUN --mount=type=tmpfs,target=/t true',
    images: ['alpine at 1 for linux/arm64'],
  },
  {
    name: 'a build context replaces an image, by files or by another image',
    text: 'FROM alpine AS a\nFROM golang AS b\nFROM busybox\nCOPY --from=a / /\nCOPY --from=b / /\nCOPY --from=docker.io/library/tool:latest / /',
    options: {
      buildContexts: [
        { name: 'alpine', value: './files' },
        { name: 'golang', value: 'docker-image://acme.io/go:1' },
        { name: 'tool', value: './tool' },
      ],
    },
    images: ['acme.io/go:1 at 2 for linux/arm64', 'busybox at 3 for linux/arm64'],
  },
  {
    name: 'build arguments are expanded',
    text: 'ARG TAG=1\nFROM alpine:${TAG}',
    options: { buildArgs: [{ name: 'TAG', value: '2' }] },
    images: ['alpine:2 at 2 for linux/arm64'],
  },
  {
    name: 'an ONBUILD trigger names an image for the stages that are built on its stage',
    text: 'FROM alpine AS base\nONBUILD COPY --from=tool / /\nFROM base',
    images: ['alpine at 1 for linux/arm64', 'tool at 2 for linux/arm64'],
  },
])('$name', async ({ text, options, images }) => {
  expect(await imagesOf(text, options)).toEqual(images);
});

test('a Dockerfile with an unknown instruction names no image', async () => {
  expect(await imagesOf('FROM ${BROKEN')).toMatch(/^line 1: /);
});
