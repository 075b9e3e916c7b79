import { ActionError } from '../system/errors.ts';
import type { Digest } from '../system/registry/digest.ts';
import { isDigest } from '../system/registry/digest.ts';

/** https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: OciPlatform;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface OciPlatform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** An image index or Docker's manifest list, as far as it is read here. */
export interface Index {
  readonly manifests: readonly Descriptor[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** One platform's image manifest, OCI's or Docker's. */
export interface ImageManifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

const INDEXES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
const MANIFESTS = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

export function isIndex(mediaType: string): boolean {
  return INDEXES.includes(mediaType);
}

export function isManifest(mediaType: string): boolean {
  return MANIFESTS.includes(mediaType);
}

export function parseIndex(bytes: Uint8Array): Index {
  const json = parse(bytes, 'image index');
  return {
    manifests: descriptors(json.manifests, 'image index'),
    annotations: (json.annotations ?? {}) as Record<string, string>,
  };
}

export function parseManifest(bytes: Uint8Array): ImageManifest {
  const json = parse(bytes, 'image manifest');
  const [config] = descriptors([json.config], 'image manifest');
  if (config === undefined) throw malformed('image manifest');
  return { config, layers: descriptors(json.layers, 'image manifest') };
}

/** The platform that an image's config says it is: https://github.com/opencontainers/image-spec/blob/main/config.md */
export function parseConfigPlatform(bytes: Uint8Array): OciPlatform {
  const { os, architecture, variant } = parse(bytes, 'image config');
  if (typeof os !== 'string' || typeof architecture !== 'string') throw malformed('image config');
  return { os, architecture, ...(typeof variant === 'string' && variant !== '' ? { variant } : {}) };
}

/** The labels in an image's config. */
export function parseConfigLabels(bytes: Uint8Array): Readonly<Record<string, string>> {
  const { config } = parse(bytes, 'image config') as { config?: { Labels?: Record<string, string> | null } | null };
  return config?.Labels ?? {};
}

function descriptors(value: unknown, what: string): readonly Descriptor[] {
  if (!Array.isArray(value)) throw malformed(what);
  for (const descriptor of value) {
    if (!isDigest(descriptor?.digest) || typeof descriptor.size !== 'number') throw malformed(what);
  }
  return value as Descriptor[];
}

function parse(bytes: Uint8Array, what: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw malformed(what, cause);
  }
  throw malformed(what);
}

/** Bytes that are not what their media type, or their place in an image, promises. */
export class MalformedError extends ActionError {}

function malformed(what: string, cause?: unknown): MalformedError {
  return new MalformedError(`the ${what} is malformed`, { cause });
}
