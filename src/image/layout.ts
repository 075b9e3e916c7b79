import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ActionError } from '../system/errors.ts';
import { type Run, succeeded } from '../system/process.ts';
import type { Digest } from '../system/registry/digest.ts';
import type { Image } from './image.ts';
import { hashedContent, proved, readImage, splitIndex } from './manifests.ts';
import { type Descriptor, isIndex, parseIndex } from './oci.ts';

/** A file of an OCI layout by its name in it: https://github.com/opencontainers/image-spec/blob/main/image-layout.md */
export type Layout = (name: string) => Promise<Buffer>;

const PLACE = 'the OCI layout';

/** A layout in a folder, or packed into an archive. */
export async function openLayout(path: string, run: Run): Promise<Layout> {
  if ((await stat(path)).isDirectory()) return (name) => readFile(join(path, name));
  return async (name) => {
    const finished = await run({ program: 'tar', args: ['--extract', '--to-stdout', '--file', path, name] });
    if (!succeeded(finished)) throw new ActionError(`${path} does not hold ${name}`, { output: finished.stderr });
    return Buffer.from(finished.stdout);
  };
}

/** The one image of a layout that buildx wrote. */
export async function topOf(layout: Layout): Promise<Descriptor> {
  const [top] = parseIndex(await layout('index.json')).manifests;
  if (top === undefined) throw new ActionError('the OCI layout that buildx wrote holds no image');
  return top;
}

/** Reads the image of a layout, every byte hashed. */
export async function readLayout(layout: Layout): Promise<Image> {
  const top = await topOf(layout);
  return readImage(
    top.digest,
    hashedContent(PLACE, (digest) => layout(blobName(digest)), top.mediaType),
  );
}

/** The digests of its platforms' image manifests. */
export async function platformDigests(layout: Layout): Promise<readonly Digest[]> {
  const top = await topOf(layout);
  if (!isIndex(top.mediaType)) return [top.digest];
  return splitIndex(parseIndex(await blob(layout, top.digest)).manifests).images.map(({ digest }) => digest);
}

/** The bytes of a digest, proved to be those. */
export async function blob(layout: Layout, digest: Digest): Promise<Buffer> {
  return proved(await layout(blobName(digest)), digest, PLACE);
}

export function blobName(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}
