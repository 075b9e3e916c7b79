import { describe, expect, test } from '@jest/globals';
import { digestOf } from '../../src/model/digest.ts';
import {
  AmbiguousError,
  MalformedError,
  parseConfigLabels,
  parseConfigLayers,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
} from '../../src/model/oci.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';
const [A, B] = ['a', 'b'].map((figure) => `sha256:${figure.repeat(64)}`);

const index = (text: string, mediaType = INDEX) => parseIndex({ bytes: Buffer.from(text), mediaType });
const manifest = (text: string, mediaType = MANIFEST) => parseManifest({ bytes: Buffer.from(text), mediaType });
const child = (digest = A, more = '') => `{"mediaType":"${MANIFEST}","digest":"${digest}","size":1${more}}`;
const CONFIG = `{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"${A}","size":1}`;

describe('an index is rejected if Go tools could read another image, because of', () => {
  test.each([
    ['a key in another case beside it', `{"schemaVersion":2,"manifests":[${child()}],"Manifests":[${child(B)}]}`],
    ['a key in another case alone', `{"schemaVersion":2,"Manifests":[${child(B)}]}`],
    ['a long s in a descriptor', `{"schemaVersion":2,"manifests":[${child(A, ',"ſize":2')}]}`],
    ['a long s for an s', `{"schemaVersion":2,"manifests":[${child()}],"manifeſts":[${child(B)}]}`],
    ['an escaped key', `{"schemaVersion":2,"manifests":[${child()}],"\\u004danifests":[${child(B)}]}`],
    ['a key twice', `{"schemaVersion":2,"manifests":[${child()}],"manifests":[${child(B)}]}`],
    ['a key twice, once escaped', `{"schemaVersion":2,"manifests":[${child()}],"m\\u0061nifests":[${child(B)}]}`],
    ['a key twice in a child', `{"schemaVersion":2,"manifests":[${child(A, `,"digest":"${B}"`)}]}`],
    ['another case in a child', `{"schemaVersion":2,"manifests":[${child(A, `,"Digest":"${B}"`)}]}`],
    [
      'another case in a platform',
      `{"schemaVersion":2,"manifests":[${child(A, ',"platform":{"os":"linux","architecture":"arm64","Architecture":"amd64"}')}]}`,
    ],
    ['another case of an optional key', `{"schemaVersion":2,"manifests":[${child(A, ',"Urls":["https://evil"]')}]}`],
    ['its media type in another case', `{"schemaVersion":2,"mediatype":"${MANIFEST}","manifests":[]}`],
    ['a config', `{"schemaVersion":2,"manifests":[${child()}],"config":${CONFIG}}`],
    ['layers', `{"schemaVersion":2,"manifests":[${child()}],"layers":[]}`],
    ['layers with the value null', `{"schemaVersion":2,"manifests":[${child()}],"layers":null}`],
    ['a config in another case', `{"schemaVersion":2,"manifests":[${child()}],"Config":${CONFIG}}`],
    ['layers of the first schema', `{"schemaVersion":2,"manifests":[${child()}],"fsLayers":[]}`],
    ['the media type of a manifest', `{"schemaVersion":2,"mediaType":"${MANIFEST}","manifests":[]}`],
    ['another media type than it is served with', `{"schemaVersion":2,"mediaType":"${LIST}","manifests":[]}`],
    ['an annotation twice', '{"schemaVersion":2,"manifests":[],"annotations":{"a":"1","a":"2"}}'],
    ['half of a surrogate pair', '{"schemaVersion":2,"manifests":[],"annotations":{"a":"\\ud800"}}'],
    ['more levels than any image has', `{"schemaVersion":2,"manifests":[],"x":${'['.repeat(99)}${']'.repeat(99)}}`],
  ])('%s', (_, text) => {
    expect(() => index(text)).toThrow(AmbiguousError);
  });

  test('invalid UTF-8', () => {
    const text = Buffer.from('{"schemaVersion":2,"manifests":[],"annotations":{"a":"?"}}');
    text[text.indexOf('?')] = 0xff;
    expect(() => parseIndex({ bytes: text, mediaType: INDEX })).toThrow('it is not valid UTF-8');
  });
});

test('keys with similar names are different keys', () => {
  const annotations = '{"a":"1","A":"2","manifests":"3","Digest":"4"}';
  expect(index(`{"schemaVersion":2,"manifests":[],"annotations":${annotations}}`).annotations).toEqual(
    JSON.parse(annotations),
  );
  expect(parseConfigLabels(Buffer.from('{"config":{"Labels":{"os":"x","OS":"y"}}}'))).toEqual({ os: 'x', OS: 'y' });
});

