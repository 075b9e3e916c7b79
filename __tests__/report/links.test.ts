import { expect, test } from '@jest/globals';
import { actionSource, placeLink } from '../../src/report/links.ts';

test('the source of the action is its repository at the ref of the workflow', () => {
  const env = { GITHUB_ACTION_REPOSITORY: 'acme/build', GITHUB_ACTION_REF: 'releases/v1 (new)' };
  expect(actionSource(env)).toBe('https://github.com/acme/build/blob/releases/v1%20(new)');
  expect(actionSource({ ...env, GITHUB_SERVER_URL: 'https://ghe.acme.com', GITHUB_ACTION_REF: '' })).toBe(
    'https://ghe.acme.com/acme/build/blob/HEAD',
  );
  expect(actionSource({ ...env, GITHUB_ACTION_REPOSITORY: '' })).toBeUndefined();
});

test('a line of a file is linked in the commit of the job', () => {
  const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'abc123' };
  const place = { file: 'a b/Docker#file', startLine: 7 };
  const file = 'https://github.com/acme/app/blob/abc123/a%20b/Docker%23file';
  expect(placeLink(place, env)).toBe(`${file}#L7`);
  expect(placeLink({ ...place, endLine: 9 }, env)).toBe(`${file}#L7-L9`);
  expect(placeLink(place, { ...env, GITHUB_SHA: '' })).toBeUndefined();
  expect(placeLink(place, {})).toBeUndefined();
});
