import { dirname, resolve } from 'node:path';
import { DEFAULTS, type InputName } from '../../src/inputs/defaults.ts';
import type { Reading } from '../../src/inputs/inputs.ts';
import { readJob } from '../../src/inputs/job.ts';
import { formatProblem, InputError } from '../../src/inputs/problems.ts';
import { readRequest } from '../../src/inputs/read.ts';
import type { Input } from '../../src/inputs/texts.ts';
import type { Environment, Files, Job } from '../../src/model/job.ts';
import { resolveRequest } from '../../src/plan/resolve.ts';

export type Given = Readonly<Partial<Record<InputName, string>>>;

/** A step's inputs as the runner passes them, with defaults for inputs that are not set. */
export function given(inputs: Given): Input {
  return (name) => inputs[name as InputName] ?? DEFAULTS[name as InputName] ?? '';
}

/** Files of the checkout in the tests of inputs, by absolute path. */
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
  '/checkout/huge': 'x'.repeat(1_048_577),
  '/checkout/leaves/policed': 'FROM scratch',
  '/elsewhere/Dockerfile': 'FROM scratch',
  '/proc/self/environ': 'TOKEN=hunter2\0',
};

/** Symlinks of that checkout, with their targets. */
export const LINKS: Readonly<Record<string, string>> = {
  '/checkout/leaves/Dockerfile': '../../elsewhere/Dockerfile',
  '/checkout/leaves/outside': '../../elsewhere',
  '/checkout/leaves/process': '/proc/self/environ',
  '/checkout/leaves/absent': '../../absent',
  '/checkout/leaves/policed.rego': '/proc/self/environ',
  '/checkout/leaves/loop': 'loop',
  '/checkout/stays': 'docker',
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

/** A job in a workflow, with a checkout of a few files in memory. */
export function job(env: Environment = {}, event: object = {}, more: Readonly<Record<string, string>> = {}): Job {
  const all: Readonly<Record<string, string>> = { ...CHECKOUT, '/event.json': JSON.stringify(event), ...more };
  return readJob({ ...WORKFLOW, ...env }, inMemory(all, LINKS));
}

function inMemory(all: Readonly<Record<string, string>>, links: Readonly<Record<string, string>>): Files {
  /** Resolves symlinks, at most nine in a row. */
  const follow = (path: string, left = 9): string => {
    const link = Object.keys(links).find((each) => path === each || path.startsWith(`${each}/`));
    if (link === undefined || left === 0) return path;
    return follow(resolve(dirname(link), links[link] ?? '') + path.slice(link.length), left - 1);
  };
  return {
    exists: (path) => Object.keys(all).some((file) => file === follow(path) || file.startsWith(`${follow(path)}/`)),
    isFile: (path) => all[follow(path)] !== undefined,
    readText: (path) => all[follow(path)] ?? '',
    size: (path) => Buffer.byteLength(all[follow(path)] ?? ''),
    readLink: (path) => links[path],
  };
}

/** A request without problems, and the messages about it. */
export async function finished<R, Name extends string>(reading: Promise<Reading<R, Name>>) {
  const { request, inputs } = await reading;
  return { request, messages: inputs.finish() };
}

export function read(inputs: Given, at: Job = job()) {
  return finished(readRequest(given(inputs), at));
}

/** All problems with these inputs, as the action reports them. */
export async function problemsOf(inputs: Given, at: Job = job()): Promise<readonly string[]> {
  const readText = (path: string) => (at.files.isFile(path) ? at.files.readText(path) : undefined);
  try {
    const { request, inputs: opened } = await readRequest(given(inputs), at);
    await resolveRequest(request, opened, at, readText);
    opened.finish();
  } catch (error) {
    if (error instanceof InputError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}