test('a string that contains JSON stays a string', () => {
  const annotations = { a: '{"a":1,"a":2}', b: '\\"}{[' };
  const text = JSON.stringify({ schemaVersion: 2, manifests: [], annotations }, undefined, '\t');
  expect(index(text).annotations).toEqual(annotations);
});

test.each([
  ['another case in a manifest', `{"schemaVersion":2,"config":${CONFIG},"layers":[],"Layers":[${child(B)}]}`],
  ['manifests in a manifest', `{"schemaVersion":2,"config":${CONFIG},"layers":[],"manifests":[]}`],
])('a manifest is rejected because of %s', (_, text) => {
  expect(() => manifest(text)).toThrow(AmbiguousError);
});

test.each([
  ['architecture', '{"os":"linux","architecture":"amd64","Architecture":"arm64"}'],
  ['os', '{"os":"linux","architecture":"amd64","OS":"windows"}'],
  ['os, by a long s', '{"os":"linux","architecture":"amd64","oſ":"windows"}'],
  ['variant', '{"os":"linux","architecture":"arm","Variant":"v5"}'],
])('a config is rejected if it has a key in two cases: %s', (_, text) => {
  expect(() => parseConfigPlatform(Buffer.from(text))).toThrow(AmbiguousError);
});

test('labels under two keys that differ only in case are rejected', () => {
  const text = '{"config":{"Labels":{"a":"1"},"labels":{"a":"2"}}}';
  expect(() => parseConfigLabels(Buffer.from(text))).toThrow(AmbiguousError);
});

test.each([
  ['the first schema', '{"schemaVersion":1,"manifests":[]}'],
  ['no schema', '{"manifests":[]}'],
  ['a list of nothing', '{"schemaVersion":2,"manifests":[null]}'],
  ['a negative size', `{"schemaVersion":2,"manifests":[{"mediaType":"${LAYER}","digest":"${A}","size":-1}]}`],
  ['a fractional size', `{"schemaVersion":2,"manifests":[{"mediaType":"${LAYER}","digest":"${A}","size":1.5}]}`],
  [
    'a size in a notation that Go rejects',
    `{"schemaVersion":2,"manifests":[{"mediaType":"${LAYER}","digest":"${A}","size":1e3}]}`,
  ],
  [
    'a size above the largest safe integer',
    `{"schemaVersion":2,"manifests":[{"mediaType":"${LAYER}","digest":"${A}","size":9007199254740993}]}`,
  ],
  ['a size as a string', `{"schemaVersion":2,"manifests":[{"mediaType":"${LAYER}","digest":"${A}","size":"1"}]}`],
  ['no media type of a child', `{"schemaVersion":2,"manifests":[{"digest":"${A}","size":1}]}`],
  ['a platform of numbers', `{"schemaVersion":2,"manifests":[${child(A, ',"platform":{"os":1,"architecture":2}')}]}`],
  ['annotations of numbers', '{"schemaVersion":2,"manifests":[],"annotations":{"a":1}}'],
  ['a byte order mark', '\ufeff{"schemaVersion":2,"manifests":[]}'],
  ['more bytes than any index has', `{"schemaVersion":2,"manifests":[],"x":"${'x'.repeat(2 ** 23)}"}`],
])('an index is malformed because of %s', (_, text) => {
  expect(() => index(text)).toThrow(MalformedError);
});

test('embedded content is accepted only if it has the digest of its descriptor', () => {
  const bytes = Buffer.from('{}');
  const empty = (data: string) =>
    `{"mediaType":"application/vnd.oci.empty.v1+json","digest":"${digestOf(bytes)}","size":2,"data":"${data}"}`;
  const text = (data: string) => `{"schemaVersion":2,"config":${empty(data)},"layers":[]}`;
  expect(manifest(text('e30=')).config.size).toBe(2);
  expect(() => manifest(text('e31='))).toThrow('other content in `data` than its digest says');
  expect(() => manifest(text('e30'))).toThrow('other content in `data` than its digest says');
});

test('the error names the document', () => {
  const digest = `sha256:${'c'.repeat(64)}` as const;
  expect(() => parseIndex({ digest, mediaType: INDEX, bytes: Buffer.from('{"Manifests":[]}') })).toThrow(
    `the image index ${digest} is ambiguous: the key "Manifests" is written "manifests"`,
  );
});

test('a document with many keys and long strings is parsed quickly', () => {
  const labels = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`label-${i}`, 'x'.repeat(40)]));
  const bytes = Buffer.from(JSON.stringify({ config: { Labels: labels }, rootfs: { diff_ids: ['x'] } }));
  const began = performance.now();
  expect(parseConfigLayers(bytes)).toBe(1);
  expect(performance.now() - began).toBeLessThan(3_000);
});
