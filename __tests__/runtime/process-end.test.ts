import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { run } from '../../src/runtime/process.ts';

const sh = (script: string) => ({ program: 'bash', args: ['-c', script] });
const isAlive = (text: string) => execFileSync('ps', ['-eo', 'args']).toString().includes(text);
/** A unique number of seconds to sleep, which identifies the processes of one test. */
const seconds = () => `60.${process.pid}${Math.floor(Math.random() * 1e6)}`;

test('ends a subprocess at once that was cancelled before its start', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const began = performance.now();
  const pending = run({ ...sh('sleep 60'), signal: controller.signal });
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
  expect(performance.now() - began).toBeLessThan(2_000);
});

test.each([
  ['in a process group of its own', (a: string) => `timeout 99 sleep ${a} & wait`],
  ['ignoring SIGTERM', (a: string) => `bash -c "trap '' TERM; sleep ${a}; sleep ${a}" & wait`],
])('ends the processes that a script started: %s', async (_, script) => {
  const a = seconds();
  const controller = new AbortController();
  const pending = run({ ...sh(script(a)), group: true, signal: controller.signal });
  pending.catch(() => undefined);
  while (!isAlive(`sleep ${a}`)) await wait(20);
  controller.abort(new Error('enough'));
  await expect(pending).rejects.toThrow('enough');
  await wait(100);
  expect(isAlive(`sleep ${a}`)).toBe(false);
});

test('does not wait for a background process that keeps the output open', async () => {
  const began = performance.now();
  const finished = await run(sh(`sleep ${seconds()} & echo $!`));
  expect(performance.now() - began).toBeLessThan(3_000);
  process.kill(Number(finished.stdout));
});
