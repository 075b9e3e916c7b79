import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import type { Attestation, Image } from '../model/image.ts';
import type { Descriptor, ImageManifest } from '../model/oci.ts';
import { formatPlatform } from '../model/platform.ts';
import { MAX_PARALLEL_LOOKUPS } from '../runtime/limits.ts';
import { type Content, readManifest } from './read-image.ts';

/** Manifest or blob that an image refers to. */
interface Held {
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

/**
 * Throws unless a place holds all of an image: its manifests, configs and layers, and those of its attestations, each of
 * the size that its descriptor says. Attestation manifests are read and hashed here; content of layers is not.
 */
export async function requireComplete(image: Image, place: Place): Promise<void> {
  const problems: string[] = [];
  const asked = new Set<string>();
  const lookFor = async (held: Held) => {
    const { digest, size, what } = held;
    const question = `${digest} ${size}`;
    if (asked.has(question)) return;
    asked.add(question);
    const found = await place.size(held);
    const described = `${digest}, ${what}`;
    if (found === undefined) problems.push(`it lacks ${described}`);
    else if (found !== (size ?? found)) problems.push(`it has ${found} bytes of ${size} of ${described}`);
  };
  // attestations are first: layers are looked for while their manifests are read
  const items = [...image.attestations, ...platformContent(image, place)];
  const work = async () => {
    for (let item = items.shift(); item !== undefined; item = items.shift()) {
      if ('descriptor' in item) items.push(...(await attestationBlobs(item, image, place)));
      else await lookFor(item);
      // one is enough to fail, and each further one may be waited for
      if (problems.length > 0) return;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: MAX_PARALLEL_LOOKUPS }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  if (problems.length === 0) return;
  throw new ActionError(`${place.name} does not hold all of ${image.digest}: ${problems.join('; ')}`, {
    hint: 'Look for what removes content there (a clean-up job, a full disk), then run the job again.',
  });
}

/** The content of its platforms that was not read. */
function platformContent({ platforms }: Image, { wasRead }: Place): readonly Held[] {
  return platforms.flatMap(({ digest, platform, manifest }) => {
    const name = formatPlatform(platform);
    const [config, ...layers] = blobsOf(manifest, name);
    return wasRead ? layers : [{ kind: 'manifest', digest, size: undefined, what: name }, config, ...layers];
  });
}

/** Reads the manifest of an attestation. */
async function attestationBlobs(
  { of, descriptor }: Attestation,
  { platforms }: Image,
  { content }: Place,
): Promise<readonly Held[]> {
  const about = platforms.find(({ digest }) => digest === of);
  const name = about === undefined ? of : formatPlatform(about.platform);
  return blobsOf(await readManifest(descriptor, content), `the attestation of ${name}`);
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
function isForeign({ mediaType, urls }: Descriptor): boolean {
  return (urls?.length ?? 0) > 0 || /\.(?:nondistributable|foreign)\./.test(mediaType);
}

function foreign({ digest, mediaType }: Descriptor, what: string): ActionError {
  return new ActionError(`${digest}, ${what}, is to be loaded from outside the registry: it is ${mediaType}`, {
    hint: 'No tag was updated. Leave `prefer-nondist-layers` out of `outputs`; BuildKit then pushes such layers of Windows base images as well.',
  });
}
