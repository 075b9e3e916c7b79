import { expect, test } from '@jest/globals';
import { build } from '../../src/build/build.ts';
import type { Finished, Run } from '../../src/system/process.ts';

const ENDED: Finished = { code: 0, signal: undefined, timedOut: false, stdout: '', stderr: '' };
const step = (name: string) =>
  `${JSON.stringify({ vertexes: [{ digest: name, name, started: '2026-01-01T00:00:00Z' }] })}\n`;

/** Children that say something; then they end with a status, or only when they are told to, and say so. */
function standIn(children: Readonly<Record<string, { says: string; code?: number }>>): Run {
  return async ({ args: [name = ''], signal, onStderr }) => {
    const { says, code } = children[name] ?? { says: '' };
    onStderr?.(Buffer.from(says));
    if (code !== undefined) return { ...ENDED, code };
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    onStderr?.(Buffer.from('ERROR: context canceled\n'));
    throw signal?.reason;
  };
}

const lines: string[] = [];
const calls = (...names: string[]) => ({
  buildx: 'buildx',
  calls: names.map((name) => [name]),
  env: {},
  cwd: '/',
  onlyPlatform: undefined,
  print: (line: string) => void lines.push(line),
  hide: (text: string) => text,
});

test('calls run side by side and are shown as one', async () => {
  const run = standIn({ a: { says: step('[linux/amd64 1/2] RUN a'), code: 0 }, b: { says: step('RUN b'), code: 0 } });
  const { ok, log } = await build(run, calls('a', 'b'));
  expect(ok).toBe(true);
  expect(log.steps.map(({ name }) => name)).toEqual(['[linux/amd64 1/2] RUN a', 'RUN b']);
  expect(lines.filter(Boolean)).toEqual(['#1 [linux/amd64 1/2] RUN a', '#2 RUN b']);
});

test('the first that fails ends the others, which have no say in it', async () => {
  const run = standIn({ a: { says: step('RUN a') }, b: { says: 'ERROR: no\n', code: 3 }, c: { says: step('RUN c') } });
  const { ok, finished, log } = await build(run, calls('a', 'b', 'c'));
  expect([ok, finished.code]).toEqual([false, 3]);
  expect(log.text).toEqual(['ERROR: no']);
});

test('one that cannot be run ends the others too', async () => {
  const broken = new Error('buildx could not be started');
  const run: Run = (command) =>
    command.args[0] === 'b' ? Promise.reject(broken) : standIn({ a: { says: '' } })(command);
  await expect(build(run, calls('a', 'b'))).rejects.toBe(broken);
});
