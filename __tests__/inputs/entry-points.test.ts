import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inputEnvironment, parseCommands, readAction } from '../../script/runner/formats.mjs';
import { runAction } from '../../script/runner.mjs';
import { CATALOGUE, MERGE_CATALOGUE, PLAN_CATALOGUE } from './catalogue.ts';
import { CHECKOUT, LINKS, WORKFLOW } from './given.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REPEAT = fileURLToPath(new URL('../support/repeat-entry-point.mjs', import.meta.url));

interface Result {
  readonly printed: string;
  readonly milliseconds: number;
  readonly children: readonly (readonly string[])[];
  readonly code: number;
}

let folder: string;
let calls: string;
let env: Readonly<Record<string, string>>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'entry-points-'));
  // another process may rebuild `dist` during the test
  for (const part of ['dist', 'action.yml', 'plan', 'merge', 'package.json'])
    cpSync(join(ROOT, part), join(folder, 'action', part), { recursive: true });
  for (const [path, text] of Object.entries(CHECKOUT)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  for (const [path, target] of Object.entries(LINKS)) symlinkSync(target, join(folder, path));
  mkdirSync(join(folder, 'temp'));
  calls = join(folder, 'calls');
  mkdirSync(join(folder, 'bin'));
  for (const name of ['docker', 'docker-buildx', 'git', 'bash', 'setsid', 'sh']) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\necho "$0 $*" >>${calls}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
  env = {
    ...(WORKFLOW as Record<string, string>),
    GITHUB_WORKSPACE: join(folder, 'checkout'),
    GITHUB_EVENT_PATH: '',
    RUNNER_TEMP: join(folder, 'temp'),
    PATH: join(folder, 'bin'),
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
  };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs an entry point of `dist` once for each of these inputs. */
function enter(action: string, all: readonly Readonly<Record<string, string>>[]): readonly Result[] {
  const { directory, inputs: defined, runs } = readAction(join(folder, 'action', action));
  const order = join(folder, 'order.json');
  const times = all.map((inputs) => ({ ...env, ...inputEnvironment(inputs, defined) }));
  writeFileSync(order, JSON.stringify({ entry: join(directory, runs.main ?? ''), times }));
  execFileSync(process.execPath, [REPEAT, order], { env: {}, stdio: ['ignore', 'inherit', 'inherit'] });
  return JSON.parse(readFileSync(order, 'utf8')) as Result[];
}

describe.each([
  ['the root action', '.', CATALOGUE.flatMap(({ rows }) => rows)],
  ['plan', 'plan', PLAN_CATALOGUE],
  ['merge', 'merge', MERGE_CATALOGUE],
] as const)('%s', (_, action, rows) => {
  test('reports every row of the catalogue as one error, within a second of processor time, before any subprocess starts', () => {
    const results = enter(
      action,
      rows.map(([inputs]) => inputs as Readonly<Record<string, string>>),
    );
    const errors = results.map(({ printed }) =>
      parseCommands(printed)
        .filter(({ command }) => command === 'error')
        .map(({ message }) => message),
    );
    expect(errors).toEqual(
      rows.map(([, ...problems]) => [
        problems.length === 1 ? problems[0] : `${problems.length} problems in the inputs:\n${problems.join('\n')}`,
      ]),
    );
    expect(results.map(({ code, children }) => [code, children])).toEqual(rows.map(() => [1, []]));
    expect(Math.max(...results.map(({ milliseconds }) => milliseconds))).toBeLessThan(1000);
    expect(existsSync(calls)).toBe(false);
  });
});

test('reports invalid inputs within a second and leaves no state for the post step', async () => {
  const inputs = {
    platforms: 'amd46,arm64,aarch64',
    tags: 'acme/app:',
    context: 'nowhere',
    secrets: 'hunter2',
    'registry-auth': '- pasword: hunter2',
    timeout: 'soon',
    'cache-from': 'type=registri,ref=x',
  };
  const attempt = async () => {
    const started = performance.now();
    const result = await runAction({
      action: join(folder, 'action'),
      workspace: join(folder, 'checkout'),
      temp: join(folder, 'temp'),
      inputs,
      env: { PATH: join(folder, 'bin') },
    });
    return { ...result, milliseconds: performance.now() - started };
  };
  let result = await attempt();
  // a busy machine can delay one run
  for (let more = 2; more > 0 && result.milliseconds >= 1000; more--) result = await attempt();
  const { code, commands, log, state, outputs, summary, milliseconds } = result;
  expect(milliseconds).toBeLessThan(1000);
  expect(code).toBe(1);
  const errors = commands.filter(({ command }) => command === 'error');
  expect(errors.map(({ message }) => message.split('\n')[0])).toEqual(['8 problems in the inputs:']);
  expect(log.replace(/^::add-mask::.*$/gm, '')).not.toContain('hunter2');
  expect({ state, outputs, summary }).toEqual({ state: {}, outputs: {}, summary: '' });
  expect(existsSync(calls)).toBe(false);
});
