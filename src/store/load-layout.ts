import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import { type Descriptor, mediaTypeOf, parseManifest } from '../model/oci.ts';
import { describeEnd, type Run, succeeded } from '../runtime/process.ts';
import type { Session } from '../session/session.ts';
import { blob, blobName, openLayout, topOf } from './oci-layout.ts';

/**
 * Puts an image from a layout's folder into the engine.
 * @param digest of the one manifest to load; `undefined`: the whole image, which only containerd's store can hold.
 * @param names in full: `docker.io/acme/app:1`.
 * @param containerdStore whether the engine's store holds several platforms under one name.
 */
export async function loadLayout(
  folder: string,
  digest: Digest | undefined,
  names: readonly string[],
  containerdStore: boolean,
  { run, env }: Pick<Session, 'run' | 'env'>,
): Promise<void> {
  const layout = await openLayout(folder, run);
  const top = await topOf(layout);
  const loaded = digest === undefined || digest === top.digest ? top : await descriptorOf(layout, digest);
  const staging = await mkdtemp(`${folder}-`);
  await symlink(join(folder, 'blobs'), join(staging, 'blobs'));
  // the names stand in the index for containerd's store, and for the classic one, which reads only that file, in Docker's
  // own manifest.json: https://github.com/moby/docker-image-spec
  const files = containerdStore
    ? { 'oci-layout': { imageLayoutVersion: '1.0.0' }, 'index.json': indexOf(loaded, names) }
    : {
        'manifest.json': dockerManifest(parseManifest({ ...loaded, bytes: await blob(layout, loaded.digest) }), names),
      };
  for (const [name, value] of Object.entries(files)) await writeFile(join(staging, name), JSON.stringify(value));
  const archive = `${staging}.tar`;
  const pack = ['--create', '--dereference', '--file', archive, '--directory', staging, 'blobs', ...Object.keys(files)];
  await insist(run({ program: 'tar', args: pack }), 'packed');
  await insist(
    run({ program: 'docker', args: ['load', '--quiet', '--input', archive], env }),
    'loaded into the engine',
  );
}

async function descriptorOf(layout: Awaited<ReturnType<typeof openLayout>>, digest: Digest): Promise<Descriptor> {
  const bytes = await blob(layout, digest);
  return { mediaType: mediaTypeOf({ bytes }), digest, size: bytes.length };
}

function indexOf(descriptor: Descriptor, names: readonly string[]) {
  const manifests = names.map((name) => ({ ...descriptor, annotations: { 'io.containerd.image.name': name } }));
  return { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests };
}

function dockerManifest({ config, layers }: ReturnType<typeof parseManifest>, names: readonly string[]) {
  return [{ Config: blobName(config.digest), RepoTags: names, Layers: layers.map((layer) => blobName(layer.digest)) }];
}

async function insist(pending: ReturnType<Run>, done: string): Promise<void> {
  const finished = await pending;
  if (succeeded(finished)) return;
  throw new ActionError(`the image could not be ${done}: ${describeEnd(finished)}`, { output: finished.stderr });
}
