import { describe, expect, test } from '@jest/globals';
import type { BuildLog } from '../../src/buildkit/build-log.ts';
import { parseStepName } from '../../src/buildkit/step-name.ts';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { messageOf } from '../../src/model/errors.ts';
import type { Platform } from '../../src/model/platform.ts';
import { builtBases, refuseOtherPrograms } from '../../src/verify/built-platforms.ts';
import { eventsOf, logOf, recording } from '../buildkit/replay.ts';

/** The error, or the warnings, of a recorded build. */
function verdictOf(
  log: Pick<BuildLog, 'vertices'>,
  platforms: readonly string[] = ['linux/amd64', 'linux/arm64'],
  stage?: string,
): string | readonly string[] {
  try {
    const planned = platforms.map((name) => ({ platform: parsePlatform(name) as Platform }));
    return refuseOtherPrograms(planned, log, 'app/Dockerfile', stage);
  } catch (error) {
    return messageOf(error);
  }
}

const recorded = (name: string, onlyPlatform?: string) => logOf(eventsOf(recording(name)), onlyPlatform);
const ON = 'is built on localhost:5000/library/busybox:latest for linux/amd64';
const HELD = 'image would hold linux/amd64 programs';

describe('an image', () => {
  test('is rejected if its last stage ran on another platform', () => {
    const message = `app/Dockerfile: the last stage ${ON}, so the linux/arm64 ${HELD}`;
    expect(verdictOf(recorded('results-pinned'))).toBe(message);
    expect(verdictOf(recorded('results-shared'))).toBe(message);
    expect(verdictOf(recorded('results-shared'), ['linux/arm64'], 'app')).toBe(
      `app/Dockerfile: stage "app" ${ON}, so the linux/arm64 ${HELD}`,
    );
  });

  test.each([
    { title: 'it is built on its own platform', log: recorded('results-cross') },
    { title: 'it is built on scratch', log: recorded('results-scratch') },
    { title: 'the steps do not name the platform', log: recorded('cached', 'linux/arm64') },
    { title: 'no step is known', log: { vertices: [] } },
  ])('is accepted if $title', ({ log }) => {
    expect(verdictOf(log)).toEqual([]);
  });

  test('is accepted if the last stage ran on an older variant of its platform', () => {
    expect(verdictOf(recorded('results-shared'), ['linux/amd64', 'linux/amd64/v3'])).toEqual([]);
  });

  test('leads to a warning if it may be hidden behind the image of another platform', () => {
    const targets = ['linux/amd64', 'linux/arm64', 'linux/s390x'];
    const log = recorded('results-pinned');
    expect(verdictOf(log, ['linux/amd64', 'linux/arm64', 'linux/arm64/v9'])).toEqual([
      `app/Dockerfile: the last stage ${ON}, so the linux/arm64 image may hold linux/amd64 programs`,
      `app/Dockerfile: the last stage ${ON}, so the linux/arm64/v9 image may hold linux/amd64 programs`,
    ]);
    expect(verdictOf(log, targets)).toContain(`so the linux/s390x ${HELD}`);
  });
});

describe('the base image of a Dockerfile that could not be read', () => {
  const plan = (name: string, unread?: string) => ({
    ...{ platform: parsePlatform(name) as Platform, execution: 'native' as const, reason: '', foreign: [] },
    ...(unread !== undefined && { unread }),
  });
  const UNREAD = 'it comes with a Git context';
  const base = { image: expect.stringMatching(/^localhost:5000\/library\/busybox:latest@sha256:/), line: undefined };

  test('is that of the steps of its platform', () => {
    const plans = [plan('linux/amd64', UNREAD), plan('linux/arm64', UNREAD)];
    const platforms = plans.map(({ platform }) => platform);
    expect(builtBases(plans, recorded('results-cross'), [])).toEqual(platforms.map((platform) => ({ platform, base })));
  });

  test('is left out if no step or several ones may be those of its platform', () => {
    const plans = [plan('linux/amd64', UNREAD), plan('linux/arm64', UNREAD)];
    expect(builtBases(plans, recorded('results-pinned'), [])).toEqual([]);
    expect(builtBases(plans, recorded('results-scratch'), [])).toEqual([]);
  });

  test('is the OCI layout of a build context', () => {
    const context = { id: 'a', name: '[context base] OCI load from client', inputs: [] };
    const copy = { id: 'b', name: '[linux/arm64 1/2] COPY file /', inputs: ['a', 'c'] };
    const vertices = [copy, context].map((vertex) => ({ ...parseStepName(vertex.name), ...vertex }));
    const contexts = [
      { name: 'docker.io/library/base:latest', value: 'oci-layout:///layout:1' },
      { name: 'other', value: 'oci-layout:///other' },
    ];
    const plans = [plan('linux/arm64', UNREAD)];
    expect(builtBases(plans, { vertices }, contexts)).toEqual([
      { platform: plans[0]?.platform, base: { image: 'oci-layout:///layout:1', line: undefined } },
    ]);
    expect(builtBases(plans, { vertices }, [])).toEqual([]);
  });

  test('is left out if the Dockerfile could be read', () => {
    expect(builtBases([plan('linux/amd64')], recorded('results-cross'), [])).toEqual([]);
  });
});
