import { isAttestation, platformOf } from '../image/manifests.ts';
import {
  type Descriptor,
  isIndex,
  isManifest,
  type OciPlatform,
  parseConfigLabels,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
} from '../image/oci.ts';
import { formatPlatform, type Platform } from '../inputs/platform.ts';
import { ActionError } from '../system/errors.ts';
import type { RawManifest, Registry } from '../system/registry/client.ts';
import { formatDigested, type Repository } from '../system/registry/reference.ts';
import type { Offer } from './offer.ts';
import { type Published, tell } from './published.ts';

/** A part as it is found in the registry. */
export interface Part {
  readonly offer: Offer;
  /** Where it was found. */
  readonly repository: Repository;
  /** An index, or a manifest by itself. */
  readonly top: RawManifest;
  readonly images: readonly Child[];
  readonly attestations: readonly Descriptor[];
  /** Of its index; none of a manifest. */
  readonly annotations: Readonly<Record<string, string>>;
  /** By its annotations, else by the labels of its first image. */
  readonly told: Published['told'];
}

/** An image as an index lists it. */
export interface Child {
  readonly platform: Platform;
  readonly descriptor: Descriptor;
}

const CONFIG_LIMIT = 8 * 2 ** 20;

/** Reads what was offered. @throws ActionError where it is not there or is no image */
export async function readPart(offer: Offer, registry: Registry): Promise<Part> {
  const { repository, top } = await find(offer, registry);
  const config = async ({ bytes }: RawManifest) =>
    registry.getBlob(repository, parseManifest(bytes).config.digest, CONFIG_LIMIT);
  if (isManifest(top.mediaType)) {
    const bytes = await config(top);
    const { mediaType, digest } = top;
    const descriptor = { mediaType, digest, size: top.bytes.length };
    const image = childOf(descriptor, parseConfigPlatform(bytes));
    return {
      offer,
      repository,
      top,
      images: [image],
      attestations: [],
      annotations: {},
      told: tell(parseConfigLabels(bytes)),
    };
  }
  const { manifests, annotations } = parseIndex(top.bytes);
  const images = manifests.filter((child) => !isAttestation(child)).map((child) => childOf(child, child.platform));
  const [first] = images;
  if (first === undefined) throw new ActionError(`${offer.origin}: ${top.digest} is an index without an image`);
  const own = tell(annotations);
  const child =
    own.revision === undefined
      ? await registry.getManifest(repository, first.descriptor.digest, { justWritten: true })
      : undefined;
  const labels = child === undefined || !isManifest(child.mediaType) ? {} : parseConfigLabels(await config(child));
  const attestations = manifests.filter(isAttestation);
  return { offer, repository, top, images, attestations, annotations, told: { ...tell(labels), ...own } };
}

async function find(
  { origin, digest, repositories }: Offer,
  registry: Registry,
): Promise<{ readonly repository: Repository; readonly top: RawManifest }> {
  for (const repository of repositories) {
    // a leg may have pushed it a moment ago, and the last place to look is the one where it has to be
    const top = await registry.getManifest(repository, digest, { justWritten: repository === repositories.at(-1) });
    if (top === undefined) continue;
    if (isIndex(top.mediaType) || isManifest(top.mediaType)) return { repository, top };
    throw new ActionError(
      `${origin}: ${formatDigested(repository, digest)} is no image: its media type is ${top.mediaType}`,
    );
  }
  throw new ActionError(`${origin}: ${digest} is not in ${repositories.map(({ name }) => name).join(', ')}`, {
    hint: 'Run the legs again; if it goes missing again, a clean-up job removes untagged images before they are merged.',
  });
}

/** The platform in one spelling, whatever the part's builder wrote, so that the merged index is the same. */
function childOf({ mediaType, digest, size, annotations }: Descriptor, listed: OciPlatform | undefined): Child {
  if (listed === undefined) throw new ActionError(`an index lists ${digest} without a platform`);
  const platform = platformOf(listed);
  const { os, architecture, variant } = platform;
  const version = (listed as { 'os.version'?: string })['os.version'];
  const features = (listed as { 'os.features'?: readonly string[] })['os.features'];
  const written: OciPlatform = {
    architecture,
    os,
    ...(version === undefined ? {} : { 'os.version': version }),
    ...(features === undefined ? {} : { 'os.features': features }),
    ...(variant === undefined ? {} : { variant }),
  };
  return { platform, descriptor: { mediaType, digest, size, platform: written, ...(annotations && { annotations }) } };
}

/** `linux/amd64, linux/arm64` */
export function platformsOf({ images }: Pick<Part, 'images'>): string {
  return images.map(({ platform }) => formatPlatform(platform)).join(', ');
}
