import { quote } from '../inputs/problems.ts';
import { TAG } from '../model/reference.ts';
import type { Draft } from './evaluate.ts';
import type { Flavor } from './flavor.ts';
import { RuleError } from './rule.ts';

/** A draft that became a tag. */
export interface Named extends Draft {
  readonly name: string;
  /** The prefix and suffix around the value. */
  readonly around: { readonly prefix: string; readonly suffix: string };
}

/**
 * Adds prefix and suffix to a draft: the rule's own, else the flavor's.
 * @param fill fills a rule's templates; the flavor's are filled already.
 * @returns `undefined` if no characters remain for a tag.
 * @throws RuleError
 */
export function nameOf(draft: Draft, flavor: Flavor, fill: (template: string) => string): Named | undefined {
  const prefix = draft.prefix === undefined ? flavor.prefix : fill(draft.prefix);
  const suffix = draft.suffix === undefined ? flavor.suffix : fill(draft.suffix);
  const text = `${prefix}${draft.value}${suffix}`;
  return text === '' ? undefined : { ...draft, name: tagOf(text), around: { prefix, suffix } };
}

/** @returns the name of `latest` if it goes with these tags, the first of which decides unless the flavor does. */
export function latestOf(named: readonly Named[], flavor: Flavor): string | undefined {
  const [first] = named;
  if (first === undefined || flavor.latest === 'false') return undefined;
  // a rule of higher priority beside `auto` takes the version's name, but not `latest` from the release
  const asked = first.latest || named.some(({ derived, latest }) => derived && latest);
  if (flavor.latest === 'auto' && !asked) return undefined;
  return tagOf(`${flavor.prefixLatest ? flavor.prefix : ''}latest${flavor.suffixLatest ? flavor.suffix : ''}`);
}

/** Every run of characters that a tag cannot have is a dash. */
export function sanitize(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, '-');
}

function tagOf(text: string): string {
  const tag = sanitize(text);
  if (TAG.test(tag)) return tag;
  throw new RuleError(
    `must be a tag, got ${quote(tag)}`,
    'let it start with a letter, a digit or an underscore and have at most 128 characters',
  );
}
