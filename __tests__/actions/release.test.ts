import { expect, jest, test } from '@jest/globals';
import type { Plan } from '../../src/model/plan.ts';

const PUBLISHED = { notices: ['updated'], tags: [] };
jest.unstable_mockModule('../../src/publish/hand-over.ts', () => ({ handOver: async () => PUBLISHED }));
jest.unstable_mockModule('../../src/publish/load.ts', () => ({
  load: async () => {
    throw new Error('the engine is gone');
  },
}));
const { release } = await import('../../src/actions/release.ts');

test('updated tags are reported before a later error ends the step', async () => {
  const plan = { delivery: { kind: 'publish', load: true, targets: [] }, request: {}, naming: {}, revision: '' };
  const reported: unknown[] = [];
  const released = release(
    plan as unknown as Plan,
    {} as never,
    { kind: 'registry', repositories: [] },
    { workplace: {} } as never,
    {} as never,
    (published) => reported.push(published),
  );
  await expect(released).rejects.toThrow('the engine is gone');
  expect(reported).toEqual([PUBLISHED]);
});
