import * as v from 'valibot';
import { decoded } from '../clients/http/proxy.ts';
import type { Registry } from '../clients/registry/client.ts';
import { type Digest, isDigest } from '../model/digest.ts';
import { readJson } from '../model/json.ts';
import { isIndex, parseIndex, parseManifest, sizeOf } from '../model/oci.ts';
import type { Platform } from '../model/platform.ts';
import { formatTagged, type Repository, type TaggedReference } from '../model/reference.ts';
import { MAX_PROVENANCE_BYTES } from '../runtime/limits.ts';
import { contentIn } from '../store/in-registry.ts';
import { platformOf, readManifest, splitIndex } from '../store/read-image.ts';
import type { Previous } from './previous.ts';

/** The image that a tag held before this run: the facts that a summary compares. */
export interface PreviousImage {
  /** `ghcr.io/acme/app:latest` */
  readonly tag: string;
  readonly platforms: readonly SizedPlatform[];
  /** Digests of the images that it was built from, by name. Empty without provenance. */
  readonly materials: Materials;
}

interface SizedPlatform {
  readonly platform: Platform;
  /** Bytes to pull, compressed. */
  readonly size: number;
  readonly layers: readonly Digest[];
}

/** Digests by the name of the image: `docker.io/library/busybox:latest`. */
export type Materials = ReadonlyMap<string, Digest>;

/**
 * Reads the image of the first tag that existed. Undefined if no tag existed, or if it cannot be read: a comparison is not
 * worth an error.
 */
export async function readPreviousImage(
  tags: readonly TaggedReference[],
  previous: Previous,
  registry: Registry,
): Promise<PreviousImage | undefined> {
  const reference = tags.find((tag) => previous.get(formatTagged(tag)) !== undefined);
  const digest = reference === undefined ? undefined : previous.get(formatTagged(reference));
  if (reference === undefined || digest === undefined) return undefined;
  return read(reference, digest, registry).catch(() => undefined);
}

async function read(
  reference: TaggedReference,
  digest: Digest,
  registry: Registry,
): Promise<PreviousImage | undefined> {
  const { repository } = reference;
  const content = contentIn(registry, repository);
  const top = await content.manifest(digest);
  if (!isIndex(top.mediaType ?? '')) return undefined;
  const { images, attestations } = splitIndex(parseIndex(top).manifests);
  const [platforms, materials] = await Promise.all([
    Promise.all(
      images.map(async (image) => {
        if (image.platform === undefined) return [];
        const manifest = await readManifest(image, content);
        const layers = manifest.layers.map(({ digest: layer }) => layer);
        return [{ platform: platformOf(image.platform), size: sizeOf(manifest), layers }];
      }),
    ),
    readMaterials(attestations[0]?.digest, repository, registry),
  ]);
  return { tag: formatTagged(reference), platforms: platforms.flat(), materials };
}

/** Reads the provenance of one platform: the platforms of an image are built from the same indexes. */
async function readMaterials(
  attestation: Digest | undefined,
  repository: Repository,
  registry: Registry,
): Promise<Materials> {
  if (attestation === undefined) return new Map();
  const { layers } = parseManifest(await contentIn(registry, repository).manifest(attestation));
  const statement = layers.find(({ annotations }) =>
    annotations?.['in-toto.io/predicate-type']?.startsWith('https://slsa.dev/provenance/'),
  );
  if (statement === undefined || statement.size > MAX_PROVENANCE_BYTES) return new Map();
  const bytes = await registry.getBlob(repository, statement.digest, MAX_PROVENANCE_BYTES);
  return materialsOf(readJson(STATEMENT, bytes.toString())?.predicate);
}

const SOURCES = v.optional(
  v.array(v.looseObject({ uri: v.optional(v.string(), ''), digest: v.optional(v.record(v.string(), v.string()), {}) })),
  [],
);

/** https://slsa.dev/spec/v0.2/provenance and https://slsa.dev/spec/v1.0/provenance */
const PREDICATE = v.looseObject({
  materials: SOURCES,
  buildDefinition: v.optional(v.looseObject({ resolvedDependencies: SOURCES }), {}),
});
const STATEMENT = v.looseObject({ predicate: v.unknown() });

/**
 * The images in a provenance, as BuildKit writes them: `pkg:docker/busybox@latest?platform=linux%2Famd64`.
 * @internal
 */
export function materialsOf(predicate: unknown): Materials {
  const result = v.safeParse(PREDICATE, predicate);
  if (!result.success) return new Map();
  const { materials, buildDefinition } = result.output;
  return new Map(
    [...materials, ...buildDefinition.resolvedDependencies].flatMap(({ uri, digest: { sha256 } }) => {
      const [, name, tag] = /^pkg:docker\/([^@?]+)@([^?]+)/.exec(uri) ?? [];
      const digest = `sha256:${sha256}`;
      if (name === undefined || tag === undefined || !isDigest(digest)) return [];
      return [[`${decoded(name)}:${decoded(tag)}`, digest] as const];
    }),
  );
}

/** The images in buildx's metadata of a build. */
export function materialsInMetadata(json: Readonly<Record<string, unknown>>): Materials {
  const provenance = Object.entries(json).find(([key]) => /^buildx\.build\.provenance(\/|$)/.test(key));
  return materialsOf(provenance?.[1]);
}
