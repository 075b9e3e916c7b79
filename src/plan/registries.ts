import { splitReference } from '../clients/registry/sources.ts';
import { givenArguments } from '../dockerfile/build-arguments.ts';
import { expand } from '../dockerfile/expand.ts';
import { Work } from '../dockerfile/limits.ts';
import type { Dockerfile } from '../dockerfile/read.ts';
import { isUnreadable, type Unreadable, UnreadableError } from '../dockerfile/unreadable.ts';
import type { Environment } from '../model/job.ts';
import type { Naming } from '../model/naming.ts';
import { parseRepository } from '../model/reference.ts';
import type { NamedValue, Request } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';

/** The registries that a build reads from or writes to, as far as its inputs and its Dockerfile name them. */
export function usedRegistries(
  { image, cache, build }: Request,
  naming: Pick<Naming, 'references'>,
  dockerfile: Dockerfile | Unreadable,
  env: Environment,
): readonly string[] {
  const written = [...image.repositories, ...naming.references.map(({ repository }) => repository), cache.ref];
  const images = isUnreadable(dockerfile) ? [] : imagesOf(dockerfile, givenArguments(build.buildArgs, env));
  const read = images.map((name) => parseRepository(splitReference(name).name));
  const registries = [...written, ...read].flatMap((repository) =>
    repository === undefined || repository instanceof Wrong ? [] : repository.registry,
  );
  return [...new Set(registries)];
}

/** Images that stages are built on or copy from. A word that names a stage or a context is among them, which has no registry. */
function imagesOf({ args, stages, escapeCharacter }: Dockerfile, given: readonly NamedValue[]): readonly string[] {
  const work = new Work();
  const variables = new Map<string, string>();
  const expanded = (word: string) => {
    try {
      return expand(word, variables, escapeCharacter, work);
    } catch (error) {
      if (error instanceof UnreadableError) return '';
      throw error;
    }
  };
  for (const { name, value } of args) {
    const own = given.findLast((each) => each.name === name)?.value;
    variables.set(name, own ?? expanded(value ?? ''));
  }
  return stages.flatMap(({ base, steps }) => [expanded(base), ...steps.flatMap(({ from }) => from)]);
}
