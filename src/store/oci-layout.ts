import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Image } from '../model/image.ts';
import { OCI_INDEX } from '../model/media-type.ts';
import { type Descriptor, isIndex, parseIndex } from '../model/oci.ts';
import { type Run, succeeded } from '../runtime/process.ts';
import type { Place } from './complete.ts';
import { hashedContent, readImage, splitIndex, verified, verifiedStream } from './read-image.ts';

/** Files of an OCI layout by their names in it: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
export interface Layout {
  readonly read: (name: string) => Promise<Buffer>;
  /** In bytes. Undefined if there is no such file. */
  readonly size: (name: string) => Promise<number | undefined>;
}

const PLACE = 'the OCI layout';

/** A layout in a folder, or packed into an archive. */
export async function openLayout(path: string, run: Run): Promise<Layout> {
  if ((await stat(path)).isDirectory()) {
    return {
      read: (name) => readFile(join(path, name)),
      size: (name) => stat(join(path, name)).then(({ size }) => size, absent),
    };
  }
  const tar = async (action: readonly string[], missing: string) => {
    const finished = await run({ program: 'tar', args: [...action, '--file', path] });
    if (!succeeded(finished)) throw new ActionError(`${path} ${missing}`, { output: finished.stderr });
    return finished.stdout;
  };
  let sizes: Promise<ReadonlyMap<string, number>> | undefined;
  return {
    read: async (name) => Buffer.from(await tar(['--extract', '--to-stdout', name], `does not hold ${name}`)),
    async size(name) {
      sizes ??= tar(['--list', '--verbose'], 'could not be listed').then(sizesIn);
      return (await sizes).get(name);
    },
  };
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** `-r--r--r-- 0/0 123 1970-01-01 00:00 blobs/sha256/…` */
function sizesIn(listing: string): ReadonlyMap<string, number> {
  const files = listing.matchAll(/^-\S+ +\S+ +(\d+) +\S+ +\S+ +(.+)$/gm);
  return new Map([...files].map(([, size, name = '']) => [name, Number(size)]));
}

/** The one image of a layout that buildx wrote. */
export async function topOf(layout: Layout): Promise<Descriptor> {
  const [top] = parseIndex({ bytes: await layout.read('index.json'), mediaType: OCI_INDEX }).manifests;
  if (top === undefined) throw new ActionError('the OCI layout that buildx wrote holds no image');
  return top;
}

/** Reads the image of a layout, every byte hashed. */
export async function readLayout(layout: Layout): Promise<Image> {
  const top = await topOf(layout);
  return readImage(top.digest, contentOf(layout), top);
}

/** The image of a layout, and each of its files, as something that has to be complete. */
export function layoutPlace(layout: Layout): Place {
  const size: Place['size'] = ({ digest }) => layout.size(blobName(digest));
  return { name: PLACE, content: contentOf(layout), wasRead: true, size };
}

function contentOf(layout: Layout) {
  return hashedContent(PLACE, (digest) => layout.read(blobName(digest)));
}

/** The digests of its platforms' image manifests. */
export async function platformDigests(layout: Layout): Promise<readonly Digest[]> {
  const { digest, mediaType } = await topOf(layout);
  if (!isIndex(mediaType)) return [digest];
  const index = parseIndex({ bytes: await blob(layout, digest), mediaType });
  return splitIndex(index.manifests).images.map((image) => image.digest);
}

/** The bytes of a digest, verified to be those. */
export async function blob(layout: Layout, digest: Digest): Promise<Buffer> {
  return verified(await layout.read(blobName(digest)), digest, PLACE);
}

/** The bytes of a layer in a layout's folder. */
export function layerFile(folder: string, { digest }: Pick<Descriptor, 'digest'>): AsyncIterable<Buffer> {
  return verifiedStream(createReadStream(join(folder, blobName(digest))), digest, PLACE);
}

export function blobName(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}
