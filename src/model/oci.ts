import { type Digest, digestOf, isDigest } from './digest.ts';
import { ActionError, messageOf } from './errors.ts';
import { IMAGE_TYPES, INDEX_TYPES } from './media-type.ts';
import { AmbiguousJson, keys, parseStrictly, type Shape } from './strict-json.ts';

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: OciPlatform;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly urls?: readonly string[];
}

export interface OciPlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** An OCI image index or a Docker manifest list, with the fields that the action reads. */
export interface Index {
  readonly manifests: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** An image manifest for one platform, in OCI or Docker format. */
export interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** An index or a manifest as it is stored. */
export interface Document {
  /** From the Content-Type or the descriptor. Undefined or empty if it is not known. */
  readonly mediaType?: string;
  /** Names the document in an error. */
  readonly digest?: Digest;
  readonly bytes: Uint8Array;
}

const CONFIGS = ['application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json'];

/** Maximum size of a manifest, an index or a config, in bytes. containerd has the same limit for manifests. */
export const MAX_DOCUMENT_BYTES = 8 * 2 ** 20;

const PLATFORM = keys('architecture', 'os', 'os.version', 'os.features', 'variant', 'features');
const DESCRIPTOR: Shape = {
  ...keys('mediaType', 'digest', 'size', 'urls', 'annotations', 'data', 'artifactType'),
  platform: PLATFORM,
};
/** Keys of indexes and manifests. A document with keys of both is rejected. */
const DOCUMENT: Shape = {
  ...keys('schemaVersion', 'mediaType', 'artifactType', 'annotations', 'fsLayers'),
  ...{ manifests: DESCRIPTOR, config: DESCRIPTOR, layers: DESCRIPTOR, subject: DESCRIPTOR },
};
const CONFIG: Shape = {
  ...keys('architecture', 'os', 'os.version', 'os.features', 'variant'),
  ...{ config: keys('Labels'), rootfs: keys('type', 'diff_ids') },
};

export function isIndex(mediaType: string): boolean {
  return INDEX_TYPES.includes(mediaType);
}

export function isManifest(mediaType: string): boolean {
  return IMAGE_TYPES.includes(mediaType);
}

export function isConfig(mediaType: string): boolean {
  return CONFIGS.includes(mediaType);
}

/** Media type of an index or a manifest: from its own field, or as it was served. Empty if both are missing. */
export function mediaTypeOf(document: Document): string {
  const what = named('image index or manifest', document);
  return typeIn(read(document.bytes, DOCUMENT, what), document, what);
}

export function parseIndex(document: Document): Index {
  const what = named('image index', document);
  const json = readDocument(document, what, isIndex, ['config', 'layers', 'fsLayers']);
  return {
    manifests: descriptors(json.manifests, what),
    annotations: texts(json.annotations ?? {}, what),
  };
}

export function parseManifest(document: Document): ImageManifest {
  const what = named('image manifest', document);
  const json = readDocument(document, what, isManifest, ['manifests', 'fsLayers']);
  const [config] = descriptors([json.config], what);
  if (config === undefined) throw malformed(what);
  return { config, layers: descriptors(json.layers, what) };
}

/** Bytes to pull for an image: its config and its layers as they are stored, compressed. */
export function sizeOf({ config, layers }: ImageManifest): number {
  return layers.reduce((sum, layer) => sum + layer.size, config.size);
}

/** Reads the platform in a config: https://github.com/opencontainers/image-spec/blob/main/config.md */
export function parseConfigPlatform(bytes: Uint8Array): OciPlatform {
  const { os, architecture, variant = '' } = read(bytes, CONFIG, 'image config');
  if (![os, architecture, variant].every((field) => typeof field === 'string')) throw malformed('image config');
  return { os, architecture, ...(variant !== '' && { variant }) } as OciPlatform;
}

/** Reads the labels in a config. */
export function parseConfigLabels(bytes: Uint8Array): Readonly<Record<string, string>> {
  const { config } = read(bytes, CONFIG, 'image config') as { config?: { Labels?: unknown } | null };
  return texts(config?.Labels ?? {}, 'image config');
}

/** Reads the number of layers in a config. */
export function parseConfigLayers(bytes: Uint8Array): number {
  const { rootfs } = read(bytes, CONFIG, 'image config') as { rootfs?: { diff_ids?: unknown } | null };
  const layers = rootfs?.diff_ids ?? [];
  if (!Array.isArray(layers)) throw malformed('image config');
  return layers.length;
}

function named(what: string, { digest }: Document): string {
  return digest === undefined ? what : `${what} ${digest}`;
}

/** @param others keys of the other kind of document. Programs could read a document with both kinds as either. */
function readDocument(
  document: Document,
  what: string,
  isOfKind: (mediaType: string) => boolean,
  others: readonly string[],
): Record<string, unknown> {
  const json = read(document.bytes, DOCUMENT, what);
  const mediaType = typeIn(json, document, what);
  const other = others.find((key) => key in json);
  if (other !== undefined) throw ambiguous(what, `it has "${other}", which belongs to another kind of document`);
  if (!isOfKind(mediaType)) throw malformed(what, `its media type is ${mediaType || 'missing'}`);
  if (json.schemaVersion !== 2) throw malformed(what, 'its schemaVersion is not 2');
  return json;
}

function typeIn({ mediaType: own = '' }: Record<string, unknown>, document: Document, what: string): string {
  const { mediaType: given = '' } = document;
  if (typeof own !== 'string') throw malformed(what, 'its mediaType is not text');
  if (own !== '' && given !== '' && own !== given) {
    throw ambiguous(what, `its mediaType is ${own}, and it is served or listed as ${given}`);
  }
  return own || given;
}

function descriptors(value: unknown, what: string): readonly Descriptor[] {
  if (!Array.isArray(value)) throw malformed(what);
  for (const descriptor of value) checkDescriptor(descriptor, what);
  return value as Descriptor[];
}

function checkDescriptor(descriptor: Record<string, unknown> | null | undefined, what: string): void {
  const { mediaType, digest, size, platform, annotations, urls, data } = descriptor ?? {};
  if (!isDigest(digest)) throw malformed(what, 'a descriptor has no sha256 digest');
  const wrong = (problem: string) => malformed(what, `the descriptor of ${digest} has ${problem}`);
  if (typeof mediaType !== 'string' || mediaType === '') throw wrong('no media type');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw wrong('no valid size');
  if (platform !== undefined && !isPlatform(platform)) throw wrong('no valid platform');
  if (urls !== undefined && urls !== null && !areTexts(urls)) throw wrong('no valid urls');
  texts(annotations ?? {}, what);
  if (data !== undefined && !holds(data, digest, size)) throw wrong('other content in `data` than its digest says');
}

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md#embedded-content */
function holds(data: unknown, digest: Digest, size: number): boolean {
  if (typeof data !== 'string') return false;
  const bytes = Buffer.from(data, 'base64');
  return bytes.toString('base64') === data && bytes.length === size && digestOf(bytes) === digest;
}

function isPlatform(value: unknown): value is OciPlatform {
  if (typeof value !== 'object' || value === null) return false;
  const platform = value as Record<string, unknown>;
  const { os, architecture, variant = '', 'os.version': version = '', 'os.features': features = [] } = platform;
  return areTexts([os, architecture, variant, version]) && areTexts(features);
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}

function texts(value: unknown, what: string): Readonly<Record<string, string>> {
  if (typeof value === 'object' && value !== null && areTexts(Object.values(value))) {
    return value as Record<string, string>;
  }
  throw malformed(what, 'its annotations or labels are not texts');
}

function read(bytes: Uint8Array, shape: Shape, what: string): Record<string, unknown> {
  if (bytes.length > MAX_DOCUMENT_BYTES) throw malformed(what, `it has more than ${MAX_DOCUMENT_BYTES} bytes`);
  let value: unknown;
  try {
    value = parseStrictly(bytes, shape);
  } catch (cause) {
    throw cause instanceof AmbiguousJson ? ambiguous(what, messageOf(cause)) : malformed(what, undefined, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw malformed(what);
}

/** A document does not have the format of its media type, or of its role in an image. */
export class MalformedError extends ActionError {}

/** Another program could read another image in the document. */
export class AmbiguousError extends MalformedError {}

function malformed(what: string, why?: string, cause?: unknown): MalformedError {
  return new MalformedError(`the ${what} is malformed${why === undefined ? '' : `: ${why}`}`, { cause });
}

function ambiguous(what: string, why: string): AmbiguousError {
  return new AmbiguousError(`the ${what} is ambiguous: ${why}`, {
    hint: 'No tag was updated. Tools could read different images in it: build the image again with a tool that you trust.',
  });
}
