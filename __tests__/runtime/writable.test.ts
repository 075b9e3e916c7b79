import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { refuseUnwritable } from '../../src/runtime/writable.ts';

const root = mkdtempSync(join(tmpdir(), 'writable-'));
afterAll(() => rmSync(root, { recursive: true }));
const [file, temp] = [join(root, 'file'), join(root, 'temp')];
writeFileSync(file, '');
mkdirSync(temp);

const FINE = { GITHUB_OUTPUT: file, GITHUB_STATE: file, GITHUB_STEP_SUMMARY: file, RUNNER_TEMP: temp };
const BROKEN = {
  GITHUB_OUTPUT: join(root, 'absent'),
  GITHUB_STATE: temp,
  GITHUB_STEP_SUMMARY: join(root, 'nowhere/summary'),
  RUNNER_TEMP: file,
};

test('accepts writable paths and unset variables, and writes no file', () => {
  refuseUnwritable(FINE);
  refuseUnwritable({});
  refuseUnwritable({ GITHUB_OUTPUT: '', RUNNER_TEMP: '' });
  expect(readdirSync(temp)).toEqual([]);
});

// root may write every file
test('rejects a read-only file', () => {
  const readOnly = join(root, 'read-only');
  writeFileSync(readOnly, '');
  chmodSync(readOnly, 0o444);
  chmodSync(root, 0o755);
  const module = JSON.stringify(new URL('../../src/runtime/writable.ts', import.meta.url).pathname);
  const script = `import { refuseUnwritable } from ${module};
    if (process.getuid() === 0) process.setuid(65534);
    try { refuseUnwritable(${JSON.stringify({ ...FINE, GITHUB_OUTPUT: readOnly, GITHUB_STATE: '', GITHUB_STEP_SUMMARY: '', RUNNER_TEMP: '' })}); }
    catch (error) { console.log(error.message); }`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(stdout).toMatch(
    /^the step cannot write to paths set by the runner: GITHUB_OUTPUT \(EACCES: permission denied.*\)\n$/,
  );
});

test.each(['main', 'plan', 'merge'])('%s reports all unwritable paths in one error, before anything else', (entry) => {
  const calls = join(root, `calls-${entry}`);
  const bin = join(root, `bin-${entry}`);
  mkdirSync(bin);
  for (const program of ['docker', 'docker-buildx', 'git']) {
    writeFileSync(join(bin, program), `#!/bin/sh\necho "$0" >>${calls}\n`, { mode: 0o755 });
  }
  const { status, stdout } = spawnSync(process.execPath, [`src/${entry}.ts`], {
    encoding: 'utf8',
    cwd: new URL('../..', import.meta.url),
    // the input is invalid too, and is not read
    env: { ...BROKEN, PATH: bin, GITHUB_WORKSPACE: root, INPUT_PLATFORMS: 'amd46' },
  });
  const errors = stdout.split('\n').filter((line) => line.startsWith('::error'));
  expect([status, errors.length, stdout.includes('amd46')]).toEqual([1, 1, false]);
  expect(errors[0]).toMatch(/^::error::the step cannot write to paths set by the runner: /);
  for (const [name, reason] of [
    ['GITHUB_OUTPUT', 'ENOENT'],
    ['GITHUB_STATE', `${temp} is a folder`],
    ['GITHUB_STEP_SUMMARY', 'ENOENT'],
    ['RUNNER_TEMP', `${file} is no folder`],
  ]) {
    expect(errors[0]).toContain(`${name} (${reason}`);
  }
  expect(readdirSync(root)).not.toContain(`calls-${entry}`);
});
