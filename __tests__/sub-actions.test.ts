import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { MERGE_DEFAULTS, PLAN_DEFAULTS } from '../src/inputs/defaults.ts';
import { readMatrix } from '../src/inputs/matrix.ts';
import { readMerge } from '../src/inputs/merge.ts';
import type { Input } from '../src/inputs/texts.ts';
import { outputsOf } from '../src/report/outputs.ts';
import { job } from './inputs/given.ts';
import { aReport } from './report/a-report.ts';

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs: Readonly<Record<string, string>>;
}

const read = (path: string): Action => parse(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8'));
const root = read('action.yml');

describe.each([
  ['plan', PLAN_DEFAULTS, (input: Input) => readMatrix(input, job({}, {}, { '/checkout/.git/HEAD': 'x' }))],
  ['merge', MERGE_DEFAULTS, (input: Input) => readMerge(input, job())],
])('%s/action.yml', (name, defaults, readInputs) => {
  const action = read(`${name}/action.yml`);

  test('declares exactly the inputs that the code reads, with their defaults', async () => {
    const asked = new Set<string>();
    await readInputs((input) => {
      asked.add(input);
      return '';
    }).catch(() => undefined);
    expect([...asked].sort()).toEqual(Object.keys(defaults).sort());
    const declared = Object.entries(action.inputs).map(([input, { default: value = '' }]) => [input, value]);
    expect(declared).toEqual(Object.entries(defaults));
  });

  test('describes each input like the input of the root action with the same name', () => {
    const common = Object.entries(action.inputs).filter(([input]) => input in root.inputs);
    const own = ['platforms', 'part', 'part-tag', 'annotations', 'context', 'file', 'verify', 'plan', 'push'];
    for (const [input, { description }] of common) {
      if (!own.includes(input))
        expect({ input, description }).toEqual({ input, description: root.inputs[input]?.description });
    }
  });

  test('runs on Node 24', () => {
    const post = name === 'merge' ? { post: '../dist/post.js' } : {};
    expect(action.runs).toEqual({ using: 'node24', main: `../dist/${name}.js`, ...post });
  });
});

test('merge declares the outputs that it sets', () => {
  const set = outputsOf(aReport({ builder: undefined, driver: undefined })).map(([name]) => name);
  const declared = Object.keys(read('merge/action.yml').outputs);
  expect(set.filter((name) => !declared.includes(name))).toEqual([]);
  expect(declared.filter((name) => !name.startsWith('digest-') && !set.includes(name))).toEqual([]);
});
