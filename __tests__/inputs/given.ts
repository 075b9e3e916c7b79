import { DEFAULTS, type InputName } from '../../src/inputs/defaults.ts';
import type { Input } from '../../src/inputs/inputs.ts';
import { type Environment, type Job, readJob } from '../../src/inputs/job.ts';
import { formatProblem, InputError } from '../../src/inputs/problems.ts';
import { type Reading, readRequest } from '../../src/inputs/read.ts';
import { findProblems } from '../../src/plan/problems.ts';

export type Given = Readonly<Partial<Record<InputName, string>>>;

/** A step's inputs as the runner passes them: what is given, else the default. */
export function given(inputs: Given): Input {
  return (name) => inputs[name as InputName] ?? DEFAULTS[name as InputName] ?? '';
}

/** The checkout that the catalogue's rows are about, by absolute paths. */
export const CHECKOUT: Readonly<Record<string, string>> = {
  '/checkout/Dockerfile': 'FROM scratch',
  '/checkout/docker/app.Dockerfile': 'FROM scratch',
  '/checkout/docker/Dockerfile': 'FROM scratch',
  '/checkout/empty/Dockerfile': ' \n',
  '/checkout/none/readme': '',
  '/checkout/lower/dockerfile': 'FROM scratch',
  '/checkout/key.pem': 'secret',
  '/checkout/buildkitd.toml': 'debug = true',
  '/checkout/broken.toml': 'debug = = true',
  '/checkout/typo/Dockerfile': 'FORM busybox\n',
  '/checkout/early/Dockerfile': 'RUN true\nFROM busybox\n',
  '/checkout/headless/Dockerfile': 'ARG X\n',
  '/checkout/words/Dockerfile': 'FROM a\nFROM b c\n',
  '/checkout/stages/Dockerfile': 'FROM a AS build\nFROM b AS test\n',
  '/checkout/large': 'x'.repeat(512_001),
  '/elsewhere/Dockerfile': 'FROM scratch',
};

export const WORKFLOW: Environment = {
  GITHUB_WORKSPACE: '/checkout',
  RUNNER_TEMP: '/temp',
  GITHUB_REPOSITORY: 'acme/app',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_EVENT_PATH: '/event.json',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_SHA: '0123456789abcdef0123456789abcdef01234567',
};

/** A job in a workflow, with a checkout of a few files and nothing on disk. */
export function job(env: Environment = {}, event: object = {}, more: Readonly<Record<string, string>> = {}): Job {
  const files: Readonly<Record<string, string>> = { ...CHECKOUT, '/event.json': JSON.stringify(event), ...more };
  return readJob(
    { ...WORKFLOW, ...env },
    {
      exists: (path) => Object.keys(files).some((file) => file === path || file.startsWith(`${path}/`)),
      isFile: (path) => files[path] !== undefined,
      readText: (path) => files[path] ?? '',
      size: (path) => Buffer.byteLength(files[path] ?? ''),
    },
  );
}

export function read(inputs: Given, at: Job = job()): Promise<Reading> {
  return readRequest(given(inputs), at);
}

/** Every problem with these inputs, as the user is told. */
export async function problemsOf(inputs: Given, at: Job = job()): Promise<readonly string[]> {
  const readText = (path: string) => (at.files.isFile(path) ? at.files.readText(path) : undefined);
  try {
    await readRequest(given(inputs), at, (asked, fine) => findProblems(asked, fine, at, readText));
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}
