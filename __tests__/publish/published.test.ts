import { expect, test } from '@jest/globals';
import { tellLabels } from '../../src/publish/published.ts';
import { originOf } from '../../src/tags/describe.ts';

const COMMIT = 'c'.repeat(40);
const IMAGE = 'org.opencontainers.image';
const repository = { name: 'app', description: '', url: 'https://git.acme.example/acme/app', license: '' };
const provenance = { version: '1.2.3', revision: COMMIT, created: undefined, repository };
const label = (name: string, value: string) => ({ name: `${IMAGE}.${name}`, value });

function versionBy(
  labels: Readonly<Record<string, string>>,
  own: Parameters<typeof originOf>[1] = [],
  facts: Parameters<typeof originOf>[0] = provenance,
): string | undefined {
  const named = Object.entries({ version: '9.9.9', ...labels }).map(([name, value]) => [`${IMAGE}.${name}`, value]);
  return tellLabels(Object.fromEntries(named), originOf(facts, own)).version;
}

test('labels of this repository count', () => {
  expect(versionBy({ revision: 'any', source: repository.url })).toBe('9.9.9');
  expect(versionBy({ revision: 'any', source: 'https://GIT.acme.example/acme/App.git' })).toBe('9.9.9');
});

test('labels that name the commit of this run count, whatever their source', () => {
  expect(versionBy({ revision: COMMIT, source: 'https://elsewhere.example/' })).toBe('9.9.9');
});

test('labels with the source that the user gives the image count', () => {
  const labels = { revision: 'any', source: 'https://public.example/app' };
  expect(versionBy(labels)).toBeUndefined();
  expect(versionBy(labels, [label('title', 'x'), label('source', 'https://public.example/app')])).toBe('9.9.9');
});

test('nothing unknown equals something unknown', () => {
  const unknown = { ...provenance, revision: '', repository: { ...repository, url: '' } };
  expect(versionBy({ revision: '', source: '' }, [], unknown)).toBeUndefined();
  expect(versionBy({ revision: 'any', source: '' }, [label('source', '')], unknown)).toBeUndefined();
  expect(versionBy({})).toBeUndefined();
});
