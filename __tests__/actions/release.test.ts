import { expect, jest, test } from '@jest/globals';
import type { Plan } from '../../src/model/plan.ts';

const IMAGE = { digest: 'sha256:1' };
const PUBLISHED = { image: IMAGE, notices: ['updated'], tags: [] };
jest.unstable_mockModule('../../src/publish/publish-image.ts', () => ({ publishImage: async () => PUBLISHED }));
const { release } = await import('../../src/actions/release.ts');

test('updated tags are reported before a later error ends the step', async () => {
  const plan = { delivery: { kind: 'publish', load: true, targets: [] }, request: {}, naming: {}, revision: '' };
  const store = { load: () => Promise.reject(new Error('the engine is gone')) };
  const reported: unknown[] = [];
  const released = release(
    plan as unknown as Plan,
    IMAGE as never,
    store as never,
    new Map(),
    { engine: {} } as never,
    {} as never,
    (published) => reported.push(published),
  );
  await expect(released).rejects.toThrow('the engine is gone');
  expect(reported).toEqual([PUBLISHED]);
});
