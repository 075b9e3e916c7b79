import type { Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { RegistryError } from '../clients/registry/error.ts';
import { repositoriesOf, splitReference } from '../clients/registry/sources.ts';
import { LAYOUT_PREFIX } from '../dockerfile/graph.ts';
import type { Digest } from '../model/digest.ts';
import { ActionError } from '../model/errors.ts';
import {
  AmbiguousError,
  isIndex,
  isManifest,
  MAX_DOCUMENT_BYTES,
  parseConfigPlatform,
  parseIndex,
  parseManifest,
} from '../model/oci.ts';
import { formatPlatform, type Platform, runsOn } from '../model/platform.ts';
import type { Repository } from '../model/reference.ts';
import { platformOf, splitIndex } from '../store/read-image.ts';
import { entryFor, mustReadIndex } from './base-entry.ts';

/** Result of the look-up of a base image. */
export type FoundBase = { readonly image: string } & (
  | {
      /** The only platform of the image, which is one manifest and not an index. */
      readonly platform: Platform;
    }
  | {
      /** The platforms of its index. An entry without a platform is undefined. */
      readonly listed: readonly (Platform | undefined)[];
    }
  | {
      /** The error of the look-up. */
      readonly error: RegistryError;
    }
  | {
      /** The reason why BuildKit and this action could read different images. */
      readonly ambiguity: AmbiguousError;
    }
);

/** An image of the build, and the base image of its last stage. */
export interface BasedImage {
  readonly platform: Platform;
  /** `line` is that of FROM. Undefined if the Dockerfile could not be read. */
  readonly base?: { readonly image: string; readonly line: number | undefined } | undefined;
}

/**
 * Finds the platforms of base images. BuildKit accepts a single-platform base image for every requested platform, and one
 * for a 32-bit processor if an index has none for the 64-bit one. It writes the requested platform into the config. Its own
 * check warns only for the first platform (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/builder/build.go).
 * Never rejects. Leaves out images that no registry returns.
 * @param local reads an image that the builder does not ask a registry for. Undefined if there is none.
 */
export async function findSinglePlatformBases(
  platforms: readonly BasedImage[],
  { registry, registryWithoutRetry }: RegistryClients,
  registries: Registries,
  local: (image: string) => Promise<FoundBase | undefined> = async () => undefined,
): Promise<readonly FoundBase[]> {
  const images = [...new Set(platforms.flatMap(({ base }) => base?.image ?? []))];
  const found = await Promise.all(
    images.map(async (image) => {
      const own = await local(image).catch(() => undefined);
      if (own !== undefined || image.startsWith(LAYOUT_PREFIX)) return own;
      const targets = platforms.filter(({ base }) => base?.image === image).map(({ platform }) => platform);
      const first = await lookUp(image, targets, registryWithoutRetry, registries);
      // without internet the base image is local: no retries for a registry that cannot be reached
      const isRetried = first !== undefined && 'error' in first && isRetryable(first.error);
      return isRetried ? lookUp(image, targets, registry, registries) : first;
    }),
  );
  return found.flatMap((base) => base ?? []);
}

/** Registry clients: `registry` retries as the job does, `registryWithoutRetry` does not retry. */
interface RegistryClients {
  readonly registry: Registry;
  readonly registryWithoutRetry: Registry;
}

/**
 * Throws if a base image exists for another platform only: the built image would contain programs of that platform.
 * Throws also if a registry fails with a transient error, because the base image may be such an image. If no registry
 * can be reached (no internet), the base image is local, and a warning is returned.
 * @returns a warning for each base image whose platforms are unknown.
 */
export function refuseMismatchedBase(
  platforms: readonly BasedImage[],
  found: readonly FoundBase[],
  file: string,
): readonly string[] {
  const warnings = platforms.flatMap(({ platform, base }) => {
    const known = found.find(({ image }) => image === base?.image);
    if (base === undefined || known === undefined) return [];
    const place = placeOf(base, file);
    if ('ambiguity' in known) {
      const hint = 'No tag was updated. Choose another base image, or another tag of it.';
      throw new ActionError(`${place}: ${known.ambiguity.message}`, { hint });
    }
    if ('error' in known) {
      const warning = `${place} may exist for one platform only. Its platforms are unknown: ${known.error.message}`;
      if (!isTransient(known.error)) return warning;
      throw new ActionError(warning, {
        hint: known.error.hint ?? 'No tag was updated. Run the job again.',
        cause: known.error,
      });
    }
    const used = usedFor(known, platform);
    if (used === undefined || isSuitable(used, platform)) return [];
    const [available, requested] = [formatPlatform(used), formatPlatform(platform)];
    const message = `${place} ${availability(known, used, platform)}, so the ${requested} image would hold ${available} programs`;
    throw new ActionError(message, {
      hint: 'No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
      diagnosis: 'platform-missing',
    });
  });
  return [...new Set(warnings)];
}

/** Returns a notice for each base image of another processor whose programs every machine of the platform runs. */
export function compatibleBaseNotices(
  platforms: readonly BasedImage[],
  found: readonly FoundBase[],
  file: string,
): readonly string[] {
  return platforms.flatMap(({ platform, base }) => {
    const known = found.find(({ image }) => image === base?.image);
    if (base === undefined || known === undefined) return [];
    const used = usedFor(known, platform);
    if (used === undefined || isSameProcessor(used, platform) || !isSuitable(used, platform)) return [];
    const requested = formatPlatform(platform);
    return `${placeOf(base, file)} ${availability(known, used, platform)}. Every ${requested} machine runs its programs, so the ${requested} image may hold them.`;
  });
}

function placeOf({ image, line }: NonNullable<BasedImage['base']>, file: string): string {
  return line === undefined ? `${file}: ${image}` : `${file}:${line}: ${image}`;
}

/** The platform of the image that BuildKit uses for a platform. Undefined if it is not known. */
export function usedFor(known: FoundBase, platform: Platform): Platform | undefined {
  if ('platform' in known) return known.platform;
  return 'listed' in known ? entryFor(known.listed, platform) : undefined;
}

/** Why BuildKit uses an image of another platform, as the end of a sentence about the image. */
export function availability(known: FoundBase, used: Platform, platform: Platform): string {
  const available = formatPlatform(used);
  if ('platform' in known) return `exists for ${available} only`;
  return `does not exist for ${formatPlatform(platform)}, and BuildKit uses its image for ${available}`;
}

async function lookUp(
  image: string,
  targets: readonly Platform[],
  registry: Registry,
  registries: Registries,
): Promise<FoundBase | undefined> {
  const { name, reference } = splitReference(image);
  let lastError: RegistryError | undefined;
  for (const repository of repositoriesOf(name, registries)) {
    try {
      // by HEAD: Docker Hub counts GETs as pulls, and nearly every base is an index
      const head = await registry.headManifest(repository, reference);
      if (head === undefined) continue;
      if (isIndex(head.mediaType)) return await readIndex(image, repository, head.digest, targets, registry);
      if (!isManifest(head.mediaType)) return undefined;
      const manifest = await registry.getManifest(repository, head.digest);
      if (manifest === undefined) continue;
      const { config } = parseManifest(manifest);
      const bytes = await registry.getBlob(repository, config.digest, MAX_DOCUMENT_BYTES);
      return { image, platform: platformOf(parseConfigPlatform(bytes)) };
    } catch (error) {
      if (error instanceof AmbiguousError) return { image, ambiguity: error };
      // a document that is not an image has no platform
      if (error instanceof RegistryError && !isRefusal(error)) lastError = error;
    }
  }
  return lastError && { image, error: lastError };
}

async function readIndex(
  image: string,
  repository: Repository,
  digest: Digest,
  targets: readonly Platform[],
  registry: Registry,
): Promise<FoundBase | undefined> {
  if (!mustReadIndex(repository, targets)) return undefined;
  const reading = registry.getManifest(repository, digest);
  // a build may have its base image already, and be refused further pulls
  const isOptional = repository.registry === 'docker.io';
  const index = await (isOptional ? reading.catch(() => undefined) : reading);
  if (index === undefined) return undefined;
  const { images } = splitIndex(parseIndex(index).manifests);
  return { image, listed: images.map(({ platform }) => platform && platformOf(platform)) };
}

/** The image does not exist, or the account may not read it. */
function isRefusal({ status }: RegistryError): boolean {
  return status === 401 || status === 403 || status === 404;
}

/** Codes of errors before a connection. */
const UNREACHABLE = new Set([
  ...['EAI_AGAIN', 'EAI_NODATA', 'ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ETIMEDOUT'],
  ...['UND_ERR_ABORTED', 'UND_ERR_CONNECT_TIMEOUT'],
]);

/** The registry was reached, and a later attempt may succeed. */
function isTransient({ status, code, verdict }: RegistryError): boolean {
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  return verdict === 'transient' && !UNREACHABLE.has(code ?? '');
}

function isRetryable(error: RegistryError): boolean {
  return isTransient(error) || error.code === 'ECONNREFUSED';
}

function isSuitable(available: Platform, requested: Platform): boolean {
  return isSameProcessor(available, requested) || runsOn(available, requested);
}

/** Ignores variants, because many configs have none. */
function isSameProcessor(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.architecture === b.architecture;
}
