import { existsSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { STALE_LOCK_FILE_MS } from '../../src/runtime/limits.ts';
import { withLockFile } from '../../src/runtime/lock-file.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('runs one function at a time under a lock file, also after a failure', async () => {
  const path = join(folder, 'lock');
  let inside = 0;
  let most = 0;
  const work = async (fails: boolean) => {
    inside += 1;
    most = Math.max(most, inside);
    await wait(5);
    inside -= 1;
    if (fails) throw new Error('failed');
  };
  const results = await Promise.allSettled(
    [false, true, false, true, false].map((fails) => withLockFile(path, () => work(fails))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect(most).toBe(1);
  expect(existsSync(path)).toBe(false);
});

test('renews the file of long work, so that no other process takes it for the file of a killed one', async () => {
  const path = join(folder, 'long');
  jest.useFakeTimers({
    doNotFake: ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'],
  });
  try {
    await withLockFile(path, async () => {
      utimesSync(path, 1, 1);
      jest.advanceTimersByTime(STALE_LOCK_FILE_MS / 2);
      for (let i = 0; i < 100 && statSync(path).mtimeMs < 2_000; i += 1) await wait(10);
      expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(STALE_LOCK_FILE_MS);
    });
  } finally {
    jest.useRealTimers();
  }
});

test('takes the file of a killed process', async () => {
  const path = join(folder, 'stale');
  writeFileSync(path, '');
  utimesSync(path, 1, 1);
  expect(await withLockFile(path, async () => 'mine')).toBe('mine');
});

test('stops waiting if the job is cancelled', async () => {
  const path = join(folder, 'held');
  const cancel = new AbortController();
  await withLockFile(path, async () => {
    const waiting = withLockFile(path, async () => {}, cancel.signal);
    cancel.abort(new Error('cancelled'));
    await expect(waiting).rejects.toThrow('cancelled');
  });
  expect(existsSync(path)).toBe(false);
});

test('reports a folder in which no lock file can be created', async () => {
  await expect(withLockFile(join(folder, 'none', 'lock'), async () => {})).rejects.toMatchObject({ code: 'ENOENT' });
});
