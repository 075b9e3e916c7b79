import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readBake } from '../../src/bake/read-bake.ts';
import { DEFAULTS } from '../../src/inputs/defaults.ts';
import { formatProblem } from '../../src/inputs/problems.ts';
import { readRequest } from '../../src/inputs/read.ts';
import { Texts } from '../../src/inputs/texts.ts';
import { resolveRequest } from '../../src/plan/resolve.ts';
import type { Cleanup } from '../../src/runtime/cleanup.ts';
import type { Command, Finished } from '../../src/runtime/process.ts';
import { type Given, given, job } from '../inputs/given.ts';

const temp = mkdtempSync(join(tmpdir(), 'bake-'));
afterAll(() => rmSync(temp, { recursive: true, force: true }));

const ENV = { PATH: '/bin', RUNNER_TEMP: temp, INPUT_PASSWORD: 'hunter2', VERSION: '1' };
/** Without a Dockerfile. */
const EMPTY = { GITHUB_WORKSPACE: '/empty' };
const FILES = {
  '/empty/docker-bake.hcl': 'x',
  '/checkout/docker-bake.hcl': 'x',
  '/checkout/compose.yaml': 'x',
  '/checkout/docker-bake.override.hcl': 'x',
};

/** Reads the target with a buildx that ends in this way, and records its calls. */
async function readWith(end: Partial<Finished>, inputs: Given, buildx = '/bin/docker-buildx', env = {}) {
  const commands: Command[] = [];
  const cleanups: Cleanup[] = [];
  const at = job({ ...ENV, ...env }, {}, FILES);
  const baked = await readBake(new Texts(given(inputs)), DEFAULTS, at, {
    run: async (command) => {
      commands.push(command);
      return { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '', ...end };
    },
    files: { isFile: (path) => path === buildx, readOptional: () => undefined },
    recordCleanup: (entry) => {
      cleanups.push(entry);
      return () => undefined;
    },
  });
  return { at, baked, commands, cleanups };
}

const TARGET = { stdout: JSON.stringify({ target: { app: { 'dockerfile-inline': 'FROM scratch' } } }) };

test('asks buildx for the target of the files that bake looks for', async () => {
  const { baked, commands, cleanups } = await readWith(TARGET, { 'bake-target': 'app' });
  const files = ['compose.yaml', 'docker-bake.hcl', 'docker-bake.override.hcl'].map((name) => `/checkout/${name}`);
  expect(commands).toMatchObject([
    {
      program: '/bin/docker-buildx',
      args: ['bake', '--print', '--progress=plain', ...files.map((file) => `--file=${file}`), '--', 'app'],
      cwd: '/checkout',
      env: expect.objectContaining({ VERSION: '1' }),
    },
  ]);
  expect(commands[0]?.env).not.toHaveProperty('INPUT_PASSWORD');
  expect(baked).toMatchObject({ files, problems: [] });
  const folder = join(temp, 'multiarch-build-bake-67c4282c6928');
  expect(cleanups).toEqual([{ kind: 'folder', path: folder }]);
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe('FROM scratch');
});

test('asks for the target default of a file, and for no other files', async () => {
  const { commands } = await readWith(TARGET, { 'bake-file': 'cwd://docker-bake.hcl' });
  expect(commands[0]?.args.slice(-3)).toEqual(['--file=/checkout/docker-bake.hcl', '--', 'default']);
});

test('starts no process without a bake file, or with an invalid one', async () => {
  for (const inputs of [{}, { 'bake-file': 'none.hcl' }, { 'bake-file': 'docker-bake.hcl', 'bake-target': '-x' }]) {
    expect((await readWith(TARGET, inputs)).commands).toEqual([]);
  }
});

test.each<readonly [string, Partial<Finished>, string, string]>([
  [
    'an invalid file',
    { code: 1, stderr: '#1 DONE\nERROR: docker-bake.hcl:3,1: Unclosed configuration block\n' },
    '/bin/docker-buildx',
    'bake-file: buildx cannot read the target app: docker-bake.hcl:3,1: Unclosed configuration block; run `docker buildx bake --print app` in the checkout to see it',
  ],
  [
    'a buildx that dies',
    { code: 2, stderr: 'panic' },
    '/bin/docker-buildx',
    'bake-file: buildx cannot read the target app: exit status 2; run `docker buildx bake --print app` in the checkout to see it',
  ],
  [
    'a missing target',
    { code: 1, stderr: 'ERROR: failed to find target app\n' },
    '/bin/docker-buildx',
    'bake-target: buildx cannot read the target app: failed to find target app; run `docker buildx bake --print app` in the checkout to see it',
  ],
  [
    'a group',
    { stdout: JSON.stringify({ group: { app: { targets: ['a', 'b'] } }, target: { a: {}, b: {} } }) },
    '/bin/docker-buildx',
    'bake-target: "app" is a group of several targets: a, b; name one, or run a job for each: strategy: {matrix: {target: [a, b]}} and bake-target: $' +
      '{{ matrix.target }}',
  ],
  [
    'a missing buildx',
    {},
    '/none',
    "bake-target: a bake file is read by buildx, and buildx is not installed: neither `docker-buildx` in a folder of Docker's plugins, nor `docker-buildx` or `buildx` in PATH; install docker-buildx-plugin on the runner: the action reads the bake file before it fetches a buildx",
  ],
])('reports %s beside the problems of the inputs, and none of the inputs that the target may set', async (...row) => {
  const [, end, buildx, problem] = row;
  const inputs: Given = {
    'bake-target': 'app',
    push: 'true',
    'push-by-digest': 'true',
    retries: 'x',
    ulimit: 'x',
    outputs: 'type=docker,dest=x',
  };
  const { at, baked } = await readWith(end, inputs, buildx, EMPTY);
  const reading = await readRequest(new Texts(given(inputs)), at, baked);
  await resolveRequest(reading.request, reading.inputs, at, () => undefined);
  const error = (() => {
    try {
      reading.inputs.finish();
    } catch (thrown) {
      return thrown as { readonly problems: readonly Parameters<typeof formatProblem>[0][] };
    }
    return undefined;
  })();
  expect(error?.problems.map(formatProblem)).toEqual([
    problem,
    'ulimit[0]: must be a limit, got "x"; write name=soft:hard, such as nofile=1024:2048',
    'retries: must be a number from 0 to 100, got "x"',
    'push-by-digest: beside push, which updates tags; keep push-by-digest where merge publishes, push where this step does',
  ]);
});
