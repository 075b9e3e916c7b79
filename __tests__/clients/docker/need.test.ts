import { expect, test } from '@jest/globals';
import { askEngine } from '../../../src/clients/docker/need.ts';
import { ActionError } from '../../../src/model/errors.ts';

const SILENT = { info: () => new Promise<never>(() => {}) };
const GONE = {
  info: async () => {
    throw new ActionError('the Docker engine does not answer at tcp://a:1: refused', { hint: 'Start it.' });
  },
};

test('accepts a missing Docker Engine that the job does not need', async () => {
  expect(await askEngine(GONE, undefined)).toBeUndefined();
});

test('waits at most two seconds for a Docker Engine that the job does not need', async () => {
  const began = performance.now();
  expect(await askEngine(SILENT, undefined)).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(2_500);
});

test('names the input that needs a missing Docker Engine, with both fixes', async () => {
  const asked = askEngine(GONE, { by: 'load', instead: 'Leave out `load`.' });
  await expect(asked).rejects.toMatchObject({
    message: 'load needs a Docker Engine: the Docker engine does not answer at tcp://a:1: refused',
    hint: 'Start it. Leave out `load`.',
  });
});
