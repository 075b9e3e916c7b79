import type { Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { RegistryError } from '../clients/registry/error.ts';
import { repositoriesOf, splitReference } from '../clients/registry/sources.ts';
import { ActionError } from '../model/errors.ts';
import { AmbiguousError, isManifest, MAX_DOCUMENT_BYTES, parseConfigPlatform, parseManifest } from '../model/oci.ts';
import type { PlatformPlan } from '../model/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { platformOf } from '../store/read-image.ts';

/** What was found out about a base image. */
export type FoundBase = { readonly image: string } & (
  | {
      /** It is one manifest and no index, for this platform. */
      readonly platform: Platform;
    }
  | {
      /** Why it could not be found out. */
      readonly trouble: RegistryError;
    }
  | {
      /** Why BuildKit could read another image in it than this action does. */
      readonly ambiguity: AmbiguousError;
    }
);

/**
 * Finds the base images that are one manifest and no index: BuildKit takes such a one for whatever platform is asked for,
 * and writes that platform into the config all the same. Its own check warns of it for the first platform only
 * (https://github.com/moby/buildkit/blob/master/frontend/dockerfile/builder/build.go).
 * Never rejects. What no registry knows or shows, such as an image in the engine's store, is not among them.
 */
export async function findLoneBases(
  platforms: readonly PlatformPlan[],
  { registry, impatient }: Lookers,
  registries: Registries,
): Promise<readonly FoundBase[]> {
  const images = [...new Set(platforms.flatMap(({ base }) => base?.image ?? []))];
  const found = await Promise.all(
    images.map(async (image) => {
      const first = await lookAt(image, impatient, registries);
      // a site without internet has the base at hand, and is not to wait for a registry that it never reaches
      const passing = first !== undefined && 'trouble' in first && isWorthPatience(first.trouble);
      return passing ? lookAt(image, registry, registries) : first;
    }),
  );
  return found.flatMap((base) => base ?? []);
}

/** Clients of registries: with the job's patience, and without a second attempt. */
interface Lookers {
  readonly registry: Registry;
  readonly impatient: Registry;
}

/**
 * Refuses an image that is built on another platform's: it would hold that one's programs. Refused as well is one whose
 * base a registry in trouble does not tell of, since it may be such a one and nobody would notice. Where no registry can
 * be reached at all, as without internet, the base came from this machine, and it is only told.
 * @returns what remains unknown, one sentence each.
 */
export function refuseForeignBase(
  platforms: readonly PlatformPlan[],
  found: readonly FoundBase[],
  file: string,
): readonly string[] {
  const doubts = platforms.flatMap(({ platform, base }) => {
    const known = found.find(({ image }) => image === base?.image);
    if (base === undefined || known === undefined) return [];
    const place = `${file}:${base.line}: ${base.image}`;
    if ('ambiguity' in known) {
      const hint = 'No tag was updated. Choose another base image, or another tag of it.';
      throw new ActionError(`${place}: ${known.ambiguity.message}`, { hint });
    }
    if ('trouble' in known) {
      const doubt = `${place} may be for one platform only, which could not be found out: ${known.trouble.message}`;
      if (!isInTrouble(known.trouble)) return doubt;
      throw new ActionError(doubt, { hint: known.trouble.hint ?? 'No tag was updated. Run the job again.' });
    }
    if (isSameProcessor(known.platform, platform)) return [];
    const [foreign, asked] = [formatPlatform(known.platform), formatPlatform(platform)];
    throw new ActionError(`${place} exists for ${foreign} only, so the ${asked} image would hold ${foreign} programs`, {
      hint: 'No tag was updated. Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
    });
  });
  return [...new Set(doubts)];
}

async function lookAt(image: string, registry: Registry, registries: Registries): Promise<FoundBase | undefined> {
  const { name, reference } = splitReference(image);
  let trouble: RegistryError | undefined;
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
      // what is no image tells no platform
      if (error instanceof RegistryError && !isRefusal(error)) trouble = error;
    }
  }
  return trouble && { image, trouble };
}

/** It is not there, or not for everybody to see. */
function isRefusal({ status }: RegistryError): boolean {
  return status === 401 || status === 403 || status === 404;
}

/** No connection was ever made. */
const OUT_OF_REACH = new Set([
  ...['EAI_AGAIN', 'EAI_NODATA', 'ENOTFOUND', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETDOWN', 'ENETUNREACH', 'ETIMEDOUT'],
  ...['UND_ERR_ABORTED', 'UND_ERR_CONNECT_TIMEOUT'],
]);

/** It is there, and another time it may tell; after as many attempts as others get. */
function isInTrouble({ status, code, verdict }: RegistryError): boolean {
  if (status !== undefined) return status === 408 || status === 429 || status >= 500;
  return verdict === 'transient' && !OUT_OF_REACH.has(code ?? '');
}

function isWorthPatience(trouble: RegistryError): boolean {
  return isInTrouble(trouble) || trouble.code === 'ECONNREFUSED';
}

/** Variants aside: a config often names none. */
function isSameProcessor(a: Platform, b: Platform): boolean {
  return a.os === b.os && a.architecture === b.architecture;
}
