import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CATALOGUE, WARNINGS } from './catalogue.ts';
import { type Given, job, problemsOf, read } from './given.ts';

const ROWS = CATALOGUE.flatMap(({ rows }) => rows);

test.each(ROWS)('%j', async (inputs, ...problems) => {
  expect(await problemsOf(inputs)).toEqual(problems);
});

test.each<Given>([
  { tags: 'app:1', load: 'true' },
  { 'push-by-digest': 'true', platforms: 'amd64', tags: 'acme/app:1' },
  { push: 'true', tags: 'type=raw,value=x', images: 'acme/app' },
  { 'smoke-test': 'true', outputs: 'type=oci,dest=x' },
  { 'smoke-test': 'true', outputs: 'out', push: 'true', tags: 'acme/app:1' },
  { outputs: 'type=registry,compression=zstd', push: 'true', tags: 'acme/app:1' },
  { driver: 'remote', nodes: '- endpoint: tcp://x:1' },
  { 'cache-from': 'type=gha\nacme/app:a,acme/app:b', 'cache-to': 'type=inline' },
  { context: '/elsewhere', file: 'https://example.com/Dockerfile' },
])('what is meant is accepted: %j', async (inputs) => {
  expect(await problemsOf(inputs)).toEqual([]);
});

test('a default context needs a workflow', async () => {
  expect(await problemsOf({ context: '{{defaultContext}}' }, job({ GITHUB_REPOSITORY: '' }))).toEqual([
    'context: {{defaultContext}} outside a workflow; set GITHUB_REPOSITORY and GITHUB_SHA, or write a path',
  ]);
});

test('no message shows a secret', async () => {
  const told = await Promise.all(ROWS.map(([inputs]) => problemsOf(inputs)));
  expect(told.flat().filter((message) => message.includes('hunter2'))).toEqual([]);
});

test.each(WARNINGS)('warned of: %j', async (inputs, ...told) => {
  const { remarks } = await read(inputs);
  expect(remarks).toEqual(told.map((message) => ({ level: 'warning', message })));
});

test.each<Given>([
  {
    'build-args': 'COMMIT=0123456789abcdef0123456789abcdef01234567',
    secrets: 'A=0123456789abcdef0123456789abcdef01234567',
  },
  { 'build-args': 'USER=production', secrets: 'STAGE=production' },
])('a commit or a mere name is no secret: %j', async (inputs) => {
  expect((await read(inputs)).remarks).toEqual([]);
});

test('docs/errors.md is made from the catalogue', async () => {
  const { errorsPage } = await import(String(new URL('../../script/errors.mjs', import.meta.url)));
  expect(readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')).toBe(errorsPage());
});
