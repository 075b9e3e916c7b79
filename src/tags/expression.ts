import handlebars from 'handlebars';
import moment from 'moment';
import { hintFor } from '../inputs/nearest.ts';
import { quote } from '../inputs/problems.ts';
import { branchOf, gitTagOf, type JobEvent } from './event.ts';
import { RuleError } from './rule.ts';

type CompileOptions = Parameters<typeof handlebars.compile>[1];

type Values = Readonly<Record<string, unknown>>;

/** The templates in rules: Handlebars with the event's values, as docker/metadata-action fills them. */
export interface Expressions {
  /** Fills the attributes of every rule: `{{branch}}`, `{{sha}}`, `{{is_default_branch}}`, … @throws RuleError */
  readonly fill: (template: string) => string;
  /** Fills a pattern with a version's parts. @throws RuleError */
  readonly fillWith: (template: string, values: Values) => string;
  /** Fills a schedule's pattern, which knows dates only. @throws RuleError */
  readonly fillDates: (template: string) => string;
  /** Whether a pattern is just `{{raw}}`. */
  readonly isRaw: (template: string) => boolean;
  /**
   * Throws on an expression that cannot be parsed, even for events for which the rule gives no tag. @throws RuleError
   */
  readonly check: (template: string) => void;
}

export function expressionsOf(event: JobEvent): Expressions {
  const dates = datesOf(event);
  const globals = valuesOf(event);
  return {
    fill: (template) => render(template, globals),
    fillWith: (template, values) => render(template, values),
    fillDates: (template) => render(template, dates),
    isRaw,
    check,
  };
}

/**
 * Fills global expressions in a text that is no tag. Characters that have a meaning in HTML stay as they are.
 * @throws RuleError
 */
export function globalsOf(event: JobEvent): (template: string) => string {
  const globals = valuesOf(event);
  return (template) => render(template, globals, { noEscape: true });
}

function datesOf(event: JobEvent) {
  return { date: dateHelper(event.now), commit_date: dateHelper(event.commitDate) };
}

function valuesOf(event: JobEvent): Values {
  const isDefaultBranch = whetherDefaultBranch(event);
  return {
    ...datesOf(event),
    branch: branchOf(event) ?? '',
    tag: gitTagOf(event) ?? '',
    sha: event.shortSha,
    base_ref: event.baseRef ?? '',
    is_default_branch: String(isDefaultBranch),
    is_not_default_branch: String(!isDefaultBranch),
  };
}

/** These events always run on the default branch: https://docs.github.com/en/actions/reference/events-that-trigger-workflows */
const ON_DEFAULT_BRANCH = /create|discussion|issues|schedule/;

function whetherDefaultBranch(event: JobEvent): boolean {
  if (event.ref === '') return false;
  const branch = branchOf(event);
  return (branch !== undefined && branch === event.defaultBranch) || ON_DEFAULT_BRANCH.test(event.eventName);
}

function render(template: string, values: Values, options: CompileOptions = {}): string {
  if (!template.includes('{{')) return template;
  try {
    // strict, because a name that is not known would else be an empty text and `v{{verison}}` the tag `v`
    return handlebars.compile(template, { ...options, strict: true })(values);
  } catch (cause) {
    if (cause instanceof RuleError) throw cause;
    const unknown = /^"(.+?)" not defined/.exec(cause instanceof Error ? cause.message : '')?.[1];
    if (unknown === undefined)
      throw new RuleError(`must be an expression that can be evaluated, got ${quote(template)}`, undefined, { cause });
    throw new RuleError(`unknown expression {{${unknown}}}`, hintFor(unknown, Object.keys(values)));
  }
}

function check(template: string): void {
  if (!template.includes('{{')) return;
  try {
    handlebars.parse(template);
  } catch (cause) {
    throw new RuleError(`must be a valid expression, got ${quote(template)}`, 'close its braces and quotes', {
      cause,
    });
  }
}

function isRaw(template: string): boolean {
  const [statement, ...rest] = handlebars.parseWithoutProcessing(template).body;
  if (rest.length > 0 || statement?.type !== 'MustacheStatement') return false;
  const { path } = statement as hbs.AST.MustacheStatement;
  return path.type === 'PathExpression' && (path as hbs.AST.PathExpression).parts.join('.') === 'raw';
}

/** `{{date 'YYYYMMDD' tz='Asia/Tokyo'}}` */
function dateHelper(date: Date): (format: unknown, options?: handlebars.HelperOptions) => string {
  return (format, options) => {
    if (typeof format !== 'string')
      throw new RuleError('a date without a format', "write it as in {{date 'YYYYMMDD'}}");
    const { tz = 'UTC', ...others } = (options?.hash ?? {}) as Readonly<Record<string, unknown>>;
    const [unknown] = Object.keys(others);
    if (unknown !== undefined) throw new RuleError(`unknown attribute ${quote(unknown)} of a date`, 'write tz');
    return formatDate(date, format, String(tz));
  };
}

/**
 * Formats by https://momentjs.com/docs/#/displaying/format/. Offsets come from the runtime's own time zone data:
 * moment-timezone would bring 700 kB of its own for the same result. Only `z` differs where English has no short
 * name for a zone: `GMT+9`, not `JST`.
 */
function formatDate(date: Date, format: string, timeZone: string): string {
  const name = zoneName(date, timeZone, 'short');
  const [, sign = '+', hours = '0', minutes = '0'] =
    /([+-])(\d\d):(\d\d)/.exec(zoneName(date, timeZone, 'longOffset')) ?? [];
  const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
  return Object.assign(moment.utc(date).utcOffset(offset), { zoneAbbr: () => name }).format(format);
}

function zoneName(date: Date, timeZone: string, timeZoneName: 'short' | 'longOffset'): string {
  try {
    const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName }).formatToParts(date);
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  } catch {
    throw new RuleError(`unknown time zone ${quote(timeZone)}`, 'write a name such as Europe/Berlin');
  }
}
