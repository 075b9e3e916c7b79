import { describe, expect, test } from '@jest/globals';
import type { BuildEvent } from '../../src/buildkit/events.ts';
import { basePlatforms, resultsOf } from '../../src/buildkit/results.ts';
import { eventsOf, logOf, recording } from './replay.ts';

const BUSYBOX = expect.stringMatching(/^localhost:5000\/library\/busybox:latest@sha256:[0-9a-f]{64}$/);
const [AMD64, ARM64] = ['linux/amd64', 'linux/arm64'].map((platform) => ({ platform, base: BUSYBOX }));
const UNKNOWN = { platform: undefined, base: undefined };

describe('the results of a recorded build', () => {
  test.each([
    { name: 'results-pinned', title: 'are built on one platform if the last stage is pinned', results: [AMD64, AMD64] },
    { name: 'results-shared', title: 'are one result if all platforms do the same', results: [AMD64] },
    { name: 'results-scratch', title: 'have no platform on scratch', results: [UNKNOWN] },
    {
      name: 'results-cross',
      title: 'have the platform of a stage that the last one is built on',
      results: [ARM64, AMD64],
    },
  ])('$title', ({ name, results }) => {
    expect(resultsOf(logOf(eventsOf(recording(name))))).toEqual(results);
  });

  test('have the only platform of a build for one platform', () => {
    const log = logOf(eventsOf(recording('cached')), 'linux/arm64');
    expect(resultsOf(log)).toContainEqual(expect.objectContaining({ platform: 'linux/arm64' }));
  });

  test('come with the platforms of all images that stages are built on', () => {
    const platforms = (name: string) => basePlatforms(logOf(eventsOf(recording(name))));
    expect(platforms('results-pinned').toSorted()).toEqual(['linux/amd64', 'linux/arm64']);
    expect(platforms('results-shared')).toEqual(['linux/amd64']);
  });
});

describe('the result of steps', () => {
  /** A vertex that is announced: its name, and the names of its inputs. */
  const vertex = (name: string, ...inputs: readonly string[]): BuildEvent => ({
    type: 'step',
    step: name,
    vertex: name,
    name,
    inputs,
    started: undefined,
    completed: undefined,
    cached: false,
    error: undefined,
  });
  const DIGEST = `@sha256:${'a'.repeat(64)}`;
  const FROM = `[linux/amd64 tools 1/1] FROM docker.io/library/busybox:latest${DIGEST}`;

  test.each([
    {
      title: 'is unknown for a RUN on scratch with the program of a mount',
      events: [vertex('[linux/arm64 stage-1 1/1] RUN --mount=from=tools,target=/t /t/x', FROM), vertex(FROM)],
      result: UNKNOWN,
    },
    {
      title: 'has the platform of the last step on the image of a build context',
      events: [
        vertex('[linux/arm64 1/1] WORKDIR /x', `[context base] acme.io/base:1${DIGEST}`),
        vertex(`[context base] acme.io/base:1${DIGEST}`),
      ],
      result: { platform: 'linux/arm64', base: `acme.io/base:1${DIGEST}` },
    },
    {
      title: 'has the platform of the last step on the OCI layout of a build context',
      events: [
        vertex('[linux/arm64 1/1] WORKDIR /x', '[context base] OCI load from client'),
        vertex('[context base] OCI load from client'),
      ],
      result: { platform: 'linux/arm64', base: undefined, layout: 'base' },
    },
    {
      title: 'is unknown for a step on the files of a build context',
      events: [
        vertex('[linux/arm64 1/1] WORKDIR /x', '[context base] load from client'),
        vertex('[context base] load from client'),
      ],
      result: UNKNOWN,
    },
    {
      title: 'is unknown for steps that need each other',
      events: [vertex('[1/2] WORKDIR /x', 'y'), vertex('y', 'z'), vertex('z', 'y')],
      result: UNKNOWN,
    },
  ])('$title', ({ events, result }) => {
    expect(resultsOf(logOf(events))).toEqual([result]);
  });

  test('is none for a frontend with other names of steps', () => {
    expect(resultsOf(logOf([vertex('compile', 'source'), vertex('source')]))).toEqual([]);
  });
});
