import { expect, test } from '@jest/globals';
import { createLedger, readLedger } from '../../src/system/undo.ts';

/** What is saved last is what the post step gets. */
function runner() {
  const states: Record<string, string> = {};
  return {
    saveState: (name: string, value: string) => void Object.assign(states, { [name]: value }),
    state: (name: string) => states[name] ?? '',
  };
}

test('the post step finds what was noted, last first, less what was struck out', () => {
  const saved = runner();
  const ledger = createLedger(saved);
  ledger({ kind: 'folder', path: '/a' });
  const done = ledger({ kind: 'image', name: 'b' });
  ledger({ kind: 'container', name: 'c' });
  expect(readLedger(saved).map(({ kind }) => kind)).toEqual(['container', 'image', 'folder']);
  done();
  expect(readLedger(saved)).toEqual([
    { kind: 'container', name: 'c' },
    { kind: 'folder', path: '/a' },
  ]);
});

test('where nothing was noted there is nothing', () => {
  expect(readLedger(runner())).toEqual([]);
});
