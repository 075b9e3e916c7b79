import type { Registry } from '../clients/registry/client.ts';
import { RegistryError } from '../clients/registry/error.ts';
import type { Origin } from '../model/naming.ts';
import type { Target } from '../model/plan.ts';
import { formatTagged, type Repository } from '../model/reference.ts';
import type { Release } from '../model/release.ts';
import { movesBack } from '../model/version.ts';
import { readPublished, type VersionInfo } from './published.ts';

/**
 * Leaves out floating tags that this run would set to an older version. Tags are read right before they are updated.
 * Some registries answer 403 for a tag or a repository that does not exist: such a tag counts as new.
 * @returns the targets with the remaining tags, and a notice for each tag that is left out.
 */
export async function skipDowngrades(
  targets: readonly Target[],
  release: Release | undefined,
  origin: Origin,
  registry: Registry,
): Promise<{ readonly targets: readonly Target[]; readonly notices: readonly string[] }> {
  if (release === undefined) return { targets, notices: [] };
  const newerTags = await Promise.all(
    targets.map(async ({ repository, floating }) => {
      const newer = await Promise.all(
        floating.map(async (tag) => {
          const { version } = (await readCurrent(registry, repository, tag, origin)) ?? {};
          return version !== undefined && movesBack(release, version) ? [{ tag, version }] : [];
        }),
      );
      return newer.flat();
    }),
  );
  return {
    targets: targets.map((target, i) => {
      const isNewer = (tag: string) => newerTags[i]?.some((entry) => entry.tag === tag) ?? false;
      const remaining = (tags: readonly string[]) => tags.filter((tag) => !isNewer(tag));
      return { ...target, tags: remaining(target.tags), floating: remaining(target.floating) };
    }),
    notices: targets.flatMap(({ repository }, i) =>
      (newerTags[i] ?? []).map(
        ({ tag, version }) =>
          `${formatTagged({ repository, tag })} stays at ${version}: this is ${release.version}, which is older`,
      ),
    ),
  };
}

function readCurrent(
  registry: Registry,
  repository: Repository,
  tag: string,
  origin: Origin,
): Promise<VersionInfo | undefined> {
  return readPublished(registry, repository, tag, origin).catch((error: unknown) => {
    if (error instanceof RegistryError && error.status === 403) return undefined;
    throw error;
  });
}
