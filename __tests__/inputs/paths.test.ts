import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'smol-toml';
import { DEFAULTS } from '../../src/inputs/defaults.ts';
import { readJob } from '../../src/inputs/job.ts';
import { secretsOf } from '../../src/inputs/masks.ts';
import type { Job } from '../../src/model/job.ts';
import { files } from '../../src/runtime/files.ts';
import { type Given, given, problemsOf, read } from './given.ts';

const all = mkdtempSync(join(realpathSync(tmpdir()), 'paths-'));
afterAll(() => rmSync(all, { recursive: true }));

let root: string;
let checkout: string;
beforeEach(() => {
  root = mkdtempSync(join(all, 'case-'));
  checkout = join(root, 'checkout');
  put('outside/Dockerfile', 'TOKEN=hunter2\n');
  put('outside/key', 'hunter2\n');
  put('checkout/Dockerfile', 'FROM scratch\n');
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(target, join(root, path));
}

/** The step in a checkout of real files. */
function at(workspace = checkout): Job {
  return readJob({ GITHUB_WORKSPACE: workspace }, files);
}

const LEAVES = 'must not be a symlink that leads out of the checkout';

// a pull request can contain such symlinks
test.each<[string, Given, string, string]>([
  ['file', { file: 'x/Dockerfile' }, 'x/Dockerfile', '/proc/self/environ'],
  ['file', { context: 'x' }, 'x/Dockerfile', '/proc/self/environ'],
  ['file', { file: 'x/Dockerfile' }, 'x', '../outside'],
  ['file', { file: 'x/Dockerfile' }, 'x/Dockerfile.rego', '/proc/self/environ'],
  ['context', { context: 'x' }, 'x', '../outside'],
  ['context', { context: 'x/etc' }, 'x', '/'],
  ['build-contexts[0]', { 'build-contexts': 'a=x' }, 'x', '/root'],
  ['build-contexts[0]', { 'build-contexts': 'a=oci-layout://x:1' }, 'x', '/tmp'],
  ['secret-files[0]', { 'secret-files': 'A=x' }, 'x', '../outside/key'],
  ['secret-files[0]', { 'secret-files': 'A=x/y' }, 'x', '/proc/self'],
  ['ssh[0]', { ssh: 'a=x' }, 'x', '../outside/key'],
  ['buildkitd-config', { 'buildkitd-config': 'x' }, 'x', '../outside/key'],
  ['outputs[0]', { outputs: 'x' }, 'x', '../outside'],
  ['outputs[0]', { outputs: 'type=tar,dest=x' }, 'x', '../outside/not-yet'],
  ['outputs[0]', { outputs: 'type=oci,dest=x/y/z.tar' }, 'x', '../outside'],
  ['cache-to[0]', { 'cache-to': 'type=local,dest=x/y' }, 'x', '../outside'],
  ['cache-from[0]', { 'cache-from': 'type=local,"src=x"' }, 'x', '../outside'],
])('%s: rejects a symlink that leads out of the checkout: %j, %s -> %s', async (place, inputs, path, target) => {
  if (path.endsWith('.rego')) put('checkout/x/Dockerfile', 'FROM scratch');
  const from = join(checkout, path);
  link(`checkout/${path}`, target.startsWith('../') ? relative(dirname(from), join(checkout, target)) : target);
  const problems = await problemsOf(inputs, at());
  expect(problems).toEqual([expect.stringMatching(`^${place.replace(/[[\]]/g, '\\$&')}: `)]);
  expect(problems[0]).toContain(LEAVES);
  expect(problems[0]).not.toContain('hunter2');
});

test('checks an absolute path into the checkout with any context', async () => {
  link('checkout/x', '../outside');
  const [x, file] = [join(checkout, 'x'), join(checkout, 'x/Dockerfile')];
  for (const inputs of [{ context: x }, { file }, { file, context: 'https://github.com/acme/app.git' }]) {
    expect(await problemsOf(inputs, at())).toEqual([expect.stringContaining(LEAVES)]);
  }
});

test('follows a chain of symlinks to its end, and accepts one that leads back into the checkout', async () => {
  link('checkout/a', 'b');
  link('checkout/b', '../outside/c');
  link('outside/c', '../checkout/docker');
  put('checkout/docker/Dockerfile', 'FROM scratch');
  expect((await read({ context: 'a' }, at())).request.build.context).toEqual({
    kind: 'path',
    path: join(checkout, 'docker'),
  });
  rmSync(join(root, 'outside/c'));
  link('outside/c', 'key');
  expect(await problemsOf({ 'secret-files': 'A=a' }, at())).toEqual([expect.stringContaining(LEAVES)]);
});

test('resolves .. after a symlink to the parent of its target', async () => {
  link('checkout/a', 'deep/er');
  mkdirSync(join(checkout, 'deep/er'), { recursive: true });
  const { result } = (await read({ outputs: 'type=tar,dest=a/../x.tar' }, at())).request;
  expect(result.outputs[0]?.attributes.dest).toBe(join(checkout, 'deep/x.tar'));
});

test('accepts symlinks outside of the checkout, and in the path of the checkout itself', async () => {
  link('alias', 'checkout');
  link('elsewhere', 'outside');
  put('checkout/docker/Dockerfile', 'FROM scratch');
  link('checkout/short', 'docker');
  const workspace = join(root, 'alias');
  expect((await read({ context: 'short' }, at(workspace))).request.build).toMatchObject({
    context: { path: join(workspace, 'docker') },
    dockerfile: join(workspace, 'docker/Dockerfile'),
  });
  expect(await problemsOf({ 'secret-files': `A=${join(root, 'elsewhere/key')}` }, at(workspace))).toEqual([]);
});

test('accepts a Dockerfile that is a symlink within a context outside of the checkout', async () => {
  put('outside/app/real', 'FROM scratch');
  link('outside/app/Dockerfile', 'real');
  const context = join(root, 'outside/app');
  expect((await read({ context }, at())).request.build.dockerfile).toBe(join(context, 'real'));
  rmSync(join(context, 'Dockerfile'));
  link('outside/app/Dockerfile', '../key');
  expect(await problemsOf({ context }, at())).toEqual([expect.stringContaining(LEAVES)]);
});

test('passes buildx the target of a Dockerfile symlink into another folder, because buildx reads only one folder', async () => {
  put('checkout/common/Dockerfile', 'FROM scratch');
  link('checkout/app/Dockerfile', '../common/Dockerfile');
  expect((await read({ context: 'app' }, at())).request.build).toMatchObject({
    file: 'common/Dockerfile',
    dockerfile: join(checkout, 'common/Dockerfile'),
  });
  link('checkout/Containerfile', 'Dockerfile');
  expect((await read({ file: 'Containerfile' }, at())).request.build).toMatchObject({
    file: 'Containerfile',
    dockerfile: join(checkout, 'Dockerfile'),
  });
});

test.each<[string, (path: string) => void]>([
  ['a FIFO', (path) => execFileSync('mkfifo', [path])],
  ['a device', (path) => symlinkSync('/dev/zero', path)],
  ['a file of /proc', (path) => symlinkSync('/proc/self/environ', path)],
  ['a folder', (path) => mkdirSync(path)],
])('rejects %s without reading it, as a Dockerfile, a secret and a configuration', async (_, make) => {
  const path = join(root, 'outside/special');
  make(path);
  const inputs = { file: path, 'secret-files': `A=${path}`, 'buildkitd-config': path };
  expect((await problemsOf(inputs, at())).map((problem) => problem.replace(/, got.*|;.*/, ''))).toEqual([
    'file: must be a regular file',
    'secret-files[0]: must be a regular file',
    'buildkitd-config: must be a regular file',
  ]);
  // masks are collected before problems are found
  expect(await secretsOf(given(inputs), at(), Object.keys(DEFAULTS))).toEqual([]);
});

test('does not read or mask the target of a symlink outside the checkout', async () => {
  link('checkout/x', '../outside/key');
  const read: string[] = [];
  const job = { ...at(), files: { ...files, readText: (path: string) => `${read.push(path)}` } };
  await secretsOf(given({ 'secret-files': 'A=x' }), job, Object.keys(DEFAULTS));
  await problemsOf({ 'secret-files': 'A=x', file: 'x', 'buildkitd-config': 'x' }, job);
  expect(read).toEqual([]);
});

describe('certificates that the BuildKit configuration names', () => {
  const toml = (path: string) =>
    `[registry."r.lan"]\nca = ["${path}"]\n[[registry."r.lan".keypair]]\ncert = "me.cert"\nkey = "${path}"\n`;
  beforeEach(() => put('checkout/me.cert', 'CERT'));

  test('are read from the checkout', async () => {
    put('checkout/tls/ca.crt', 'CA');
    const { setup } = (await read({ 'buildkitd-config-inline': toml('tls/ca.crt') }, at())).request;
    const [ca, cert] = [join(checkout, 'tls/ca.crt'), join(checkout, 'me.cert')];
    expect(parse(setup.buildkitdConfig ?? '')).toEqual({
      registry: { 'r.lan': { ca: [ca], keypair: [{ cert, key: ca }] } },
    });
  });

  test('are rejected if a symlink leads out of the checkout or the file is missing', async () => {
    put('outside/key', 'KEY');
    link('checkout/x', '../outside/key');
    put('checkout/b.toml', toml('x'));
    expect(await problemsOf({ 'buildkitd-config': 'b.toml' }, at())).toEqual([
      expect.stringMatching(
        /^buildkitd-config: registry."r.lan".ca: must not be a symlink that leads out of the checkout, got "x"/,
      ),
    ]);
    expect(await problemsOf({ 'buildkitd-config-inline': toml('gone') }, at())).toEqual([
      expect.stringMatching(/^buildkitd-config-inline: registry."r.lan".ca: must be an existing file, got "gone"/),
    ]);
  });
});
