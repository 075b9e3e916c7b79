import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withLabelledDocker } from '../../src/verify/labelled-docker.ts';

const LABEL = 'x.y=1';
// a shell would split this path and label
const folder = mkdtempSync(join(tmpdir(), "it's a $HOME "));
const docker = join(folder, 'real-docker');
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  writeFileSync(docker, '#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n');
  chmodSync(docker, 0o755);
  env = await withLabelledDocker({ PATH: process.env.PATH }, { folder, docker, label: LABEL });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The arguments that the Docker CLI gets. */
function argumentsOf(...words: readonly string[]): readonly string[] {
  return execFileSync('docker', words, { env }).toString().split('\0').slice(0, -1);
}

test.each([
  ['run', '--rm', 'app'],
  ['create', 'app'],
  ['container', 'run', 'app'],
  ['container', 'create', '--name', 'run', 'app'],
  ['--debug', 'run', 'app'],
  ['-D', '--tls', 'run', 'app'],
  ['--context', 'run', 'run', 'app'],
  ['-c', 'other', '--config=/x', 'container', 'run', 'app'],
  ['-H', 'tcp://host:2375', '--log-level', 'debug', 'run', 'app'],
  ['--host=unix:///x', '--tlscacert', 'a', '--tlscert', 'b', '--tlskey', 'c', 'run', 'app'],
  ['run', 'app', 'sh', '-c', 'docker run "$1"\n', '', ' a  b ', "it's", '$HOME', '*'],
])('docker %s gets the label', (...words) => {
  const given = words.filter((word) => typeof word === 'string');
  const found = argumentsOf(...given);
  const at = found.indexOf('--label');
  expect(found.slice(at, at + 2)).toEqual(['--label', LABEL]);
  expect(found.toSpliced(at, 2)).toEqual(given);
  expect(['run', 'create']).toContain(found[at - 1]);
  // only the command precedes the label
  expect(found.slice(0, at)).toEqual(given.slice(0, at));
});

test.each([
  [],
  ['--version'],
  ['--context', 'run'],
  ['ps', '--filter', 'name=run', 'run'],
  ['compose', 'run', 'app'],
  ['compose', 'create'],
  ['service', 'create', 'app'],
  ['volume', 'create', 'run'],
  ['network', 'create', 'x'],
  ['buildx', 'create'],
  ['context', 'create', 'x'],
  ['container', 'ls', 'run'],
  ['container', '--help', 'run'],
  ['exec', 'app', 'docker', 'run', 'x'],
  ['', 'run', 'app'],
])('docker %s is passed on unchanged', (...words) => {
  const given = words.filter((word) => typeof word === 'string');
  expect(argumentsOf(...given)).toEqual(given);
});

test('the exit status is the exit status of the Docker CLI', async () => {
  const failing = await withLabelledDocker(env, {
    folder: join(folder, 'failing'),
    docker: '/bin/false',
    label: LABEL,
  });
  expect(() => execFileSync('docker', ['run', 'app'], { env: failing, stdio: 'pipe' })).toThrow(
    expect.objectContaining({ status: 1 }),
  );
});

test('only the user of the job can read or change the script', () => {
  expect(statSync(join(folder, 'bin')).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'bin', 'docker')).mode & 0o777).toBe(0o700);
});
