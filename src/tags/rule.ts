import { parse } from 'csv-parse/sync';
import { hintFor } from '../inputs/nearest.ts';
import { quote } from '../inputs/problems.ts';

/**
 * One line of `tags` as docker/metadata-action reads it: https://github.com/docker/metadata-action#tags-input.
 * Values that may hold expressions are still templates.
 */
export type Rule = Attributes &
  (
    | { readonly type: 'schedule'; readonly pattern: string }
    | { readonly type: 'semver' | 'pep440'; readonly pattern: string; readonly value: string; readonly match: string }
    | { readonly type: 'match'; readonly pattern: string; readonly group: string; readonly value: string }
    /** An empty branch is the default branch. */
    | { readonly type: 'edge'; readonly branch: string }
    | { readonly type: 'ref'; readonly event: 'branch' | 'tag' | 'pr' }
    | { readonly type: 'raw'; readonly value: string }
    | { readonly type: 'sha'; readonly format: 'short' | 'long' }
  );

/** Attributes of rules of all types. */
interface Attributes {
  readonly enable: string;
  /** Higher comes first, and the first names the version. */
  readonly priority: number;
  /** `undefined`: the flavor's. */
  readonly prefix: string | undefined;
  readonly suffix: string | undefined;
}

/** A problem with a line of `tags` or `flavor` and its fix. The caller adds the position. */
export class RuleError extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

const PRIORITIES = {
  schedule: 1000,
  semver: 900,
  pep440: 900,
  match: 800,
  edge: 700,
  ref: 600,
  raw: 200,
  sha: 100,
} as const satisfies Record<Rule['type'], number>;

const TYPES = Object.keys(PRIORITIES) as readonly Rule['type'][];
const EXAMPLES: Readonly<Record<string, string>> = {
  pattern: 'pattern={{version}}',
  event: 'event=branch',
  value: 'value=stable',
};
const KEYS = 'type enable priority prefix suffix pattern value match group branch event format'.split(' ');

/** @throws RuleError */
export function parseRule(line: string): Rule {
  const given = readAttributes(line);
  const type = oneOf('type', given.type ?? 'raw', TYPES);
  const priority = Number(given.priority ?? PRIORITIES[type]);
  if (Number.isNaN(priority)) throw new RuleError(`priority must be a number, got ${quote(given.priority ?? '')}`);
  checkAffix('prefix', given.prefix ?? '');
  checkAffix('suffix', given.suffix ?? '');
  const common = { enable: given.enable ?? 'true', priority, prefix: given.prefix, suffix: given.suffix };
  const need = (key: string): string => {
    const value = given[key];
    if (value === undefined) throw new RuleError(`type=${type} without ${key}=`, `write it as in ${EXAMPLES[key]}`);
    return value;
  };
  switch (type) {
    case 'schedule':
      return { ...common, type, pattern: given.pattern ?? 'nightly' };
    case 'semver':
    case 'pep440':
      // reported for every event, not only for those for which it is used
      regularExpression(given.match ?? '');
      return { ...common, type, pattern: need('pattern'), value: given.value ?? '', match: given.match ?? '' };
    case 'match': {
      const group = given.group ?? '0';
      if (Number.isNaN(Number(group))) throw new RuleError(`group must be a number, got ${quote(group)}`);
      expressionOf(need('pattern'));
      return { ...common, type, pattern: need('pattern'), group, value: given.value ?? '' };
    }
    case 'edge':
      return { ...common, type, branch: given.branch ?? '' };
    case 'ref': {
      const event = oneOf('event', need('event'), ['branch', 'tag', 'pr'] as const);
      return { ...common, type, event, prefix: given.prefix ?? (event === 'pr' ? 'pr-' : undefined) };
    }
    case 'raw':
      return { ...common, type, value: need('value') };
    case 'sha': {
      const format = oneOf('format', given.format ?? 'short', ['short', 'long'] as const);
      return { ...common, type, format, prefix: given.prefix ?? 'sha-' };
    }
  }
}

