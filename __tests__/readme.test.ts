import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
// @ts-expect-error a script, without types of its own
import { withTables } from '../script/readme.mjs';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test('the tables of inputs and outputs are those of action.yml (node script/readme.mjs)', () => {
  expect(withTables(read('README.md'), read('action.yml'))).toBe(read('README.md'));
});
