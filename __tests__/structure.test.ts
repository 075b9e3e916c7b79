import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
// @ts-expect-error a configuration, without types of its own
import { FOLDERS } from '../.dependency-cruiser.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}/${path}`, 'utf8');
const PAGE = read('docs/internals/architecture.md');
const MOST_LINES = 300;

const files = globSync('src/**/*.ts', { cwd: ROOT });

test(`no file of src has more than ${MOST_LINES} lines`, () => {
  const lengths = files.map((file) => ({
    file,
    lines: read(file).split('\n').length - 1,
  }));
  expect(lengths).not.toEqual([]);
  expect(lengths.filter(({ lines }) => lines > MOST_LINES)).toEqual([]);
});

test('the order of imports has every folder of src', () => {
  const folders = new Set(
    files.map((file) => file.split('/')).flatMap(([, folder = '', ...rest]) => (rest.length > 0 ? folder : [])),
  );
  expect([...folders].sort()).toEqual([...FOLDERS].sort());
});

describe('docs/internals/architecture.md', () => {
  test('describes every folder of src, in the order of imports', () => {
    const described = [...PAGE.matchAll(/^\| `([a-z]+)\/` \|/gm)].map(([, folder]) => folder);
    expect(described).toEqual([...FOLDERS].reverse());
  });

  test('shows every folder, and only imports that go downwards', () => {
    const [, picture = ''] = /```mermaid\n(.*?)```/s.exec(PAGE) ?? [];
    const arrows = [...picture.matchAll(/^ +([a-z &]+) --> ([a-z &]+)$/gm)].flatMap(([, from = '', to = '']) =>
      from.split(' & ').flatMap((upper) => to.split(' & ').map((lower) => ({ upper, lower }))),
    );
    expect([...new Set(arrows.flatMap(({ upper, lower }) => [upper, lower]))].sort()).toEqual([...FOLDERS].sort());
    expect(arrows.filter(({ upper, lower }) => FOLDERS.indexOf(upper) <= FOLDERS.indexOf(lower))).toEqual([]);
  });
});

test('__tests__/README.md describes every file of support', () => {
  const [, table = ''] = read('__tests__/README.md').split('## Files in `support/`');
  const described = [...table.matchAll(/^\| `([\w.-]+)` \|/gm)].map(([, file]) => file);
  const helpers = readdirSync(`${ROOT}/__tests__/support`).filter((file) => !file.endsWith('.test.ts'));
  expect(described.sort()).toEqual(helpers.sort());
});

test.each([
  { document: 'docs/internals/architecture.md', from: '' },
  { document: 'CONTRIBUTING.md', from: '' },
  { document: '__tests__/README.md', from: '__tests__/' },
])('$document names only files that exist', ({ document, from }) => {
  const named = [...read(document).matchAll(/`([\w.-]+\/[\w./-]+\.(?:ts|mjs|md))`/g)].map(
    ([, path = '']) => from + path,
  );
  expect(named).not.toEqual([]);
  expect(named.filter((path) => !existsSync(`${ROOT}/${path}`))).toEqual([]);
});

test('every path of a source file or test in a document exists', () => {
  const documents = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })];
  const named = documents.flatMap((document) =>
    [...read(document).matchAll(/`([a-z_-]+\/[\w./-]+\.(?:ts|mjs)|src\/[\w./-]+)`/g)].map(([, path = '']) => path),
  );
  expect(named).not.toEqual([]);
  const places = ['', '__tests__/', 'src/'];
  expect(named.filter((path) => !places.some((place) => existsSync(`${ROOT}/${place}${path}`)))).toEqual([]);
});
