import { expect, test } from '@jest/globals';
import * as v from 'valibot';
import { readJson } from '../../src/model/json.ts';

const NODE = v.object({ name: v.string() });

test('reads JSON of the form of the schema', () => {
  expect(readJson(NODE, '{"name":"a","more":1}')).toEqual({ name: 'a' });
});

test.each([{ text: '' }, { text: '{"name":' }, { text: 'null' }, { text: '{"name":1}' }, { text: '{}' }])(
  'reads nothing from $text',
  ({ text }) => {
    expect(readJson(NODE, text)).toBeUndefined();
  },
);
