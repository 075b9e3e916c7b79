import { formatPlatform } from '../inputs/platform.ts';
import { ActionError } from '../system/errors.ts';
import type { Digest } from '../system/registry/digest.ts';
import type { Image } from './image.ts';
import { type Content, readManifest } from './manifests.ts';
import type { Descriptor, ImageManifest } from './oci.ts';

/** Manifest or blob that an image refers to. */
export interface Held {
  readonly kind: 'manifest' | 'blob';
  readonly digest: Digest;
  /** In bytes, by its descriptor. Undefined for an image's manifest, whose bytes were read. */
  readonly size: number | undefined;
  /** `a layer of linux/arm64` */
  readonly what: string;
}

/** A place that holds an image. */
export interface Place {
  /** As an error names it: `ghcr.io/acme/app`. */
  readonly name: string;
  readonly content: Content;
  /** The image was read from here, so that the manifests and configs of its platforms are here. */
  readonly wasRead: boolean;
  /** Size in bytes of a manifest or blob, found without reading it. Undefined if it is not there. */
  readonly size: (held: Held) => Promise<number | undefined>;
}

/** Questions at one time. More are no faster on loopback, and each costs a connection to a registry. */
const AT_ONCE = 8;

/**
 * Throws unless a place holds all of an image: its manifests, configs and layers, and those of its attestations, each of
 * the size that its descriptor says. Attestation manifests are read and hashed here; content of layers is not.
 */
export async function requireComplete(image: Image, place: Place): Promise<void> {
  const problems: string[] = [];
  const left = (await heldBy(image, place)).values();
  const check = async () => {
    for (const held of left) {
      const size = await place.size(held);
      const described = `${held.digest}, ${held.what}`;
      if (size === undefined) problems.push(`it lacks ${described}`);
      else if (size !== (held.size ?? size)) problems.push(`it has ${size} bytes of ${held.size} of ${described}`);
      // one is enough to fail, and each further one may be waited for
      if (problems.length > 0) return;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, check));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (problems.length === 0) return;
  throw new ActionError(`${place.name} does not hold all of ${image.digest}: ${problems.join('; ')}`, {
    hint: 'Look for what removes content there (a clean-up job, a full disk), then run the job again.',
  });
}

/** All that an image refers to and that has to be looked for, each once. */
async function heldBy(image: Image, { content, wasRead }: Place): Promise<readonly Held[]> {
  const attestations = await Promise.all(
    image.attestations.map(async (attestation) => {
      const about = image.platforms.find(({ digest }) => digest === attestation.of);
      const name = `the attestation of ${about === undefined ? attestation.of : formatPlatform(about.platform)}`;
      return blobsOf(await readManifest(attestation.descriptor, content), name);
    }),
  );
  const platforms = image.platforms.map(({ digest, platform, manifest }): readonly Held[] => {
    const name = formatPlatform(platform);
    const [config, ...layers] = blobsOf(manifest, name);
    return wasRead ? layers : [{ kind: 'manifest', digest, size: undefined, what: name }, config, ...layers];
  });
  const all = [...platforms, ...attestations].flat();
  const alike = Map.groupBy(all, ({ digest, size }) => `${digest} ${size}`);
  return [...alike.values()].flatMap(([first]) => first ?? []);
}

/** The config, then the layers. */
function blobsOf({ config, layers }: ImageManifest, name: string): readonly [Held, ...Held[]] {
  const blob = (descriptor: Descriptor, part: string): Held => {
    const what = `${part} of ${name}`;
    if (isForeign(descriptor)) throw foreign(descriptor, what);
    return { kind: 'blob', digest: descriptor.digest, size: descriptor.size, what };
  };
  return [blob(config, 'the config'), ...layers.map((layer) => blob(layer, 'a layer'))];
}

/** Content that a registry need not hold: it is loaded from an address that nobody verifies. */
export function isForeign({ mediaType, urls }: Descriptor): boolean {
  return (urls?.length ?? 0) > 0 || /\.(?:nondistributable|foreign)\./.test(mediaType);
}

function foreign({ digest, mediaType }: Descriptor, what: string): ActionError {
  return new ActionError(`${digest}, ${what}, is to be loaded from outside the registry: it is ${mediaType}`, {
    hint: 'No tag was updated. Leave `prefer-nondist-layers` out of `outputs`; BuildKit then pushes such layers of Windows base images as well.',
  });
}
