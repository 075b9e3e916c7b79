import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
// @ts-expect-error a script, without types of its own
import { TABLES, withTable } from '../script/readme.mjs';

interface Table {
  readonly document: string;
  readonly action: string;
  readonly mark: string;
}

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

test.each((TABLES as readonly Table[]).map((table) => [`${table.document}: ${table.mark}`, table] as const))(
  '%s is up to date with action.yml (node script/readme.mjs)',
  (_, table) => {
    expect(withTable(read(table.document), read(table.action), table)).toBe(read(table.document));
  },
);

test('replaces a table by one row for each input or output', () => {
  const text = '<!-- inputs -->\nstale row\n<!-- /inputs -->\n<!-- outputs -->\n<!-- /outputs -->\nend\n';
  const action = read('action.yml');
  const made = (TABLES as readonly Table[])
    .filter((table) => table.action === 'action.yml')
    .reduce((before: string, table) => withTable(before, action, table), text);
  const rows = made.split('\n').filter((line) => line.startsWith('| `'));
  const { inputs, outputs } = parse(action);
  expect(rows).toHaveLength(Object.keys(inputs).length + Object.keys(outputs).length);
  expect(rows).toContain('| `push` | `false` | Publish every tag once the whole image index is verified |');
  expect(rows).toContain('| `digest` | Digest of the manifest list |');
  expect(made).toContain('**Image**');
  expect(made).not.toContain('stale row');
  expect(made.endsWith('<!-- /outputs -->\nend\n')).toBe(true);
});

test.each([
  { title: 'the example of a matrix', begin: 'jobs:\n  plan:', most: 25 },
  { title: 'the example of the reusable workflow', begin: 'jobs:\n  image:\n    uses:', most: 8 },
])('$title has at most $most lines', ({ begin, most }) => {
  const flow = read('README.md')
    .split('```yaml\n')
    .find((block) => block.startsWith(begin));
  const lines = flow?.split('```')[0]?.trimEnd().split('\n').length;
  expect(lines).toBeGreaterThan(1);
  expect(lines).toBeLessThanOrEqual(most);
});
