import { createHash, type Hash } from 'node:crypto';
import { closeSync, createReadStream, createWriteStream, openSync, writeSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import * as v from 'valibot';
import type { Engine } from '../clients/docker/engine.ts';
import type { RawManifest } from '../clients/registry/client.ts';
import { type Digest, digestOf } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { readJson } from '../model/json.ts';
import { OCI_MANIFEST } from '../model/media-type.ts';
import type { Descriptor } from '../model/oci.ts';
import { ENGINE_SAVE_IDLE_MS } from '../runtime/limits.ts';
import { describeEnd, type Run, succeeded } from '../runtime/process.ts';
import { blobName } from './oci-layout.ts';

const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip';

/** https://github.com/moby/docker-image-spec/blob/main/spec.md. `Config` and `Layers` are paths in the archive. */
const MANIFESTS = v.array(v.object({ Config: v.string(), Layers: v.nullish(v.array(v.string()), []) }));
const CONFIG_FILE = v.object({ rootfs: v.object({ diff_ids: v.array(v.string()) }) });

/**
 * Copies an image from an engine's classic store into an OCI layout. That store has layers unpacked and no manifest, so
 * the layers are compressed here and the manifest is written here.
 * @param annotations of the manifest.
 * @throws ActionError if the engine does not give the image that it has under this name.
 */
export async function saveImage(
  engine: Pick<Engine, 'image' | 'save'>,
  name: string,
  folder: string,
  { run, annotations }: { readonly run: Run; readonly annotations: Readonly<Record<string, string>> },
): Promise<RawManifest> {
  const saved = `${folder}-saved`;
  await unpack(engine, name, saved, run);
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true });
  const listed = readJson(MANIFESTS, await readFile(join(saved, 'manifest.json'), 'utf8'));
  if (listed === undefined) throw altered(name, 'its manifest.json cannot be read');
  const [only] = listed;
  if (only === undefined || listed.length > 1) throw altered(name, `its archive holds ${listed.length} images`);
  const config = await readFile(join(saved, only.Config));
  const configDigest = digestOf(config);
  const wanted = (await engine.image(name))?.id;
  if (configDigest !== wanted) throw altered(name, `its config is ${configDigest} instead of ${wanted}`);
  await writeFile(join(folder, blobName(configDigest)), config);

  const diffIds = readJson(CONFIG_FILE, config.toString())?.rootfs.diff_ids ?? [];
  if (diffIds.length !== only.Layers.length) throw altered(name, `it has ${only.Layers.length} layers`);
  const compressed = new Map<string, Promise<Layer>>();
  for (const path of only.Layers) {
    // one file may be several layers
    if (!compressed.has(path)) compressed.set(path, compress(join(saved, path), folder, compressed.size));
  }
  await Promise.all(compressed.values());
  const layers = await Promise.all(
    only.Layers.map(async (path, i) => {
      const layer = await compressed.get(path);
      if (layer === undefined || layer.content !== diffIds[i]) {
        throw altered(name, `layer ${i + 1} is ${layer?.content} instead of ${diffIds[i]}`);
      }
      return layer.descriptor;
    }),
  );
  await rm(saved, { recursive: true });
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: CONFIG, digest: configDigest, size: config.length },
    layers,
    ...(Object.keys(annotations).length > 0 && { annotations }),
  };
  return await close(folder, Buffer.from(JSON.stringify(manifest, undefined, 2)));
}

interface Layer {
  /** Of the uncompressed layer. */
  readonly content: Digest;
  readonly descriptor: Descriptor;
}

function altered(name: string, how: string): ActionError {
  return new ActionError(`the engine did not save the image ${name} that was built: ${how}`, {
    hint: 'Run the job again; if it stays, look whether something removes images while it runs.',
  });
}

async function unpack(engine: Pick<Engine, 'save'>, name: string, folder: string, run: Run): Promise<void> {
  const archive = `${folder}.tar`;
  const file = openSync(archive, 'w');
  try {
    // written at once, so that no more of it is in memory than one piece
    await engine.save(name, ENGINE_SAVE_IDLE_MS, (chunk) => {
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    });
  } finally {
    closeSync(file);
  }
  await mkdir(folder);
  const args = ['--extract', '--no-same-owner', '--file', archive, '--directory', folder];
  const finished = await run({ program: 'tar', args });
  if (!succeeded(finished)) {
    const message = `the image that the engine saved could not be unpacked: ${describeEnd(finished)}`;
    throw new ActionError(message, { output: finished.stderr });
  }
  await rm(archive);
}

/** Compresses a layer into the layout. The same layer becomes the same bytes, which a registry has from the last run. */
async function compress(path: string, folder: string, nth: number): Promise<Layer> {
  const [content, blob] = [createHash('sha256'), createHash('sha256')];
  const target = join(folder, `layer-${nth}`);
  await pipeline(createReadStream(path), hashing(content), createGzip(), hashing(blob), createWriteStream(target));
  const digest = hexOf(blob);
  const { size } = await stat(target);
  await rename(target, join(folder, blobName(digest)));
  // its disk space is needed for the others
  await rm(path);
  return { content: hexOf(content), descriptor: { mediaType: LAYER, digest, size } };
}

function hashing(hash: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(undefined, chunk);
    },
  });
}

function hexOf(hash: Hash): Digest {
  return `sha256:${hash.digest('hex')}`;
}

/** Writes the manifest and what makes a folder a layout. */
async function close(folder: string, bytes: Buffer): Promise<RawManifest> {
  const manifest = { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
  const { digest, mediaType } = manifest;
  const top = { schemaVersion: 2, manifests: [{ mediaType, digest, size: bytes.length }] };
  await writeFile(join(folder, blobName(digest)), bytes);
  await writeFile(join(folder, 'index.json'), JSON.stringify(top));
  await writeFile(join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return manifest;
}
