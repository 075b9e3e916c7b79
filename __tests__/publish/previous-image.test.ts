import { expect, test } from '@jest/globals';
import { materialsInMetadata, materialsOf } from '../../src/publish/previous-image.ts';

const SHA = '2a6c8f5874cbeceb3cd61f5d0534537666a68a24d7a58fd9b332259138157884';
const busybox = { uri: 'pkg:docker/busybox@latest?platform=linux%2Famd64', digest: { sha256: SHA } };

test.each([
  ['0.2', { materials: [busybox] }],
  ['1.0', { buildDefinition: { resolvedDependencies: [busybox] } }],
])('finds the images in provenance of SLSA %s', (_, predicate) => {
  expect([...materialsOf(predicate)]).toEqual([['busybox:latest', `sha256:${SHA}`]]);
});

test('decodes names with a registry and a port', () => {
  const uri = 'pkg:docker/localhost%3A5000/library/golang@1.24?platform=linux%2Farm64';
  expect([...materialsOf({ materials: [{ uri, digest: { sha256: SHA } }] })]).toEqual([
    ['localhost:5000/library/golang:1.24', `sha256:${SHA}`],
  ]);
});

test.each([
  ['a Git repository', { materials: [{ uri: 'https://github.com/acme/app.git', digest: { sha1: SHA } }] }],
  ['an image without a digest', { materials: [{ uri: busybox.uri }] }],
  ['another form', { materials: 'no' }],
  ['no provenance', undefined],
])('finds no image in %s', (_, predicate) => {
  expect(materialsOf(predicate).size).toBe(0);
});

test('finds the images in the metadata of a build for one platform and for several', () => {
  const provenance = { materials: [busybox] };
  for (const key of ['buildx.build.provenance', 'buildx.build.provenance/linux/arm64']) {
    expect(materialsInMetadata({ 'containerimage.digest': '', [key]: provenance }).get('busybox:latest')).toBe(
      `sha256:${SHA}`,
    );
  }
  expect(materialsInMetadata({ 'buildx.build.ref': 'x' }).size).toBe(0);
});
