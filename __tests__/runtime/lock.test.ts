import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { alone } from '../../src/runtime/lock.ts';
import { systemClock as clock } from '../../src/runtime/retry.ts';

const name = () => `a test ${process.pid} ${Math.random()}`;

test('work runs one after another under one name, and in parallel under several', async () => {
  const [a, b] = [name(), name()];
  const told: string[] = [];
  let waits = 0;
  const work = (text: string) => async () => {
    told.push(`${text} begins`);
    await wait(150);
    told.push(`${text} ends`);
    return text;
  };
  const onWait = () => {
    waits += 1;
  };
  const first = alone(a, { clock, onWait }, work('first'));
  await wait(50);
  const others = [alone(a, { clock, onWait }, work('second')), alone(b, { clock, onWait }, work('other'))];
  expect(await Promise.all([first, ...others])).toEqual(['first', 'second', 'other']);
  expect(told.indexOf('second begins')).toBeGreaterThan(told.indexOf('first ends'));
  expect(told.indexOf('other begins')).toBeLessThan(told.indexOf('first ends'));
  expect(waits).toBe(1);
});

test("is released by a failure, and by the end of its holder's process", async () => {
  const a = name();
  const onWait = () => {};
  await expect(alone(a, { clock, onWait }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const script = `import { alone } from ${JSON.stringify(new URL('../../src/runtime/lock.ts', import.meta.url).pathname)};
    await alone(${JSON.stringify(a)}, { clock: { now: () => 0 }, onWait() {} }, async () => { console.log('mine'); await new Promise(() => {}); });`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  let waits = 0;
  const count = () => {
    waits += 1;
  };
  const waiting = alone(a, { clock, onWait: count }, async () => 'now mine');
  await wait(200);
  holder.kill('SIGKILL');
  expect(await waiting).toBe('now mine');
  expect(waits).toBe(1);
});

test('waiting for the lock ends when the job is cancelled', async () => {
  const a = name();
  const controller = new AbortController();
  const reason = new Error('enough');
  await alone(a, { clock, onWait() {} }, async () => {
    const waiting = alone(
      a,
      { clock, signal: controller.signal, onWait: () => controller.abort(reason) },
      async () => 1,
    );
    await expect(waiting).rejects.toBe(reason);
  });
});

test('waiting for the lock has a timeout, and the error names the holder', async () => {
  const a = name();
  let now = 0;
  const impatient = {
    now: () => now,
    sleep: async () => {
      now += 1_800_001;
    },
  };
  await alone(a, { clock, onWait() {} }, async () => {
    const waiting = alone(a, { clock: impatient, onWait() {} }, async () => 1);
    await expect(waiting).rejects.toThrow(`${a} was held for 60 minutes by process ${process.pid}`);
  });
});