/**
 * The pattern of `match`, between slashes with flags behind them or bare.
 * @throws RuleError
 */
export function expressionOf(pattern: string): RegExp {
  const [, body, flags] = /^\/(.+)\/(.*)$/.exec(pattern) ?? [];
  return regularExpression(body ?? pattern, flags);
}

/** @throws RuleError */
export function regularExpression(body: string, flags = ''): RegExp {
  try {
    return new RegExp(body, flags);
  } catch (cause) {
    throw new RuleError(`must be a regular expression, got ${quote(body)}`, undefined, { cause });
  }
}

/**
 * Throws if the text of a prefix or suffix, outside of its expressions, was not meant for a tag: `-arm64;latest=false`.
 * Other characters that a tag cannot have become dashes, as in docker/metadata-action.
 * @throws RuleError
 */
export function checkAffix(name: 'prefix' | 'suffix', text: string): void {
  const [, found = ''] = /([;:|"'`\\])/.exec(text.replaceAll(/\{\{.*?\}\}/g, '')) ?? [];
  if (found === '') return;
  throw new RuleError(
    `${name} must be part of a tag, got ${quote(text)}`,
    found === ';' ? 'separate entries by commas or lines, not by semicolons' : `leave out ${quote(found)}`,
  );
}

/** The attributes that may hold expressions; the pattern of `match` is a regular expression. */
export function templatesOf(rule: Rule): readonly string[] {
  const value = 'value' in rule ? [rule.value] : [];
  const pattern = 'pattern' in rule && rule.type !== 'match' ? [rule.pattern] : [];
  return [rule.enable, rule.prefix ?? '', rule.suffix ?? '', ...value, ...pattern];
}

/** A field of a line in CSV. One without `=` has no key and is the value. */
interface Field {
  readonly key: string | undefined;
  readonly value: string;
  readonly text: string;
}

export function readFields(line: string): readonly Field[] {
  let fields: readonly string[];
  try {
    [fields = []] = parse(line, { relax_column_count: true, skip_empty_lines: true }) as string[][];
  } catch {
    throw new RuleError(
      `must have matching double quotes, got ${quote(line)}`,
      'write a double quote inside an item twice',
    );
  }
  return fields.map((field) => {
    const equals = field.indexOf('=', 1);
    if (field.startsWith('=') || equals < 0) return { key: undefined, value: field.trim(), text: field };
    const [key, value] = [field.slice(0, equals), field.slice(equals + 1)];
    return { key: key.trim().toLowerCase(), value: value.trim(), text: field };
  });
}

function readAttributes(line: string): Readonly<Record<string, string | undefined>> {
  const attributes: Record<string, string> = {};
  const fields = readFields(line);
  refuseSplitExpression(fields);
  for (const { key = 'value', value } of fields) {
    // an unknown attribute would count as not given: `enabel=false` still published
    if (!KEYS.includes(key)) throw new RuleError(`unknown attribute ${quote(key)}`, hintFor(key, KEYS));
    attributes[key] = value;
  }
  return attributes;
}

/** Throws if a comma split a regular expression: `type=match,pattern=\d{1,2}` has the fields `pattern=\d{1` and `2}`. */
function refuseSplitExpression(fields: readonly Field[]): void {
  const type = fields.find(({ key }) => key === 'type')?.value;
  const holder = type === 'match' ? 'pattern' : 'match';
  const start = fields.findIndex(({ key }) => key === holder);
  if (start < 0) return;
  const end = fields.findIndex(({ key }, i) => i > start && key !== undefined && KEYS.includes(key));
  const parts = fields.slice(start, end < 0 ? undefined : end);
  if (parts.length === 1) return;
  const whole = parts.map(({ text }) => text).join(',');
  throw new RuleError(
    `a comma ends ${holder}, got ${quote(parts[0]?.text ?? '')}`,
    `put the attribute in double quotes: type=${type},"${whole.replaceAll('"', '""')}"`,
  );
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  if ((known as readonly string[]).includes(value)) return value as T;
  throw new RuleError(`unknown ${name} ${quote(value)}`, hintFor(value, known));
}
