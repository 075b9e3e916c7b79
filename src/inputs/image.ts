import type { Job } from '../model/job.ts';
import type { Platform } from '../model/platform.ts';
import { type Repository, sameRepository } from '../model/reference.ts';
import type { ImageRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { MAX_REFERENCES } from '../runtime/limits.ts';
import type { Inputs } from './inputs.ts';
import { limitRule } from './limits.ts';
import { LISTS, parseList, parseRecords } from './list.ts';
import { parsePlatforms } from './platform.ts';
import { quote } from './problems.ts';
import { parseName } from './reference.ts';
import { isWithheld, WITHHELD } from './rights.ts';
import { parseExpanded } from './scalars.ts';
import { isReference, isUntagged, parseTag, tagLines } from './tags.ts';

type ImageInput = 'images' | 'tags' | 'flavor' | 'version' | 'metadata-context' | 'platforms';

/**
 * Reads the image group: names of the image and its platforms.
 * @param untagged true if `tags` may name repositories without a tag, as push by digest takes them in build-push-action.
 */
export function readImage(inputs: Inputs<ImageInput>, job: Job, untagged = false): ImageRequest {
  const named = readRepositories(inputs, job);
  const { tags, untagged: further } = readTags(inputs, job, untagged);
  const repositories = [...named, ...further].filter(isFirst);
  const bare = tags.filter(({ kind }) => kind !== 'reference').length;
  const references = tags.length - bare + bare * repositories.length;
  const isTooMany = references > MAX_REFERENCES;
  if (isTooMany) {
    const message = `${references} tags in all repositories together`;
    inputs.accept('tags', new Wrong(message, `write at most ${MAX_REFERENCES}`));
  }
  return {
    // later checks of a request that is refused anyway must not take seconds
    repositories: isTooMany ? repositories.slice(0, 1) : repositories,
    tags,
    flavor: inputs.each('flavor', parseRule),
    version: inputs.value('version', parseRule),
    metadataContext: inputs.choice('metadata-context', ['workflow', 'git']),
    platforms: readPlatforms(inputs),
  };
}

function parseRule(text: string): string | Wrong {
  const limited = limitRule(text);
  return limited instanceof Wrong ? limited : parseExpanded(limited);
}

function readTags(
  inputs: Inputs<ImageInput>,
  job: Job,
  acceptsUntagged: boolean,
): Pick<ImageRequest, 'tags'> & { readonly untagged: readonly Repository[] } {
  const lines = inputs.items('tags', tagLines(inputs.raw('tags')));
  const untagged: Repository[] = [];
  const tags = inputs.parseItems('tags', lines, (line, index) => {
    if (isReference(line) && isWithheld(line, job)) return inputs.leaveOut('tags', index, WITHHELD);
    if (!acceptsUntagged || !isUntagged(line)) return parseTag(line);
    const repository = parseName(line);
    if (repository instanceof Wrong) return repository;
    untagged.push(repository);
    return undefined;
  });
  return { tags, untagged };
}

function readRepositories(inputs: Inputs<ImageInput>, job: Job): readonly Repository[] {
  const names = inputs.items('images', imageNames(inputs.raw('images')));
  return names.flatMap((name, index) => {
    if (typeof name === 'string' && isWithheld(name, job)) return inputs.leaveOut('images', index, WITHHELD) ?? [];
    return inputs.accept('images', name instanceof Wrong ? name : parseName(name), index) ?? [];
  });
}

function isFirst(repository: Repository, index: number, all: readonly Repository[]): boolean {
  return all.findIndex((other) => sameRepository(other, repository)) === index;
}

/** Names by comma and line, or one to a line as metadata-action takes them: `name=ghcr.io/acme/app,enable=false`. */
function imageNames(text: string): (string | Wrong)[] | Wrong {
  const records = parseRecords(text, { quotes: true, comments: true });
  if (records instanceof Wrong) return records;
  return records.flatMap((fields) => {
    const line = fields.join(',');
    if (!line.includes('='))
      return line
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
    return parseLine(line) ?? [];
  });
}

/** The name in a line with attributes. Undefined if the line disables itself. */
function parseLine(line: string): string | Wrong | undefined {
  let name = '';
  let enabled = 'true';
  for (const field of line.split(',').map((part) => part.trim())) {
    const [key = '', value] = field.split(/=(.*)/s);
    if (value === undefined || key === 'name') name = value ?? key;
    else if (key === 'enable') enabled = value;
    else return new Wrong(`unknown attribute ${quote(key)}`, 'write name and enable only');
  }
  if (enabled !== 'true' && enabled !== 'false') return new Wrong(`enable is ${quote(enabled)}`, 'write true or false');
  if (name === '') return new Wrong('a name is missing');
  return enabled === 'true' ? name : undefined;
}

export function readPlatforms(inputs: Inputs<ImageInput>): readonly Platform[] | undefined {
  const items = inputs.items('platforms', parseList(inputs.raw('platforms'), LISTS.platforms));
  // separators alone remain if expressions evaluated to empty strings
  if (items.length === 0 && inputs.fine('platforms') && inputs.text('platforms') !== undefined)
    inputs.accept('platforms', new Wrong('no platform in it', 'check the values of its expressions'));
  if (items.length === 0) return undefined;
  return parsePlatforms(items).flatMap((platform, index) => inputs.accept('platforms', platform, index) ?? []);
}
