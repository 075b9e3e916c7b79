import { parseRepository, TAG, type TaggedReference } from '../model/reference.ts';
import type { TagSpec } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { formatFields } from './csv.ts';
import { limitRule } from './limits.ts';
import { parseRecords, splitAgain } from './list.ts';
import { quote } from './problems.ts';
import { parseExpanded } from './scalars.ts';

/** The items of `tags`: by comma and line as in build-push-action, but a rule's line whole as in metadata-action. */
export function tagLines(text: string): string[] | Wrong {
  const records = parseRecords(text, { quotes: true, comments: true });
  if (records instanceof Wrong) return records;
  return records
    .flatMap((fields) => (fields.some(isType) ? [ruleOf(fields)] : splitAgain(fields)))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The line of a rule. Fields keep their quotes, so that `"pattern=\d{1,2}"` is one attribute. */
function ruleOf(fields: readonly string[]): string {
  const [whole = ''] = fields;
  return fields.length === 1
    ? whole
    : fields.map((field) => (field.includes(',') ? formatFields([field]) : field)).join(',');
}

/** One item of `tags`. A word by itself is a tag, never a repository of Docker Hub. */
export function parseTag(text: string): TagSpec | Wrong {
  const limited = limitRule(text);
  if (limited instanceof Wrong) return limited;
  const expanded = parseExpanded(text);
  if (expanded instanceof Wrong) return expanded;
  if (text === 'auto') return { kind: 'auto' };
  if (text.split(',').some(isType)) return { kind: 'rule', rule: text };
  if (text.includes('{{')) return parseTemplate(text);
  if (isReference(text)) {
    const reference = parseReference(text);
    return reference instanceof Wrong ? reference : { kind: 'reference', reference };
  }
  return TAG.test(text) ? { kind: 'tag', tag: text } : wrongTag(text);
}

/** Whether an item names a repository, too. */
export function isReference(text: string): boolean {
  return /[/:@]/.test(text) && !text.split(',').some(isType);
}

/** Whether an item names a repository without a tag: `ghcr.io/acme/app`. */
export function isUntagged(text: string): boolean {
  return isReference(text) && !/:\/\/|@/.test(text) && text.lastIndexOf(':') < text.lastIndexOf('/');
}

function isType(field: string): boolean {
  return /^["\s]*type=/.test(field);
}

/** metadata-action takes a line without a type for a raw tag, placeholders and all. */
function parseTemplate(text: string): TagSpec | Wrong {
  return TAG.test(text.replaceAll(/\{\{.*?\}\}/g, 'x'))
    ? { kind: 'rule', rule: `type=raw,value=${text}` }
    : new Wrong(
        `must not have a placeholder in a full reference, got ${quote(text)}`,
        'put the repository into images and the tag here alone',
      );
}

function parseReference(text: string): TaggedReference | Wrong {
  if (text.includes('://')) return new Wrong(`must have no scheme, got ${quote(text)}`, 'start it with the registry');
  if (text.includes('@'))
    return new Wrong(`must have a tag instead of a digest, got ${quote(text)}`, 'write repository:tag');
  const colon = text.lastIndexOf(':');
  if (colon < text.lastIndexOf('/'))
    return new Wrong(`must have a tag, got ${quote(text)}`, `write ${text}:latest if that is meant`);
  const repository = parseRepository(text.slice(0, colon));
  if (repository instanceof Wrong)
    return new Wrong(`${repository.message}, got ${quote(text)}`, 'write repository:tag');
  const tag = text.slice(colon + 1);
  if (tag === '')
    return new Wrong(`the tag is empty, got ${quote(text)}`, 'check the value of the expression after the colon');
  return TAG.test(tag) ? { repository, tag } : wrongTag(tag);
}

function wrongTag(tag: string): Wrong {
  if (tag.length > 128) return new Wrong(`a tag of ${tag.length} characters`, 'shorten it to 128');
  return new Wrong(
    `must be a tag, got ${quote(tag)}`,
    'use letters, digits, _ . and -, and do not start with one of the last two',
  );
}
