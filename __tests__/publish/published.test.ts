import { expect, test } from '@jest/globals';
import { infoFromLabels } from '../../src/publish/published.ts';
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
  return infoFromLabels(Object.fromEntries(named), originOf(facts, own)).version;
}

test('labels that name this repository are used', () => {
  expect(versionBy({ revision: 'any', source: repository.url })).toBe('9.9.9');
  expect(versionBy({ revision: 'any', source: 'https://GIT.acme.example/acme/App.git' })).toBe('9.9.9');
});

test('labels that name the commit of this run are used, with any source', () => {
  expect(versionBy({ revision: COMMIT, source: 'https://elsewhere.example/' })).toBe('9.9.9');
});

test('labels are used if their source is the source that the user gives the image', () => {
  const labels = { revision: 'any', source: 'https://public.example/app' };
  expect(versionBy(labels)).toBeUndefined();
  expect(versionBy(labels, [label('title', 'x'), label('source', 'https://public.example/app')])).toBe('9.9.9');
});

test('an unknown commit or source matches no label', () => {
  const unknown = { ...provenance, revision: '', repository: { ...repository, url: '' } };
  expect(versionBy({ revision: '', source: '' }, [], unknown)).toBeUndefined();
  expect(versionBy({ revision: 'any', source: '' }, [label('source', '')], unknown)).toBeUndefined();
  expect(versionBy({})).toBeUndefined();
});
