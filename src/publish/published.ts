import type { RawManifest, Registry } from '../clients/registry/client.ts';
import { RegistryError } from '../clients/registry/error.ts';
import type { Origin } from '../model/naming.ts';
import {
  isIndex,
  MAX_DOCUMENT_BYTES,
  MalformedError,
  parseConfigLabels,
  parseIndex,
  parseManifest,
} from '../model/oci.ts';
import type { Repository } from '../model/reference.ts';
import { splitIndex } from '../store/read-image.ts';
import { RELEASE_ANNOTATION } from '../tags/describe.ts';

/** Version, revision and time in an image's annotations or labels. Empty values are left out. */
export type VersionInfo = Readonly<Partial<Record<'version' | 'revision' | 'created', string>>>;

const PREFIX = 'org.opencontainers.image.';

/**
 * Reads version, revision and time of a tagged image from the annotations of its index, or from the labels of its first
 * platform. Annotations of a manifest are ignored: some builders copy them from the base image.
 * @returns undefined if the tag does not exist, or if it does not hold a complete image.
 */
export async function readPublished(
  registry: Registry,
  repository: Repository,
  tag: string,
  origin: Origin,
): Promise<VersionInfo | undefined> {
  const manifest = await registry.getManifest(repository, tag);
  if (manifest === undefined) return undefined;
  try {
    return await (isIndex(manifest.mediaType) ? ofIndex(manifest) : ofManifest(manifest));
  } catch (error) {
    // the config of a chart or a signature has another format; the config of an incomplete image is missing
    if (error instanceof MalformedError || (error instanceof RegistryError && error.status === 404)) return undefined;
    throw error;
  }

  async function ofIndex(index: RawManifest): Promise<VersionInfo | undefined> {
    const { manifests, annotations } = parseIndex(index);
    const [first] = splitIndex(manifests).images;
    if (first === undefined) return undefined;
    const info = infoFromAnnotations(annotations);
    if (info.version !== undefined) return info;
    const manifest = await registry.getManifest(repository, first.digest);
    return manifest && { ...(await ofManifest(manifest)), ...info };
  }

  async function ofManifest(manifest: RawManifest): Promise<VersionInfo> {
    const config = await registry.getBlob(repository, parseManifest(manifest).config.digest, MAX_DOCUMENT_BYTES);
    return infoFromLabels(parseConfigLabels(config), origin);
  }
}

/** Reads the annotations of an index. BuildKit does not copy them from a base image. */
export function infoFromAnnotations(annotations: Readonly<Record<string, string>>): VersionInfo {
  const info = {
    version: annotations[RELEASE_ANNOTATION] || annotations[`${PREFIX}version`],
    revision: annotations[`${PREFIX}revision`],
    created: annotations[`${PREFIX}created`],
  };
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value));
}

/**
 * Reads the labels of an image. An image inherits the labels of its base, so they are used only if they name the commit
 * of this repository, or a revision and the source of this repository.
 */
export function infoFromLabels(labels: Readonly<Record<string, string>>, origin: Origin): VersionInfo {
  return infoFromAnnotations(ownLabels(labels, origin));
}

/** The labels of an image. Empty if they may be those of its base image. */
export function ownLabels(
  labels: Readonly<Record<string, string>>,
  { sources, commit }: Origin,
): Readonly<Record<string, string>> {
  const [revision, source] = [labels[`${PREFIX}revision`], labels[`${PREFIX}source`]];
  if (!revision) return {};
  const isOwn = revision === commit || (source && sources.map(plainSource).includes(plainSource(source)));
  return isOwn ? labels : {};
}

/** `https://github.com/Acme/app.git` → `https://github.com/acme/app` */
function plainSource(url: string): string {
  return url
    .toLowerCase()
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}
