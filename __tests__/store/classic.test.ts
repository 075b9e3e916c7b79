import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Digest, digestOf } from '../../src/model/digest.ts';
import { run } from '../../src/runtime/process.ts';
import { classicStore } from '../../src/store/classic.ts';
import { openLayout, readLayout } from '../../src/store/oci-layout.ts';
import { planFor } from '../plan/a-plan.ts';

const LAYERS = [Buffer.from('first layer'.repeat(1000)), Buffer.from('second layer'.repeat(1000))];
const [A, B] = ['a/app', 'b/app'].map((path) => ({ name: `ghcr.io/${path}`, registry: 'ghcr.io', path }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'classic-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An archive of `docker save`, whose config tells of other layers than it holds if `diffIds` says so. */
function archive(diffIds: readonly Digest[], given: object = {}): { readonly tar: Buffer; readonly id: Digest } {
  const content = join(folder, 'content');
  mkdirSync(content);
  const config = Buffer.from(
    JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: diffIds } }),
  );
  writeFileSync(join(content, 'config'), config);
  for (const [i, layer] of LAYERS.entries()) writeFileSync(join(content, `layer-${i}`), layer);
  // the first layer stands in it twice
  const Layers = ['layer-0', 'layer-1', 'layer-0'];
  const manifest = [{ Config: 'config', RepoTags: ['candidate:1'], Layers, ...given }];
  writeFileSync(join(content, 'manifest.json'), JSON.stringify(manifest));
  return { tar: execFileSync('tar', ['--create', '--directory', content, '.']), id: digestOf(config) };
}

const DIFF_IDS = [LAYERS[0], LAYERS[1], LAYERS[0]].map((layer) => digestOf(layer as Buffer));

async function take(
  { tar, id }: ReturnType<typeof archive>,
  to: 'a registry' | string,
  { annotations = '', stored = id }: { annotations?: string; stored?: Digest } = {},
) {
  const written: string[] = [];
  const isRegistry = to === 'a registry';
  const image = {
    name: 'candidate:1',
    folder: isRegistry ? join(folder, 'image') : to,
    repositories: isRegistry ? [A, B].flatMap((one) => one ?? []) : [],
    annotations: (await planFor({ platforms: 'linux/amd64', annotations, provenance: 'false' })).request.build
      .annotations,
  };
  const store = classicStore(image, {} as never, {
    engine: {
      image: async () => ({ id: stored, manifests: [] }),
      untag: async () => {},
      save: async (_, __, onData) => {
        for (let at = 0; at < tar.length; at += 1000) onData(tar.subarray(at, at + 1000));
      },
    },
    registry: {
      async putBlob({ name }, digest, { path, size }) {
        const bytes = readFileSync(path);
        expect([digestOf(bytes), bytes.length]).toEqual([digest, size]);
        written.push(`${name} blob`);
      },
      async putManifest({ name }, reference) {
        written.push(`${name} ${reference}`);
        return reference as Digest;
      },
    },
    run,
    recordCleanup: () => () => {},
  });
  const manifest = await store.assemble([]);
  if (manifest === undefined) throw new Error('nothing was assembled');
  return { manifest, written };
}

test('an image of the engine becomes a layout with compressed layers', async () => {
  const place = join(folder, 'image');
  const { manifest, written } = await take(archive(DIFF_IDS), place, {
    annotations: 'plain=p\nmanifest[linux/amd64]:named=m\nmanifest-descriptor:not=here',
  });
  const image = await readLayout(await openLayout(place, run));
  expect(image.digest).toBe(manifest.digest);
  expect(image.platforms.map(({ platform }) => platform.architecture)).toEqual(['amd64']);
  const { layers, annotations } = JSON.parse(manifest.bytes.toString());
  expect(annotations).toEqual({ plain: 'p', named: 'm' });
  const contents = layers.map(({ digest }: { digest: string }) =>
    digestOf(gunzipSync(readFileSync(join(place, 'blobs', digest.replace(':', '/'))))),
  );
  expect(contents).toEqual(DIFF_IDS);
  expect(layers[2]).toEqual(layers[0]);
  expect(written).toEqual([]);
  // neither the archive nor what was in it takes disk space any longer
  expect(readdirSync(folder).toSorted()).toEqual(['content', 'image']);
});

test('every repository gets the blobs, once each, and then the manifest by its digest', async () => {
  const { manifest, written } = await take(archive(DIFF_IDS), 'a registry');
  for (const { name } of [A, B].flatMap((one) => one ?? [])) {
    const own = written.filter((line) => line.startsWith(`${name} `));
    expect(own).toEqual([`${name} blob`, `${name} blob`, `${name} blob`, `${name} ${manifest.digest}`]);
  }
});

test('the same image has the same digest in the next run', async () => {
  const saved = archive(DIFF_IDS);
  const first = await take(saved, join(folder, 'one'));
  const second = await take(saved, join(folder, 'two'));
  expect(second.manifest.digest).toBe(first.manifest.digest);
});

test('refuses a layer that is not the one in the config', async () => {
  const other = [digestOf(Buffer.from('another layer')), ...DIFF_IDS.slice(1)];
  const taken = take(archive(other), 'a registry');
  await expect(taken).rejects.toThrow(/the engine did not save the image candidate:1 that was built: layer 1 is/);
});

test('refuses a layer that is missing', async () => {
  const taken = take(archive([...DIFF_IDS, ...DIFF_IDS]), 'a registry');
  await expect(taken).rejects.toThrow('it has 3 layers');
});

test('refuses another image than the engine has under the name', async () => {
  const stored = digestOf(Buffer.from('another image'));
  const taken = take(archive(DIFF_IDS), 'a registry', { stored });
  await expect(taken).rejects.toThrow(`instead of ${stored}`);
});

test('refuses an archive whose manifest.json has an unexpected form', async () => {
  const taken = take(archive(DIFF_IDS, { Config: 5 }), 'a registry');
  await expect(taken).rejects.toThrow('its manifest.json cannot be read');
});

test('reads an image without layers, whose archive has null for them', async () => {
  const { manifest } = await take(archive([], { Layers: null }), join(folder, 'image'));
  expect(JSON.parse(manifest.bytes.toString()).layers).toEqual([]);
});
