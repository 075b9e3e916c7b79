import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { tarDigest } from '../../src/cache/tar-digest.ts';

const root = mkdtempSync(join(tmpdir(), 'tar-'));
afterAll(() => rmSync(root, { recursive: true }));

const LONG = join('d'.repeat(120), 'e'.repeat(120));
let count = 0;

/** An archive of several kinds of files with one modification time. */
function archive(format: string, seconds: number, change: (folder: string) => void = () => {}): Buffer {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(join(folder, LONG), { recursive: true });
  const sizes = { a: 4, empty: 0, block: 512, large: 100_001, 'mtime=1': 7, ä: 1 };
  for (const [name, size] of Object.entries(sizes)) writeFileSync(join(folder, name), 'x'.repeat(size));
  writeFileSync(join(folder, LONG, 'file'), '12 mtime=1\n');
  symlinkSync('a', join(folder, 'link'));
  change(folder);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    lutimesSync(join(folder, path), seconds, seconds);
  }
  lutimesSync(folder, seconds, seconds);
  return execFileSync('tar', ['-C', folder, `--format=${format}`, '--sort=name', '-cf', '-', '.'], {
    maxBuffer: 2 ** 26,
  });
}

/** Digest of an archive that is read in chunks of a size. */
function digest(bytes: Buffer, size = 65_536): Promise<string> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return tarDigest(pieces());
}

test.each(['posix', 'gnu'])('ignores times in the format %s, for any size of chunks', async (format) => {
  const [one, two] = [archive(format, 1_000_000_000.25), archive(format, 1_700_000_000.123456)];
  expect(one.equals(two)).toBe(false);
  const expected = await digest(one);
  for (const size of [65_536, 511, 513, 100_000]) expect(await digest(two, size)).toBe(expected);
});

test.each<[string, (folder: string) => void]>([
  ['a byte', (folder) => writeFileSync(join(folder, 'a'), 'xxxy')],
  ['a byte of a file with a long name', (folder) => writeFileSync(join(folder, LONG, 'file'), '12 mtime=2\n')],
  ['a size', (folder) => writeFileSync(join(folder, 'empty'), '\0')],
  ['a mode', (folder) => chmodSync(join(folder, 'a'), 0o600)],
  ['a name', (folder) => execFileSync('mv', ['a', 'b'], { cwd: folder })],
  ['a long name', (folder) => execFileSync('mv', ['file', 'files'], { cwd: join(folder, LONG) })],
  ['a link', (folder) => execFileSync('ln', ['-sfn', 'block', 'link'], { cwd: folder })],
  ['a removed file', (folder) => rmSync(join(folder, 'empty'))],
])('changes with %s', async (_, change) => {
  for (const format of ['posix', 'gnu']) {
    const [one, two] = [archive(format, 1_000_000_000), archive(format, 1_000_000_000, change)];
    expect(await digest(one)).not.toBe(await digest(two));
  }
});
