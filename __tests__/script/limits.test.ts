import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
// @ts-expect-error a script, without types of its own
import { documents, formatLimit, TABLES, withLimits } from '../../script/limits.mjs';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

test.each(documents() as string[])('%s has the limits of src (node script/limits.mjs)', (document) => {
  expect(withLimits(read(document))).toBe(read(document));
});

test.each(Object.keys(TABLES))('one page has the table of %s', (mark) => {
  const pages = (documents() as string[]).filter((document) => read(document).includes(`<!-- ${mark} -->`));
  expect(pages).toHaveLength(1);
});

test('replaces a table by one row for each limit, with the texts of its docstring', () => {
  const text = withLimits('<!-- time limits -->\nstale row\n<!-- /time limits -->\nend\n');
  expect(text).toContain(
    '| Silence of buildx while it pushes | 20 min | It reports only the start and the end of each layer |\n',
  );
  expect(text).not.toContain('stale row');
  expect(text.endsWith('\n<!-- /time limits -->\nend\n')).toBe(true);
});

test('replaces a value in a sentence', () => {
  expect(withLimits('for <!-- HTTP_IDLE_MS -->5 hours<!-- / -->, or <!-- HTTP_TOTAL_MS --><!-- / -->')).toBe(
    'for <!-- HTTP_IDLE_MS -->30 seconds<!-- / -->, or <!-- HTTP_TOTAL_MS -->1 minute<!-- / -->',
  );
});

test.each([
  ['REMOVED_NAME_POLL_MS', '8 ms'],
  ['UPLOAD_TOTAL_MS', '1 h'],
  ['MAX_SECRET_BYTES', '500 KiB'],
  ['MAX_CACHE_MOUNTS_KIB', '2 GiB'],
  ['MAX_RULE_CHARS', '4,096 characters'],
  ['MAX_REFERENCES', '1,000'],
  ['MAX_CHECKED_LAYER_BYTES', '512 MiB'],
])('writes %s as %s', (name, value) => {
  expect(formatLimit(name)).toBe(value);
});

test('fails on a limit that does not exist', () => {
  expect(() => withLimits('<!-- NO_SUCH_LIMIT_MS -->1 minute<!-- / -->')).toThrow('have no NO_SUCH_LIMIT_MS');
});
