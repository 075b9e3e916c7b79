import type { Problem } from '../inputs/problems.ts';
import type { NamedValue } from '../model/request.ts';
import type { JobEvent } from './event.ts';
import { RuleError } from './rule.ts';

/** The global expressions of docker/metadata-action. Other braces are the text's own, as in a Go template. */
const EXPRESSION =
  /\{\{\s*(?:branch|tag|sha|base_ref|is_default_branch|is_not_default_branch|(?:commit_)?date(?:\s[^{}]*)?)\s*\}\}/g;

interface Filled<T> {
  readonly values: readonly T[];
  readonly problems: readonly Problem[];
}

/**
 * Fills the expressions in the items of an input, as docker/metadata-action does in labels and annotations:
 * https://github.com/docker/metadata-action#global-expressions
 */
export async function fillExpressions(
  input: 'labels' | 'annotations',
  texts: readonly string[],
  event: JobEvent,
): Promise<Filled<string>> {
  // Handlebars is loaded only for texts that need it
  if (texts.every((text) => text.search(EXPRESSION) < 0)) return { values: texts, problems: [] };
  const fill = (await import('./expression.ts')).globalsOf(event);
  const problems: Problem[] = [];
  const values = texts.map((text, item) => {
    try {
      return text.replace(EXPRESSION, fill);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      const { message, hint } = error;
      problems.push({ input, item, message, hint });
      return text;
    }
  });
  return { values, problems };
}

/** The same for names and values. An expression in a name may give the start of the value, too. */
export async function fillNamed(
  input: 'labels' | 'annotations',
  all: readonly NamedValue[],
  event: JobEvent,
): Promise<Filled<NamedValue>> {
  const texts = all.map(({ name, value }) => `${name}=${value}`);
  const { values, problems } = await fillExpressions(input, texts, event);
  const named = values.map((text) => {
    const equals = text.indexOf('=');
    return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  });
  return { values: named, problems };
}
