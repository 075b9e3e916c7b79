import { expect, test } from '@jest/globals';
import { createCleanupRecorder, readCleanups } from '../../src/runtime/cleanup.ts';

/** The post step gets the last saved value. */
function runner() {
  const states: Record<string, string> = {};
  return {
    saveState: (name: string, value: string) => void Object.assign(states, { [name]: value }),
    state: (name: string) => states[name] ?? '',
  };
}

test('the post step gets all cleanup records that were not deleted, the last record first', () => {
  const saved = runner();
  const recordCleanup = createCleanupRecorder(saved);
  recordCleanup({ kind: 'folder', path: '/a' });
  const done = recordCleanup({ kind: 'image', name: 'b' });
  recordCleanup({ kind: 'container', name: 'c' });
  expect(readCleanups(saved).map(({ kind }) => kind)).toEqual(['container', 'image', 'folder']);
  done();
  expect(readCleanups(saved)).toEqual([
    { kind: 'container', name: 'c' },
    { kind: 'folder', path: '/a' },
  ]);
});

test('the post step gets an empty list without records', () => {
  expect(readCleanups(runner())).toEqual([]);
});
