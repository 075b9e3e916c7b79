import { splitIndex } from '../image/manifests.ts';
import {
  isIndex,
  LARGEST_DOCUMENT,
  MalformedError,
  parseConfigLabels,
  parseIndex,
  parseManifest,
} from '../image/oci.ts';
import { type Origin, RELEASE_ANNOTATION } from '../plan/tags/describe.ts';
import type { RawManifest, Registry } from '../system/registry/client.ts';
import { RegistryError } from '../system/registry/error.ts';
import type { Repository } from '../system/registry/reference.ts';

/** Version, revision and time in an image's annotations or labels. Empty values are left out. */
export type Told = Readonly<Partial<Record<'version' | 'revision' | 'created', string>>>;

const PREFIX = 'org.opencontainers.image.';

/**
 * Reads what the image under a tag says of itself, by the annotations of its index, else by the labels of its first
 * platform. Annotations of a manifest do not count: some builders copy those of the base image.
 * @returns undefined if there is no such tag, or if it holds no image, or not a whole one.
 */
export async function readPublished(
  registry: Registry,
  repository: Repository,
  tag: string,
  origin: Origin,
): Promise<Told | undefined> {
  const manifest = await registry.getManifest(repository, tag);
  if (manifest === undefined) return undefined;
  try {
    return await (isIndex(manifest.mediaType) ? ofIndex(manifest) : ofManifest(manifest));
  } catch (error) {
    // a chart or a signature has a config of its own form, a swept image none
    if (error instanceof MalformedError || (error instanceof RegistryError && error.status === 404)) return undefined;
    throw error;
  }

  async function ofIndex(index: RawManifest): Promise<Told | undefined> {
    const { manifests, annotations } = parseIndex(index);
    const [first] = splitIndex(manifests).images;
    if (first === undefined) return undefined;
    const told = tell(annotations);
    if (told.version !== undefined) return told;
    const child = await registry.getManifest(repository, first.digest);
    return child && { ...(await ofManifest(child)), ...told };
  }

  async function ofManifest(manifest: RawManifest): Promise<Told> {
    const config = await registry.getBlob(repository, parseManifest(manifest).config.digest, LARGEST_DOCUMENT);
    return tellLabels(parseConfigLabels(config), origin);
  }
}

/** What the annotations of an index say. BuildKit does not copy them from a base image, so they are the image's own. */
export function tell(annotations: Readonly<Record<string, string>>): Told {
  const told = {
    version: annotations[RELEASE_ANNOTATION] || annotations[`${PREFIX}version`],
    revision: annotations[`${PREFIX}revision`],
    created: annotations[`${PREFIX}created`],
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value));
}

/**
 * What the labels of an image say. An image has the labels of its base, so they count only if they are this repository's:
 * they name its commit, or a revision and its source.
 */
export function tellLabels(labels: Readonly<Record<string, string>>, { sources, commit }: Origin): Told {
  const [revision, source] = [labels[`${PREFIX}revision`], labels[`${PREFIX}source`]];
  if (!revision) return {};
  const isOwn = revision === commit || (source && sources.map(plainSource).includes(plainSource(source)));
  return isOwn ? tell(labels) : {};
}

/** `https://github.com/Acme/app.git` → `https://github.com/acme/app` */
function plainSource(url: string): string {
  return url
    .toLowerCase()
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}
