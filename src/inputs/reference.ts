import { parseRepository, type Repository, TAG } from '../model/reference.ts';
import { Wrong } from '../model/wrong.ts';
import { quote } from './problems.ts';
import { parseExpanded } from './scalars.ts';

/** The problem with an image's name, which may have a tag and a digest. Undefined if the name is valid. */
export function wrongWith(reference: string): Wrong | undefined {
  const [, name = '', tag] =
    /^(.*?)(?::([^:/]*))?(?:@sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128}))?$/s.exec(reference) ?? [];
  const repository = parseRepository(name);
  if (repository instanceof Wrong) return repository;
  return tag === undefined || TAG.test(tag) ? undefined : new Wrong('must have a valid tag');
}

/** A repository from `images` or from another input that names one. */
export function parseName(text: string): Repository | Wrong {
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  const repository = parseRepository(expanded);
  return repository instanceof Wrong
    ? new Wrong(`${repository.message}, got ${quote(text)}`, 'write it like ghcr.io/acme/app')
    : repository;
}
