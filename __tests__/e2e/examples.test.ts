import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { crane } from '../support/crane.ts';
import { logIn } from '../support/login.ts';
import { expectPublished } from '../support/published.ts';
import { startRegistry, type TestRegistry } from '../support/registry.ts';
import { Repositories, type Trigger, type WorkflowRun } from './workflow.ts';

// an emulated compiler on a busy machine takes long
jest.setTimeout(180_000);

const MAIN: Trigger = { ref: 'refs/heads/main' };
const docker = (...args: string[]) =>
  execFileSync('docker', args, { env: process.env, stdio: ['ignore', 'pipe', 'pipe'] }).toString();

const config = mkdtempSync(join(tmpdir(), 'docker-config-'));
let registry: TestRegistry;
let repositories: Repositories;

beforeAll(async () => {
  registry = await startRegistry({ htpasswd: true });
  logIn(config, registry);
  repositories = new Repositories();
});

afterAll(async () => {
  const pulled = docker('images', '--digests', '--format', '{{.Repository}}@{{.Digest}}').split('\n');
  const ours = pulled.filter((name) => name.startsWith(`${registry.host}/`));
  if (ours.length > 0) docker('rmi', '--force', ...ours);
  repositories.remove();
  await registry.stop();
  rmSync(config, { recursive: true });
});

type Edit = (text: string) => string;

/** Commits an example with the registry of the tests, and pushes it. */
function run(example: string, trigger = MAIN, edits: Readonly<Record<string, Edit>> = {}): Promise<WorkflowRun> {
  const workflow = `.github/workflows/${example === 'apple-silicon' ? 'release' : 'image'}.yml`;
  const repository = repositories.commit(
    { [`examples/${example}`]: '.' },
    { [workflow]: (text) => text.replaceAll('ghcr.io', registry.host), ...edits },
  );
  return repositories.push(repository, trigger);
}

/** Returns the outputs of the action, the only one with a digest, and fails if the job failed. */
function outputsOf({ succeeded, outputs, log, errors }: WorkflowRun): Readonly<Record<string, string>> {
  if (!succeeded) throw new Error(`the job failed: ${errors.join('\n')}\n${log}`);
  const ours = Object.values(outputs).filter(({ digest }) => digest !== undefined);
  expect(ours).toHaveLength(1);
  return ours[0] ?? {};
}

/** Runs the image of each platform by its digest, and returns the outputs. */
function greetings({ image = '', digests = '' }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const repository = image.slice(0, image.indexOf('@'));
  return Object.fromEntries(
    Object.entries<string>(JSON.parse(digests)).map(([platform, digest]) => [
      platform,
      docker('run', '--rm', '--platform', platform, `${repository}@${digest}`).trim(),
    ]),
  );
}

const HELLO = { 'linux/amd64': 'Hello, amd64!', 'linux/arm64': 'Hello, arm64!', 'linux/arm/v7': 'Hello, arm!' };

test('go-emulated: compiles each platform under emulation', async () => {
  const done = await run('go-emulated');
  const outputs = outputsOf(done);
  expectPublished(outputs, [`${registry.host}/acme/hello:latest`]);
  expect(done.log).toMatch(/^ {2}linux\/arm64 +emulated \(RUN at Dockerfile:\d+\)$/m);
  expect(greetings(outputs)).toEqual(HELLO);
});

describe('on a machine without emulators', () => {
  const binfmt = (...args: string[]): string[] =>
    JSON.parse(docker('run', '--rm', '--privileged', 'tonistiigi/binfmt', ...args)).emulators;
  const registered = () => binfmt().filter((name) => name.startsWith('qemu-'));

  /** Calls `body` without registered emulators. Afterwards registers them again, and those for arm. */
  async function withoutEmulators<T>(body: () => Promise<T>): Promise<T> {
    const before = registered();
    const architectures = before.map((name) => name.replace('qemu-', '').replace('aarch64', 'arm64'));
    try {
      for (const name of before) binfmt('--uninstall', name);
      return await body();
    } finally {
      binfmt('--install', [...new Set([...architectures, 'arm64', 'arm'])].join());
    }
  }

  test.each([
    ['go-cross', 'hello-cross'],
    ['c-cross', 'hello-c'],
  ])('%s: cross-compiles without registering emulators', async (example, image) => {
    const { done, after } = await withoutEmulators(async () => ({ done: await run(example), after: registered() }));
    const outputs = outputsOf(done);
    expectPublished(outputs, [`${registry.host}/acme/${image}:latest`]);
    expect(done.log).toMatch(/^ {2}linux\/arm64 +cross-compiled \(every RUN is on linux\/amd64\)$/m);
    expect(done.log).toMatch(/^ {2}emulators +none needed$/m);
    expect(after).toEqual([]);
    expect(greetings(outputs)).toEqual(HELLO);
  });
});

