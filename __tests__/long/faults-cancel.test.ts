import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { cancelAt, complaintOf } from '../support/cancelling.ts';
import { TrialBed } from '../support/trial.ts';

jest.setTimeout(60_000);

describe.each([
  ['the engine', {}, [400, 1_400, 2_800]],
  ['a builder in a container', { driver: 'docker-container' }, [1_000, 3_000]],
] as const)('a cancelled step ends in time and leaves nothing (%s)', (_, inputs, instants) => {
  let bed: TrialBed;
  beforeAll(async () => {
    bed = await TrialBed.start({ login: true });
  });
  afterAll(() => bed.stop());

  test.each(instants)('after %d ms', async (instant) => {
    const cancelled = await cancelAt(bed, instant, inputs);
    expect(complaintOf(cancelled)).toBeUndefined();
    if (!cancelled.over && cancelled.code !== null) expect(cancelled.error).toMatch(/cancelled by SIGINT, while \w+/);
  });
});

test('a name that was borrowed for the push goes back to the image that had it', async () => {
  const bed = await TrialBed.start();
  const name = `${bed.proxy.host}/app:1`;
  const docker = (...args: string[]) => execFileSync('docker', args).toString().trim();
  try {
    docker('tag', 'tonistiigi/binfmt:latest', name);
    bed.proxy.fail({ method: 'PUT', path: /\/manifests\//, fault: { kind: 'hang' }, times: 99 });
    const controller = new AbortController();
    const verdict = await bed.run({
      repository: 'app',
      signal: controller.signal,
      onOutput: (line) => /exporting to image/.test(line) && setTimeout(() => controller.abort(), 1_500),
      between: () => expect(docker('images', '-q', '--no-trunc', name)).not.toBe(id('tonistiigi/binfmt:latest')),
    });
    expect(verdict).toMatchObject({ result: { code: 1 }, moved: [] });
    expect(verdict.error).toMatch(/cancelled by SIGINT, while publishing/);
    expect(id(name)).toBe(id('tonistiigi/binfmt:latest'));
  } finally {
    docker('image', 'rm', name);
    await bed.stop();
  }

  function id(image: string): string {
    return docker('images', '-q', '--no-trunc', image);
  }
});
