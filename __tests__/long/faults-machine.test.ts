import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { TrialBed } from '../support/trial.ts';

jest.setTimeout(60_000);

const CONTAINER = { driver: 'docker-container' };
let bed: TrialBed;
beforeAll(async () => {
  bed = await TrialBed.start();
});
afterAll(() => bed.stop());
afterEach(() => bed.proxy.reset());

/** Calls `work` with a file system in memory of this size. */
async function onSmallDisk<T>(size: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'small-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  try {
    return await work(folder);
  } finally {
    execFileSync('umount', [folder]);
    rmdirSync(folder);
  }
}

/** Returns a context with random bytes, which do not compress. */
const large = (megabytes: number) => ({
  Dockerfile: 'FROM scratch\nCOPY file /\n',
  file: randomBytes(megabytes * 2 ** 20).toString('latin1'),
});

describe('a registry that restarts during the push', () => {
  test.each([
    ['Docker Engine', {}],
    ['a builder in a container', CONTAINER],
  ])('is retried until the image is published (%s)', async (_, inputs) => {
    let crashed = false;
    const watch = setInterval(async () => {
      if (crashed || !bed.proxy.seen.some(({ method }) => method === 'PATCH' || method === 'PUT')) return;
      crashed = true;
      await bed.registry.crash();
      await wait(1_500);
      await bed.registry.revive();
    }, 5);
    const verdict = await bed.run({ inputs });
    clearInterval(watch);
    expect(crashed).toBe(true);
    expect(verdict).toMatchObject({ result: { code: 0 }, published: true });
  });
});

describe('a full disk', () => {
  test('of the runner is reported with its path and its free space', async () => {
    await onSmallDisk('2m', async (temp) => {
      const verdict = await bed.run({
        files: large(4),
        temp,
        inputs: { ...CONTAINER, push: 'false', tags: '', images: '' },
      });
      expect(verdict.result).toMatchObject({ code: 1, outputs: {} });
      expect(verdict.error).toMatch(new RegExp(`no space was left.*\\b0\\.0 of 0\\.0 GB are free at ${temp}`));
    });
  });

  test('of the runner is reported if no file can be written', async () => {
    await onSmallDisk('4k', async (temp) => {
      const verdict = await bed.run({ temp });
      expect(verdict.result).toMatchObject({ code: 1, outputs: {} });
      expect(verdict.error).toMatch(/the disk is full: ENOSPC.*GB are free/);
    });
  });

  test('of the registry fails the step, and no tag is updated', async () => {
    await onSmallDisk('2m', async (data) => {
      const full = await TrialBed.start({ data });
      try {
        const verdict = await full.run({ files: large(4), inputs: { platforms: 'linux/amd64' } });
        expect(verdict).toMatchObject({ result: { code: 1, outputs: {} }, updated: [] });
        expect(verdict.error).toMatch(/500|unknown error|no space/);
      } finally {
        await full.stop();
      }
    });
  });
});

describe.each([
  ['Docker Engine', {}],
  ['a builder in a container', CONTAINER],
])('a permanent error of the second repository (%s)', (_, inputs) => {
  test('is reported with all updated tags and their previous digests, and the next run completes the release', async () => {
    const [good, bad] = [bed.repository(), bed.repository()];
    const trial = {
      repository: good,
      inputs: { ...inputs, images: [good, bad].map((path) => `${bed.proxy.host}/${path}`).join('\n') },
    };
    const first = await bed.run(trial);
    expect(first.result.code).toBe(0);
    const refusal = {
      kind: 'status',
      status: 403,
      body: '{"errors":[{"code":"DENIED","message":"access is denied"}]}',
    } as const;
    bed.proxy.fail({
      method: 'PUT',
      path: new RegExp(`^/v2/${bad}/manifests/(?!sha256)`),
      fault: refusal,
      times: 1000,
    });
    const half = await bed.run(trial);
    expect(half.result).toMatchObject({ code: 1, outputs: {} });
    expect(half.updated.toSorted()).toEqual(['1', '2']);
    const [, updated, unchanged] = /updated: (.*); not updated: (.*?)\)/.exec(half.error) ?? [];
    const before = first.result.outputs.digest;
    const at = bed.proxy.host;
    expect(updated).toBe(['1', '2'].map((tag) => `${at}/${good}:${tag} (before: ${before})`).join(', '));
    expect(unchanged).toBe(['1', '2'].map((tag) => `${at}/${bad}:${tag}`).join(', '));
    expect((await bed.digests(good)).get('1')).toBe(/^(sha256:\w+) is not published everywhere/.exec(half.error)?.[1]);
    expect((await bed.digests(bad)).get('1')).toBe(before);

    bed.proxy.reset();
    const again = await bed.run(trial);
    expect(again).toMatchObject({ result: { code: 0 }, published: true });
    expect(await bed.digests(bad)).toEqual(await bed.digests(good));
  });
});

test('`timeout` reports the current phase and the last line of output', async () => {
  const verdict = await bed.run({
    files: { Dockerfile: 'FROM busybox\nRUN echo begun; sleep 30\n' },
    inputs: { timeout: '4s', platforms: 'linux/amd64' },
  });
  expect(verdict.result).toMatchObject({ code: 1, outputs: {} });
  expect(verdict.error).toMatch(
    /^not done within 4 s, while building; the last line was "\[linux\/amd64 2\/2\] begun"/,
  );
  expect(verdict.seconds).toBeLessThan(11);
});
