import { expect, test } from '@jest/globals';
import { createLedger, readLedger } from '../../src/runtime/ledger.ts';

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

test('the post step gets an empty list without records', () => {
  expect(readLedger(runner())).toEqual([]);
});
