import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { restoreDockerfile, saveDockerfile, TOO_LARGE } from '../../src/cache/mount-dockerfiles.ts';
import { mountKey } from '../../src/cache/plan-mounts.ts';
import { MAX_CACHE_MOUNTS_KIB } from '../../src/runtime/limits.ts';

const [NPM, PIP] = [
  { id: '/root/.npm', options: {} },
  { id: 'pip', options: { sharing: 'locked', uid: '1000' } },
];
const PLAN = {
  mounts: [NPM, PIP],
  image: 'node:22',
  namespace: undefined,
  savedIn: { folder: '/x', prefixes: [], key: undefined },
  skipped: [],
};
const [npm, pip] = [mountKey(NPM), mountKey(PIP)];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mounts-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs the command of a Dockerfile's RUN in a folder instead of a container. */
function execute(dockerfile: string): string {
  const [, words = ''] = /^RUN .*?(\[.*\])$/m.exec(dockerfile) ?? [];
  const [shell = '', ...args] = JSON.parse(words.replaceAll('/multiarch-build', root)) as string[];
  return execFileSync(shell, args).toString();
}

function write(path: string, kilobytes: number): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), 'x'.repeat(kilobytes * 1024));
}

test.each([
  ['restoreDockerfile', restoreDockerfile(PLAN, 'run-1')],
  ['saveDockerfile', saveDockerfile(PLAN, 'run-1')],
])('%s uses the mounts of the build, is unique to the run, and has no network', (_, dockerfile) => {
  const step = dockerfile.split('\n').find((line) => line.startsWith('RUN '));
  expect(step).toContain(`--mount=type=cache,id=/root/.npm,target=/multiarch-build/mounts/${npm} `);
  expect(step).toContain(`--mount=type=cache,id=pip,target=/multiarch-build/mounts/${pip},sharing=locked,uid=1000 `);
  expect(step).toMatch(/^RUN --network=none .*"run-1"\]$/);
  expect(dockerfile).toMatch(/^FROM node:22\b/m);
});

test('restores only empty mounts', () => {
  write(`content/${npm}/.hidden`, 1);
  write(`content/${pip}/old`, 1);
  write('content/0000/gone', 1);
  write(`mounts/${pip}/new`, 1);
  mkdirSync(join(root, 'mounts', npm));
  execute(restoreDockerfile(PLAN, 'run-1'));
  expect(readdirSync(join(root, 'mounts', npm))).toEqual(['.hidden']);
  expect(readdirSync(join(root, 'mounts', pip))).toEqual(['new']);
  expect(readdirSync(join(root, 'mounts')).sort()).toEqual([npm, pip].sort());
});

test('saves mounts until the limit is reached', () => {
  const [first = '', second = ''] = [npm, pip].sort();
  write(`mounts/${first}/a`, 40);
  write(`mounts/${second}/b`, 80);
  expect(execute(saveDockerfile(PLAN, 'run-1', 200))).toBe('');
  expect(readdirSync(join(root, 'content')).sort()).toEqual([first, second]);
  expect(readFileSync(join(root, 'content', second, 'b')).length).toBe(80 * 1024);

  rmSync(join(root, 'content'), { recursive: true });
  const output = execute(saveDockerfile(PLAN, 'run-1', 100)).trim();
  expect(readdirSync(join(root, 'content'))).toEqual([first]);
  const [, key, size] = TOO_LARGE.exec(output) ?? [];
  expect(key).toBe(second);
  expect(Number(size)).toBeGreaterThanOrEqual(80);
  expect(Number(size)).toBeLessThan(100);
});

test('limits the saved content to 2 GiB', () => {
  expect(saveDockerfile(PLAN, 'run-1')).toContain(`left=${(2 * 2 ** 30) / 1024}\\n`);
  expect(MAX_CACHE_MOUNTS_KIB * 1024).toBe(2 ** 31);
});
