import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse } from 'yaml';
import { DEFAULTS } from '../src/inputs/defaults.ts';
import { readRequest } from '../src/inputs/read.ts';
import { Texts } from '../src/inputs/texts.ts';
import { job } from './inputs/given.ts';

interface Declared {
  readonly description: string;
  readonly default?: string;
}

const TEXT = readFileSync(new URL('../action.yml', import.meta.url), 'utf8');
const action: {
  readonly inputs: Readonly<Record<string, Declared>>;
  readonly outputs: Readonly<Record<string, Declared>>;
  readonly runs: Readonly<Record<string, string>>;
} = parse(TEXT);

describe('action.yml', () => {
  const asked = new Set<string>();

  beforeAll(async () => {
    // the search for secrets asks the runner for every declared input, so only reads for the request count
    const text = jest.spyOn(Texts.prototype, 'text');
    await readRequest(() => '', job());
    for (const [name] of text.mock.calls) asked.add(name);
    text.mockRestore();
  });

  test('declares exactly the inputs that the code reads', () => {
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test('has the same defaults as the code, in the same order', () => {
    const declared = Object.entries(action.inputs).map(([name, { default: value = '' }]) => [name, value]);
    // only the runner can expand the expression of the token
    const expected = Object.entries({ ...DEFAULTS, 'github-token': '$' + '{{ github.token }}' });
    expect(declared).toEqual(expected);
  });

  test.each([...Object.entries(action.inputs), ...Object.entries(action.outputs)])(
    'describes %s on one line',
    (_, entry) => {
      expect(entry.description).toMatch(/^\S.{5,}\S$/);
      expect(typeof (entry.default ?? '')).toBe('string');
    },
  );

  test('runs on Node 24 and has a post step', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/main.js', post: 'dist/post.js' });
  });

  test('has only lines that the line-based parser supports', () => {
    const line = /^( *#.*|( {2}){0,2}[\w-]+:( '([^']|'')*'| [^'"&*|>[{#\s][^#]*)?)?$/;
    expect(TEXT.split('\n').filter((text) => !line.test(text))).toEqual([]);
  });
});
