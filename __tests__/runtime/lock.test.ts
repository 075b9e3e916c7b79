import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { alone } from '../../src/runtime/lock.ts';
import { systemClock as clock } from '../../src/runtime/retry.ts';

const name = () => `a test ${process.pid} ${Math.random()}`;

test('runs functions one after another under one name, and in parallel under several names', async () => {
  const [a, b] = [name(), name()];
  const events: string[] = [];
  let waits = 0;
  const work = (text: string) => async () => {
    events.push(`${text} begins`);
    await wait(150);
    events.push(`${text} ends`);
    return text;
  };
  const onWait = () => {
    waits += 1;
  };
  const first = alone(a, { clock, onWait }, work('first'));
  await wait(50);
  const others = [alone(a, { clock, onWait }, work('second')), alone(b, { clock, onWait }, work('other'))];
  expect(await Promise.all([first, ...others])).toEqual(['first', 'second', 'other']);
  expect(events.indexOf('second begins')).toBeGreaterThan(events.indexOf('first ends'));
  expect(events.indexOf('other begins')).toBeLessThan(events.indexOf('first ends'));
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

test('stops waiting for the lock when the job is cancelled', async () => {
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

test('stops waiting after a timeout, and names the holder of the lock in the error', async () => {
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
