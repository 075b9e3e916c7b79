import type { Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { RegistryError } from '../clients/registry/error.ts';
import { repositoriesOf, splitReference } from '../clients/registry/sources.ts';
import { ActionError } from '../model/errors.ts';
import { AmbiguousError, isManifest, MAX_DOCUMENT_BYTES, parseConfigPlatform, parseManifest } from '../model/oci.ts';
import type { PlatformPlan } from '../model/plan.ts';
import { formatPlatform, type Platform, runsOn } from '../model/platform.ts';
import { platformOf } from '../store/read-image.ts';

/** Result of the look-up of a base image. */
export type FoundBase = { readonly image: string } & (
  | {
      /** The only platform of the image, which is one manifest and not an index. */
      readonly platform: Platform;
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

/**
 * Finds single-platform base images. BuildKit accepts them for every requested platform and writes the requested
 * platform into the config. Its own check warns only for the first platform
 * (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/builder/build.go).
 * Never rejects. Leaves out images that no registry returns, such as images in the image store of Docker Engine.
 */
export async function findSinglePlatformBases(
  platforms: readonly PlatformPlan[],
  { registry, registryWithoutRetry }: RegistryClients,
  registries: Registries,
): Promise<readonly FoundBase[]> {
  const images = [...new Set(platforms.flatMap(({ base }) => base?.image ?? []))];
  const found = await Promise.all(
    images.map(async (image) => {
      const first = await lookUp(image, registryWithoutRetry, registries);
      // without internet the base image is local: no retries for a registry that cannot be reached
      const isRetried = first !== undefined && 'error' in first && isRetryable(first.error);
      return isRetried ? lookUp(image, registry, registries) : first;
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
  platforms: readonly PlatformPlan[],
  found: readonly FoundBase[],
  file: string,
): readonly string[] {
  const warnings = platforms.flatMap(({ platform, base }) => {
    const known = found.find(({ image }) => image === base?.image);
    if (base === undefined || known === undefined) return [];
    const place = `${file}:${base.line}: ${base.image}`;
    if ('ambiguity' in known) {
      const hint = 'No tag was updated. Choose another base image, or another tag of it.';
      throw new ActionError(`${place}: ${known.ambiguity.message}`, { hint });
    }
    if ('error' in known) {
      const warning = `${place} may exist for one platform only. Its platforms are unknown: ${known.error.message}`;
      if (!isTransient(known.error)) return warning;
      throw new ActionError(warning, { hint: known.error.hint ?? 'No tag was updated. Run the job again.' });
    }
    if (isSuitable(known.platform, platform)) return [];
    const [available, requested] = [formatPlatform(known.platform), formatPlatform(platform)];
    throw new ActionError(
      `${place} exists for ${available} only, so the ${requested} image would hold ${available} programs`,
      {
        hint: 'No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
      },
    );
  });
  return [...new Set(warnings)];
}

/** Returns a notice for each base image of another processor whose programs every machine of the platform runs. */
export function compatibleBaseNotices(
  platforms: readonly PlatformPlan[],
  found: readonly FoundBase[],
  file: string,
): readonly string[] {
  return platforms.flatMap(({ platform, base }) => {
    const known = found.find(({ image }) => image === base?.image);
    if (base === undefined || known === undefined || !('platform' in known)) return [];
    if (isSameProcessor(known.platform, platform) || !isSuitable(known.platform, platform)) return [];
    const [available, requested] = [formatPlatform(known.platform), formatPlatform(platform)];
    return `${file}:${base.line}: ${base.image} exists for ${available} only. Every ${requested} machine runs its programs, so the ${requested} image may hold them.`;
  });
}

async function lookUp(image: string, registry: Registry, registries: Registries): Promise<FoundBase | undefined> {
  const { name, reference } = splitReference(image);
  let lastError: RegistryError | undefined;
  for (const repository of repositoriesOf(name, registries)) {
    try {
      // by HEAD: Docker Hub counts GETs as pulls, and nearly every base is an index
      const head = await registry.headManifest(repository, reference);
      if (head === undefined) continue;
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
