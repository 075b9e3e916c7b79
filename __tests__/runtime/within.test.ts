import { expect, test } from '@jest/globals';
import { HungError } from '../../src/model/errors.ts';
import { within } from '../../src/runtime/within.ts';

const never = () => new Promise<never>(() => {});

test('returns a result or an error within the limit', async () => {
  expect(await within(Promise.resolve(1), 1_000)).toBe(1);
  await expect(within(Promise.reject(new Error('no')), 1_000)).rejects.toThrow('no');
});

test('waits no longer than the limit', async () => {
  const error = await within(never(), 20).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HungError);
  expect(error).toMatchObject({ message: 'no end after 0.02 s', verdict: 'transient' });
});

test('ends with the reason of a signal that is aborted before or during the wait', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const waiting = within(never(), 60_000, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(within(never(), 60_000, controller.signal)).rejects.toBe(reason);
});
