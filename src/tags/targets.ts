import { InputError } from '../inputs/problems.ts';
import type { Naming, Tag } from '../model/naming.ts';
import type { Target } from '../model/plan.ts';
import { type Repository, sameRepository } from '../model/reference.ts';
import type { ImageRequest } from '../model/request.ts';

/** Repositories in the order they are first named, `images` first, each with its tags. */
export function targetsOf({ repositories }: Pick<ImageRequest, 'repositories'>, naming: Naming): readonly Target[] {
  const all = [...repositories, ...naming.references.map(({ repository }) => repository)].filter(isFirst);
  return all.map((repository) => {
    const bare = repositories.some((other) => sameRepository(other, repository)) ? naming.tags : [];
    const written = naming.references
      .filter((reference) => sameRepository(reference.repository, repository))
      .map(({ tag, ...about }): Tag => ({ name: tag, ...about }));
    const tags = [...bare, ...written];
    const names = [...new Set(tags.map(({ name }) => name))];
    return {
      repository,
      tags: names,
      floating: names.filter((name) => tags.every((tag) => tag.name !== name || (tag.derived && !tag.fullVersion))),
      fullVersions: names.filter((name) => tags.some((tag) => tag.name === name && tag.fullVersion)),
    };
  });
}

/**
 * Throws where a repository would get no tag though something is to be published there, or loaded under its name.
 * @param event in words: `push on refs/heads/main`.
 * @param reasons why rules give no tag.
 */
export function refuseUntagged(
  targets: readonly Target[],
  event: string,
  purpose: 'publish' | 'load' = 'publish',
  reasons: readonly string[] = [],
): void {
  if (targets.every(({ tags }) => tags.length === 0)) {
    const message = `no rule gives a tag for ${event}, so the image has no tag to ${purpose}`;
    const hint = `add a rule for it, or do not ${purpose} for this event`;
    throw new InputError([{ input: 'tags', message, hint, details: reasons }]);
  }
  const problems = targets
    .filter(({ tags }) => tags.length === 0)
    .map(({ repository: { name } }) => ({
      input: 'images',
      message: `${name} gets no tag, as tags names other repositories only`,
      hint: `write bare tags, a tag of its own (${name}:tag), or leave it out`,
    }));
  if (problems.length > 0) throw new InputError(problems);
}

function isFirst(repository: Repository, index: number, all: readonly Repository[]): boolean {
  return all.findIndex((other) => sameRepository(other, repository)) === index;
}
