import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { forgetLogins, keepLogins } from '../../src/session/keep-logins.ts';

const login = (password: string, registry = 'ghcr.io') => ({ registry, username: 'alice', password });
const auth = (password: string) => ({ auth: Buffer.from(`alice:${password}`).toString('base64') });
const never = () => false;
const only = (run: string) => (each: string) => each === run;

let root: string;
let path: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'keep-'));
  path = join(root, '.docker', 'config.json');
});
afterEach(() => rmSync(root, { recursive: true }));

function give(text: string, mode = 0o600): void {
  mkdirSync(join(root, '.docker'));
  writeFileSync(path, text);
  chmodSync(path, mode);
}
const mode = (file: string) => lstatSync(file).mode & 0o777;
const auths = () => JSON.parse(readFileSync(path, 'utf8')).auths;
const entries = () => readdirSync(join(root, '.docker')).sort();

test('writes a new config that only its owner can read, and removes it', async () => {
  await keepLogins(path, [login('1')], 'a', never);
  expect(auths()).toEqual({ 'ghcr.io': auth('1') });
  expect(entries()).toEqual(['config.json', 'multiarch-build-logins.json']);
  expect([mode(join(root, '.docker')), mode(path), mode(join(root, '.docker', 'multiarch-build-logins.json'))]).toEqual(
    [0o700, 0o600, 0o600],
  );
  await forgetLogins(path, only('a'));
  expect(entries()).toEqual([]);
});

test('keeps the mode and the unknown fields of a config, and restores its bytes', async () => {
  const text = '{ "future": {"a": [1]},\n   "auths": {"ghcr.io": {"auth": "b3duOm93bg=="}}}\n';
  give(text, 0o640);
  await keepLogins(path, [login('1')], 'a', never);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ future: { a: [1] }, auths: { 'ghcr.io': auth('1') } });
  expect(mode(path)).toBe(0o640);
  await forgetLogins(path, only('a'));
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(mode(path)).toBe(0o640);
  expect(entries()).toEqual(['config.json']);
});

test.each([
  ['an existing file', '{"auths":{}}'],
  ['a file that does not exist', undefined],
])('keeps a config that is a symlink to %s', async (_, text) => {
  mkdirSync(join(root, '.docker'));
  mkdirSync(join(root, 'elsewhere'));
  const target = join(root, 'elsewhere', 'docker.json');
  if (text !== undefined) writeFileSync(target, text);
  symlinkSync('../elsewhere/docker.json', path);
  await keepLogins(path, [login('1')], 'a', never);
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(target, 'utf8')).auths).toEqual({ 'ghcr.io': auth('1') });
  await forgetLogins(path, only('a'));
  expect(lstatSync(path).isSymbolicLink()).toBe(true);
  expect(existsSync(target) ? readFileSync(target, 'utf8') : undefined).toBe(text);
});

test('keeps the logins of parallel jobs, and leaves no files', async () => {
  const text = '{"auths":{"ghcr.io":{"auth":"b3duOm93bg=="}}}';
  give(text);
  const runs = Array.from({ length: 12 }, (_, i) => `run${i}`);
  await Promise.all(runs.map((run) => keepLogins(path, [login(run, `${run}.example`), login(run)], run, never)));
  expect(Object.keys(auths()).sort()).toEqual(['ghcr.io', ...runs.map((run) => `${run}.example`)].sort());
  await Promise.all(runs.map((run) => forgetLogins(path, only(run))));
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(entries()).toEqual(['config.json']);
});

describe('after a killed run', () => {
  test('the next login removes its logins and restores the earlier entries', async () => {
    const text = '{"auths":{"ghcr.io":{"auth":"b3duOm93bg=="}}}';
    give(text);
    await keepLogins(path, [login('dead'), login('dead', 'quay.io')], 'dead', never);
    await keepLogins(path, [login('1')], 'a', only('dead'));
    expect(auths()).toEqual({ 'ghcr.io': auth('1') });
    expect(readFileSync(join(root, '.docker', 'multiarch-build-logins.json'), 'utf8')).not.toContain(auth('dead').auth);
    await forgetLogins(path, only('a'));
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('the next run without a login removes its logins', async () => {
    await keepLogins(path, [login('dead')], 'dead', never);
    await keepLogins(path, [], 'a', only('dead'));
    expect(entries()).toEqual([]);
  });

  test('a record of a login that was not written has no effect', async () => {
    give('{"auths":{}}');
    await keepLogins(path, [login('1')], 'a', never);
    writeFileSync(path, '{"auths":{}}');
    await forgetLogins(path, only('a'));
    expect(readFileSync(path, 'utf8')).toBe('{"auths":{}}');
    expect(entries()).toEqual(['config.json']);
  });

  test('its lock and temporary file do not block later runs', async () => {
    give('{}');
    const lock = join(root, '.docker', 'multiarch-build-logins.lock');
    for (const file of [lock, `${lock}.tmp`]) writeFileSync(file, 'left over');
    utimesSync(lock, 0, 0);
    await keepLogins(path, [login('1')], 'a', never);
    expect(entries()).toEqual(['config.json', 'multiarch-build-logins.json']);
  });
});

test('does not change a config that is not JSON, or show it in the error', async () => {
  give('{"auths": hunter2');
  const error = await keepLogins(path, [login('1')], 'a', never).catch((thrown) => thrown);
  expect(error.message).toBe(`${path} is not a JSON object`);
  expect(readFileSync(path, 'utf8')).toBe('{"auths": hunter2');
  expect(entries()).toEqual(['config.json']);
});

test('writes no file without a login', async () => {
  await keepLogins(path, [], 'a', never);
  expect(existsSync(join(root, '.docker'))).toBe(false);
});
