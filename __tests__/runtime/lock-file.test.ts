import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

test('reports a folder in which no lock file can be created', async () => {
  await expect(withLockFile(join(folder, 'none', 'lock'), async () => {})).rejects.toMatchObject({ code: 'ENOENT' });
});
