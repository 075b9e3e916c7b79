import { isAbsolute, join } from 'node:path';
import type { ImagePlatforms } from '../clients/docker/image-platforms.ts';
import { LAYOUT_PREFIX } from '../dockerfile/graph.ts';
import { isDigest } from '../model/digest.ts';
import { OCI_INDEX } from '../model/media-type.ts';
import {
  AmbiguousError,
  type Descriptor,
  isIndex,
  MAX_DOCUMENT_BYTES,
  MalformedError,
  mediaTypeOf,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
} from '../model/oci.ts';
import type { Run } from '../runtime/process.ts';
import { blob, blobName, type Layout, openLayout } from '../store/oci-layout.ts';
import { platformOf, splitIndex } from '../store/read-image.ts';
import type { FoundBase } from './single-platform-base.ts';

/** A base image in Docker Engine's image store. Undefined if its platforms are not known. */
export function storedBase(image: string, stored: ImagePlatforms | undefined): FoundBase | undefined {
  if (stored?.isIndex) return { image, listed: stored.platforms };
  const [platform] = stored?.platforms ?? [];
  return platform && { image, platform };
}

/**
 * Reads a base image in an OCI layout. Undefined if it cannot be read: the build fails then, or reads it in another way.
 * @param image `oci-layout://folder:tag@digest`, as a build context names it.
 * @param folder that a relative path starts from.
 */
export async function layoutBase(image: string, folder: string, run: Run): Promise<FoundBase | undefined> {
  const { path, tag, digest } = splitLayout(image);
  try {
    const layout = await openLayout(isAbsolute(path) ? path : join(folder, path), run);
    const top = digest ?? (await find(tag, layout))?.digest;
    if (!isDigest(top)) return undefined;
    const read = await document(layout, top);
    const found = { ...read, mediaType: mediaTypeOf(read) };
    if (isIndex(found.mediaType)) {
      const { images } = splitIndex(parseIndex(found).manifests);
      return { image, listed: images.map(({ platform }) => platform && platformOf(platform)) };
    }
    const { config } = parseManifest(found);
    return { image, platform: platformOf(parseConfigPlatform((await document(layout, config.digest)).bytes)) };
  } catch (error) {
    return error instanceof AmbiguousError ? { image, ambiguity: error } : undefined;
  }
}

/** As buildx does: https://github.com/docker/buildx/blob/master/util/ocilayout/parse.go */
function splitLayout(image: string) {
  const [, path = '', tag, digest] =
    /^(.*?)(?::([\w][\w.-]{0,127}))?(?:@([a-z0-9]+:[0-9a-f]+))?$/s.exec(image.slice(LAYOUT_PREFIX.length)) ?? [];
  return { path, tag: tag ?? 'latest', digest };
}

/** As buildx does: by name, or else the only image. https://github.com/moby/buildkit/blob/master/client/ociindex/ociindex.go */
async function find(tag: string, layout: Layout): Promise<Descriptor | undefined> {
  const { manifests } = parseIndex({ bytes: await layout.read('index.json'), mediaType: OCI_INDEX });
  const named = NAMES.flatMap((name) => manifests.filter(({ annotations }) => annotations?.[name] === tag));
  return named[0] ?? (manifests.length === 1 ? manifests[0] : undefined);
}

const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];

async function document(layout: Layout, digest: Descriptor['digest']) {
  const size = await layout.size(blobName(digest));
  if (size === undefined || size > MAX_DOCUMENT_BYTES) throw new MalformedError(`${digest} is no document`);
  return { digest, bytes: await blob(layout, digest) };
}
