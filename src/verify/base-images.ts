import type { ManifestHead, Registry } from '../clients/registry/client.ts';
import type { Registries } from '../clients/registry/configuration.ts';
import { isRefusedRead, RegistryError } from '../clients/registry/error.ts';
import { repositoriesOf, splitReference } from '../clients/registry/sources.ts';
import { firstOf } from '../inputs/problems.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import { ActionError } from '../model/errors.ts';
import { isIndex, parseIndex } from '../model/oci.ts';
import type { PlannedBase } from '../model/plan.ts';
import { formatPlatform, type Platform, runsOn } from '../model/platform.ts';
import type { Repository } from '../model/reference.ts';
import { BASE_CHECK_MS } from '../runtime/limits.ts';
import { within } from '../runtime/within.ts';
import { platformOf, splitIndex } from '../store/read-image.ts';
import { is32BitOf } from './base-entry.ts';

export interface BaseSources {
  /** Without retries: only a clear answer counts. */
  readonly registry: Pick<Registry, 'headManifest' | 'getManifest' | 'readManifest'>;
  readonly registries: Registries;
  /** True if the builder has an image of this name and does not ask a registry for it. */
  readonly isLocal: (image: string) => Promise<boolean>;
  /** True if Docker Engine has an image of this name. A builder may be unable to read it. */
  readonly isOnEngine: (image: string) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

interface Fault {
  readonly message: string;
  readonly hint: string;
  readonly diagnosis: Diagnosis;
}

/**
 * Checks in parallel that the base images exist, so that a build with a missing image fails before it starts. If a
 * registry gives no clear answer (429, 500, timeout), the build decides.
 * @param file name of the Dockerfile in messages.
 * @param limit time for each image, in milliseconds.
 * @throws ActionError with every image that cannot be pulled.
 */
export async function checkBases(
  bases: readonly PlannedBase[],
  sources: BaseSources,
  file: string,
  limit = BASE_CHECK_MS,
): Promise<void> {
  const found = await Promise.all(
    bases.map((base) => within(faultOf(base, sources), limit, sources.signal).catch(() => undefined)),
  );
  const faults = found.flatMap((fault, i) =>
    fault === undefined ? [] : { ...fault, message: `${file}:${bases[i]?.line}: ${fault.message}` },
  );
  if (faults.length > 0) throw errorOf(faults);
}

function errorOf(faults: readonly Fault[]): ActionError {
  const hint = [...new Set(faults.map((fault) => fault.hint))].join('\n');
  const lines = firstOf(
    faults.map(({ message }) => message),
    (more) => `and ${more} more`,
  );
  const heading = faults.length === 1 ? [] : [`${faults.length} images cannot be pulled:`];
  return new ActionError([...heading, ...lines].join('\n'), { hint, diagnosis: faults[0]?.diagnosis });
}

/** Undefined if the image can be pulled, or if the registry gives no clear answer. */
async function faultOf(base: PlannedBase, sources: BaseSources): Promise<Fault | undefined> {
  if (await sources.isLocal(base.image)) return undefined;
  const { name, reference } = splitReference(base.image);
  let refusal: RegistryError | undefined;
  for (const repository of repositoriesOf(name, sources.registries)) {
    const answer = await ask(repository, reference, sources);
    if (!(answer instanceof RegistryError)) return faultOfPlatforms(base, repository, answer, sources);
    if (!isRefusedRead(answer)) return undefined;
    refusal = answer;
  }
  // Docker Engine has the image: the error of the build names the builder that cannot read it there
  if (refusal === undefined || (await sources.isOnEngine(base.image))) return undefined;
  return faultOfRefusal(base, refusal);
}

async function ask(
  repository: Repository,
  reference: string,
  { registry }: BaseSources,
): Promise<ManifestHead | RegistryError> {
  try {
    const head = await registry.headManifest(repository, reference);
    if (head !== undefined) return head;
  } catch (error) {
    if (!(error instanceof RegistryError && REFUSALS.includes(error.status ?? 0))) throw error;
  }
  // the response to a HEAD has no body with a reason
  return registry.readManifest(repository, reference).then(
    ({ bytes, ...head }) => ({ ...head, size: bytes.length }),
    (error: unknown) => {
      if (error instanceof RegistryError) return error;
      throw error;
    },
  );
}

const REFUSALS: readonly number[] = [401, 403];

function faultOfRefusal({ image }: PlannedBase, { status, message, said }: RegistryError): Fault {
  const { name } = splitReference(image);
  if (status === 404) {
    return {
      message: `${image} does not exist (404 ${said})`,
      hint: 'Correct the name or the tag of the image.',
      diagnosis: 'name-unknown',
    };
  }
  return {
    message: `${image} cannot be pulled: ${message}`,
    hint: `Correct the name, or log in with an account that may pull ${name} (\`registry\`, \`username\`, \`password\`): a registry answers the same for an image that does not exist.`,
    diagnosis: 'pull-denied',
  };
}

/** BuildKit accepts an image without an index for every platform. Docker Hub counts the GET of an index as a pull. */
async function faultOfPlatforms(
  { image, platforms }: PlannedBase,
  repository: Repository,
  { mediaType, digest }: ManifestHead,
  { registry }: BaseSources,
): Promise<Fault | undefined> {
  if (!isIndex(mediaType) || repository.registry === 'docker.io') return undefined;
  const index = await registry.getManifest(repository, digest);
  if (index === undefined) return undefined;
  const { images } = splitIndex(parseIndex(index).manifests);
  const listed = images.map(({ platform }) => platform && platformOf(platform));
  const missing = platforms.filter((platform) => !listed.some((own) => own === undefined || serves(own, platform)));
  if (missing.length === 0) return undefined;
  return {
    message: `${image} does not exist for ${namesOf(missing)}: it has ${namesOf(listed.flatMap((own) => own ?? []))}`,
    hint: 'Choose a base image (or a tag of it) that has this platform, or leave the platform out of `platforms`.',
    diagnosis: 'platform-missing',
  };
}

function namesOf(platforms: readonly Platform[]): string {
  return platforms.map(formatPlatform).join(', ');
}

/**
 * True if BuildKit uses an image for a platform: https://github.com/containerd/platforms/blob/main/compare.go
 * Versions of systems other than Linux are not compared.
 */
function serves(own: Platform, platform: Platform): boolean {
  return platform.os !== 'linux' || runsOn(own, platform) || is32BitOf(own, platform);
}
