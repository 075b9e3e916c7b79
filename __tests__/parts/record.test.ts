import { describe, expect, test } from '@jest/globals';
import type { Image } from '../../src/model/image.ts';
import { makerOf } from '../../src/parts/part.ts';
import type { PartReference } from '../../src/parts/part-reference.ts';
import { parseRecord, recordOf } from '../../src/parts/record.ts';

const DIGEST = `sha256:${'1'.repeat(64)}` as const;
const image = {
  digest: DIGEST,
  platforms: [{ platform: { os: 'linux', architecture: 'arm64', variant: undefined }, digest: DIGEST }],
} as unknown as Image;
const part = { key: 'app', repositories: ['ghcr.io/acme/app'], commit: '' };
const record = (env: Readonly<Record<string, string>>) => recordOf(image, part, { GITHUB_RUN_ID: '7', ...env }, 12.4);

describe('the record of a matrix job', () => {
  test('names the job, its runner and the duration of the step', () => {
    const made = record({ GITHUB_JOB: 'build', RUNNER_NAME: 'GitHub Actions 3' });
    expect(made.maker).toEqual({ job: 'build', runner: 'GitHub Actions 3', seconds: 12 });
    expect(parseRecord(JSON.stringify(made))).toEqual(made);
  });

  test('can be read with any name of the runner', () => {
    const made = record({ GITHUB_JOB: 'build', RUNNER_NAME: `<b>ü\n${'x'.repeat(300)}` });
    expect(made.maker?.runner).toBe(`b${'x'.repeat(99)}`);
    expect(parseRecord(JSON.stringify(made))).toEqual(made);
  });

  test('of an older release is read without them', () => {
    const { maker: _, ...older } = record({});
    expect(parseRecord(JSON.stringify(older))).toEqual(older);
  });

  test('is refused with markup in the name of the runner', () => {
    const made = { ...record({}), maker: { job: 'build', runner: '<img>', seconds: 1 } };
    expect(parseRecord(JSON.stringify(made))).toBeUndefined();
  });
});

describe('the origin of a platform in the summary of a merge', () => {
  const reference = (maker?: { job: string; runner: string; seconds: number }) =>
    ({ origin: 'digests', record: { artifact: 'part.1', attempt: 2, maker } }) as unknown as PartReference;

  test('is the job, its runner and its duration', () => {
    expect(makerOf(reference({ job: 'build', runner: 'arm-1', seconds: 96 }))).toBe(
      'build on arm-1, 1 min 36 s (attempt 2)',
    );
  });

  test('is the artifact if the runner is not known', () => {
    expect(makerOf(reference())).toBe('part.1 (attempt 2)');
    expect(makerOf(reference({ job: 'build', runner: '', seconds: 1 }))).toBe('part.1 (attempt 2)');
  });
});
