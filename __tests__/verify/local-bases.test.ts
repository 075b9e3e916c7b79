import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parsePlatform } from '../../src/inputs/platform.ts';
import { digestOf } from '../../src/model/digest.ts';
import { OCI_INDEX } from '../../src/model/media-type.ts';
import { AmbiguousError } from '../../src/model/oci.ts';
import type { Platform } from '../../src/model/platform.ts';
import { run } from '../../src/runtime/process.ts';
import { layoutBase, storedBase } from '../../src/verify/local-bases.ts';

const platform = (name: string) => parsePlatform(name) as Platform;
const [AMD64, ARM] = [platform('linux/amd64'), platform('linux/arm/v7')];
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';

describe('a base image in an OCI layout', () => {
  const root = mkdtempSync(join(tmpdir(), 'layout-'));
  afterAll(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'layout', 'blobs', 'sha256'), { recursive: true });

  const add = (mediaType: string, value: object, text = JSON.stringify(value)) => {
    const digest = digestOf(Buffer.from(text));
    writeFileSync(join(root, 'layout', 'blobs', digest.replace(':', '/')), text);
    return { mediaType, digest, size: text.length };
  };
  const manifestFor = (architecture: string) => {
    const config = add(CONFIG, { os: 'linux', architecture });
    return add(MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config, layers: [] });
  };
  const setTop = (...manifests: readonly object[]) =>
    writeFileSync(join(root, 'layout', 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  const named = (descriptor: object, name: string) => ({
    ...descriptor,
    annotations: { 'org.opencontainers.image.ref.name': name },
  });
  const find = (image: string) => layoutBase(image, root, run);

  test('has the platform of its only manifest', async () => {
    setTop(manifestFor('amd64'));
    for (const image of ['oci-layout://layout', `oci-layout://${root}/layout:other`]) {
      expect(await find(image)).toEqual({ image, platform: AMD64 });
    }
  });

  test('has the platforms of its index', async () => {
    const manifests = [AMD64, ARM].map((own) => ({ ...manifestFor(own.architecture), platform: own }));
    setTop(add(OCI_INDEX, { schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
    expect(await find('oci-layout://layout')).toEqual({ image: 'oci-layout://layout', listed: [AMD64, ARM] });
  });

  test('is the one with the tag, or with the digest', async () => {
    const [one, two] = [manifestFor('amd64'), manifestFor('s390x')];
    setTop(named(one, 'one'), named(two, 'latest'));
    expect(await find('oci-layout://layout:one')).toMatchObject({ platform: AMD64 });
    expect(await find('oci-layout://layout')).toMatchObject({ platform: platform('linux/s390x') });
    expect(await find(`oci-layout://layout:latest@${one.digest}`)).toMatchObject({ platform: AMD64 });
  });

  test('is unknown without its tag, and in a layout that cannot be read', async () => {
    const one = manifestFor('amd64');
    setTop(named(one, 'one'), named(one, 'two'));
    expect(await find('oci-layout://layout:three')).toBeUndefined();
    expect(await find(`oci-layout://layout@sha256:${'a'.repeat(64)}`)).toBeUndefined();
    expect(await find('oci-layout://nowhere')).toBeUndefined();
  });

  test('is ambiguous if tools could read different images', async () => {
    const config = add(CONFIG, {}, '{"os":"linux","architecture":"amd64","Architecture":"arm64"}');
    setTop(add(MANIFEST, { schemaVersion: 2, mediaType: MANIFEST, config, layers: [] }));
    expect(await find('oci-layout://layout')).toMatchObject({ ambiguity: expect.any(AmbiguousError) });
  });
});

test('a base image in the store of Docker Engine has its own platform, or those of its index', () => {
  const image = 'acme/base:1';
  expect(storedBase(image, { isIndex: false, platforms: [AMD64] })).toEqual({ image, platform: AMD64 });
  expect(storedBase(image, { isIndex: true, platforms: [AMD64, ARM] })).toEqual({ image, listed: [AMD64, ARM] });
  expect(storedBase(image, { isIndex: false, platforms: [] })).toBeUndefined();
  expect(storedBase(image, undefined)).toBeUndefined();
});
