import { describe, expect, test } from '@jest/globals';
import { readMerge } from '../../src/inputs/merge.ts';
import { readRequest } from '../../src/inputs/read.ts';
import { resolveMerge, resolveRequest } from '../../src/plan/resolve.ts';
import { readJobEvent } from '../../src/tags/event.ts';
import { fillExpressions, fillNamed } from '../../src/tags/fill.ts';
import { given, job, read } from '../inputs/given.ts';
import { EVENTS, NOW } from './events.ts';

const event = (name: string) => readJobEvent(EVENTS[name]?.env ?? {}, EVENTS[name]?.payload, new Date(NOW));

describe('fills the expressions of docker/metadata-action', () => {
  test.each([
    { on: 'push main', text: 'a={{sha}}', filled: 'a=860c190' },
    {
      on: 'push main',
      text: 'a={{ branch }}/{{is_default_branch}}/{{is_not_default_branch}}',
      filled: 'a=main/true/false',
    },
    { on: 'push odd', text: 'a={{branch}}', filled: "a=fix/#42@b&c=d'e" },
    { on: 'tag v1.2.3', text: 'a={{tag}} {{branch}} {{base_ref}}', filled: 'a=v1.2.3  main' },
    { on: 'push main', text: "a={{date 'YYYY-MM-DD'}}", filled: 'a=2020-01-10' },
    { on: 'push main', text: `a={{date 'HH:mm' tz="Asia/Tokyo"}}`, filled: 'a=00:25' },
    { on: 'push main', text: "a={{commit_date 'YYYYMMDD'}}", filled: 'a=20200109' },
    {
      on: 'push main',
      text: 'a={{version}} {{.Branch}} {{branches}} {{nothing}}',
      filled: 'a={{version}} {{.Branch}} {{branches}} {{nothing}}',
    },
  ])('$text on $on', async ({ on, text, filled }) => {
    expect(await fillExpressions('annotations', [text], event(on))).toEqual({ values: [filled], problems: [] });
  });
});

test('fills names, and keeps an equals sign in a value', async () => {
  const { values } = await fillNamed('labels', [{ name: 'x.{{branch}}', value: '{{sha}}=1=2' }], event('push main'));
  expect(values).toEqual([{ name: 'x.main', value: '860c190=1=2' }]);
});

test('reports an invalid expression with its item, and fills the others', async () => {
  expect(await fillExpressions('labels', ['a={{date}}', 'b={{sha}}'], event('push main'))).toMatchObject({
    values: ['a={{date}}', 'b=860c190'],
    problems: [{ input: 'labels', item: 0 }],
  });
});

test('fills them for the build, and leaves placeholders for the commit', async () => {
  const inputs = { labels: 'a={{branch}} {{version}}', annotations: 'manifest:b={{sha}}' };
  const { request, inputs: opened } = await readRequest(given(inputs), job());
  const { build } = (await resolveRequest(request, opened, job(), () => 'FROM scratch')).request;
  expect(build.labels).toEqual([{ name: 'a', value: 'main {{version}}' }]);
  expect(build.annotations).toEqual(['manifest:b=0123456']);
});

test('fills them for a merge', async () => {
  const texts: Readonly<Record<string, string>> = { images: 'a/b', tags: '1', annotations: 'a={{branch}}' };
  const { request, inputs } = await readMerge((name) => texts[name] ?? '', job());
  const resolved = await resolveMerge(request, inputs, job());
  expect(resolved?.request.annotations).toEqual([{ name: 'a', value: 'main' }]);
});

test('keeps expressions in build arguments', async () => {
  const { request } = await read({ 'build-args': 'A={{branch}}' }, job());
  expect(request.build.buildArgs).toEqual([{ name: 'A', value: '{{branch}}' }]);
});
