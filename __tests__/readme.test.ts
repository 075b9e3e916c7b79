import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
// @ts-expect-error a script, without types of its own
import { TABLES, withTable } from '../script/readme.mjs';

interface Table {
  readonly document: string;
  readonly action: string;
  readonly mark: string;
}

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test.each((TABLES as readonly Table[]).map((table) => [`${table.document}: ${table.mark}`, table] as const))(
  '%s are those of its action.yml (node script/readme.mjs)',
  (_, table) => {
    expect(withTable(read(table.document), read(table.action), table)).toBe(read(table.document));
  },
);

test('the matrix flow takes no more than 25 lines', () => {
  const flow = read('README.md')
    .split('```yaml\n')
    .find((block) => block.startsWith('jobs:'));
  expect(flow?.split('```')[0]?.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
});