describe('apple-silicon', () => {
  test('publishes a release under its version and latest', async () => {
    const outputs = outputsOf(await run('apple-silicon', { ref: 'refs/tags/v1.2.3' }));
    const repository = `${registry.host}/acme/greet`;
    expect(outputs.tags).toBe(`${repository}:v1.2.3\n${repository}:latest`);
    expectPublished(outputs, [`${repository}:v1.2.3`, `${repository}:latest`]);
    expect(greetings(outputs)).toEqual({
      'linux/amd64': 'Hello, world, from x86_64!',
      'linux/arm64': 'Hello, world, from aarch64!',
    });
  });

  test.each<[string, string, Edit, RegExp]>([
    [
      'a base image without a requested platform',
      'Dockerfile',
      (text) => text.replace('FROM busybox:latest', `FROM debian:trixie-slim\nRUN echo ran`),
      /debian:trixie-slim does not exist for linux\/arm64.*: it has linux\/amd64\n/s,
    ],
    [
      'a last stage that is pinned to another platform',
      'Dockerfile',
      (text) => text.replace('FROM busybox', 'FROM --platform=linux/amd64 busybox'),
      /the last stage is pinned to linux\/amd64, so the linux\/arm64 image would hold amd64 programs/,
    ],
  ])('rejects %s before any RUN, and updates no tag', async (_, file, edit, message) => {
    const tags = () => crane().tags(`${registry.host}/acme/greet`);
    const before = tags();
    const { succeeded, errors, log } = await run('apple-silicon', { ref: 'refs/tags/v6.6.6' }, { [file]: edit });
    expect(succeeded).toBe(false);
    expect(errors.join('\n')).toMatch(message);
    expect(log).not.toMatch(/\] RUN /);
    expect(tags()).toEqual(before);
  });
});

test('six-platforms: executes a RUN and a smoke test on each platform', async () => {
  const done = await run('six-platforms');
  const outputs = outputsOf(done);
  expectPublished(outputs, [`${registry.host}/acme/six:latest`]);
  const names = {
    amd64: 'x86_64',
    arm64: 'aarch64',
    'arm/v7': 'armv7l',
    ppc64le: 'ppc64le',
    s390x: 's390x',
    riscv64: 'riscv64',
  };
  const expected = Object.entries(names).map(([platform, name]) => [
    `linux/${platform}`,
    `Hello, ${name}! (built on ${name})`,
  ]);
  expect(greetings(outputs)).toEqual(Object.fromEntries(expected));
  for (const [, greeting] of expected) expect(done.log).toContain(greeting);
});

test('ci: builds the sample with `uses: ./`, and a later step pulls it by digest', async () => {
  // the workflow starts a registry on loopback without a password
  const open = await startRegistry();
  const repository = repositories.commit(
    Object.fromEntries(['action.yml', 'dist', 'sample', '.github'].map((part) => [part, part])),
    { '.github/workflows/ci.yml': (text) => text.replaceAll('localhost:5000', open.host) },
  );
  const done = await repositories.push(repository, { ...MAIN, job: 'action', matrix: 'runner:ubuntu-24.04' });
  try {
    const outputs = outputsOf(done);
    expectPublished(outputs, [`${open.host}/acme/sample:latest`]);
    const pulled = [outputs.digest, outputs['digest-linux-arm64']];
    for (const digest of pulled) expect(done.log).toContain(`Digest: ${digest}`);
    docker('rmi', '--force', ...pulled.map((digest) => `${open.host}/acme/sample@${digest}`));
  } finally {
    await open.stop();
  }
});
