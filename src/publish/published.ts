import { platformOf, splitIndex } from '../image/manifests.ts';
import {
  isIndex,
  LARGEST_DOCUMENT,
  MalformedError,
  parseConfigLabels,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
} from '../image/oci.ts';
import type { Platform } from '../inputs/platform.ts';
import { RELEASE_ANNOTATION } from '../plan/tags/describe.ts';
import type { RawManifest, Registry } from '../system/registry/client.ts';
import type { Digest } from '../system/registry/digest.ts';
import { RegistryError } from '../system/registry/error.ts';
import type { Repository } from '../system/registry/reference.ts';

/** What an image that is published already says of itself. */
export interface Published {
  readonly digest: Digest;
  readonly platforms: readonly Platform[];
  /** Of the image, by the index's annotations, else by the labels of its first platform. */
  readonly told: Readonly<Partial<Record<'version' | 'revision' | 'created', string>>>;
}

const PREFIX = 'org.opencontainers.image.';

/** Reads what a tag or digest holds; `undefined`: there is no such, or something that is no image, or not a whole one. */
export async function readPublished(
  registry: Registry,
  repository: Repository,
  reference: string,
): Promise<Published | undefined> {
  const manifest = await registry.getManifest(repository, reference);
  if (manifest === undefined) return undefined;
  try {
    return await (isIndex(manifest.mediaType) ? ofIndex(manifest) : ofManifest(manifest));
  } catch (error) {
    // a chart or a signature has a config of its own form, a swept image none
    if (error instanceof MalformedError || (error instanceof RegistryError && error.status === 404)) return undefined;
    throw error;
  }

  async function ofIndex(index: RawManifest): Promise<Published | undefined> {
    const { digest } = index;
    const { manifests, annotations } = parseIndex(index);
    const { images } = splitIndex(manifests);
    const platforms = images.flatMap(({ platform }) => (platform === undefined ? [] : platformOf(platform)));
    const [first] = images;
    if (first === undefined) return undefined;
    const told = tell(annotations);
    if (told.version !== undefined && told.revision !== undefined) return { digest, platforms, told };
    const child = await registry.getManifest(repository, first.digest);
    return child && { digest, platforms, told: { ...(await ofManifest(child)).told, ...told } };
  }

  async function ofManifest(manifest: RawManifest): Promise<Published> {
    const { digest } = manifest;
    const config = await registry.getBlob(repository, parseManifest(manifest).config.digest, LARGEST_DOCUMENT);
    return { digest, platforms: [platformOf(parseConfigPlatform(config))], told: tell(parseConfigLabels(config)) };
  }
}

/** What labels or annotations tell, less what they leave empty. */
export function tell(values: Readonly<Record<string, string>>): Published['told'] {
  const told = {
    version: values[RELEASE_ANNOTATION] || values[`${PREFIX}version`],
    revision: values[`${PREFIX}revision`],
    created: values[`${PREFIX}created`],
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value));
}
