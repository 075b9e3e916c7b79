import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { DEFAULTS } from '../src/inputs/defaults.ts';
import { secretsOf } from '../src/inputs/masks.ts';
import { readRequest } from '../src/inputs/read.ts';
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
    const input = (name: string) => {
      asked.add(name);
      return '';
    };
    await secretsOf(input, job(), Object.keys(DEFAULTS));
    await readRequest(input, job());
  });

  test('declares every input that is read, and no other', () => {
    expect([...asked].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test('gives the defaults of the code, in its order', () => {
    const declared = Object.entries(action.inputs).map(([name, { default: value = '' }]) => [name, value]);
    // the token is an expression that only the runner can expand
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

  test('runs on Node 24, with a step afterwards', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/main.js', post: 'dist/post.js' });
  });

  test('is written so that a reader of lines can read it', () => {
    const line = /^( *#.*|( {2}){0,2}[\w-]+:( '([^']|'')*'| [^'"&*|>[{#\s][^#]*)?)?$/;
    expect(TEXT.split('\n').filter((text) => !line.test(text))).toEqual([]);
  });
});
