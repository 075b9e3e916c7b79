import { type Problem, quote } from '../inputs/problems.ts';
import type { Tag } from '../model/naming.ts';
import type { Release, Scheme } from '../model/release.ts';
import { normalize } from '../model/version.ts';
import { TAG_RULE_EACH_MS, TAG_RULES_MS } from '../runtime/limits.ts';
import { TimeLimitError, withTimeLimit } from '../runtime/time-limit.ts';
import { autoDrafts } from './auto.ts';
import { type Draft, evaluateRule, type Facts, isEnabled, type Tell } from './evaluate.ts';
import type { JobEvent } from './event.ts';
import type { Expressions } from './expression.ts';
import { applyFlavor, type Flavor, PLAIN_FLAVOR } from './flavor.ts';
import { latestOf, type Named, nameOf, sanitize } from './name.ts';
import { parseRule, type Rule, RuleError, templatesOf } from './rule.ts';

export interface TagRequest {
  /** Lines of `tags`: rules, tags without a repository, `auto`. Problems and notices name them by their index here. */
  readonly rules: readonly string[];
  readonly flavor: readonly string[];
  /** Name of the version. Undefined or empty for the version of the Git ref. */
  readonly version: string | undefined;
  readonly event: JobEvent;
}

export type Tagging =
  | {
      readonly kind: 'tags';
      /** In the order of their priority, each once. */
      readonly tags: readonly Tag[];
      /** The version in labels. Empty if there is no version. */
      readonly version: string;
      /** Undefined if the image has no version order: then derived tags may be updated to any version. */
      readonly release: Release | undefined;
      readonly notices: readonly Problem[];
      /** Why rules give no tag, at least one reason for each of them. */
      readonly reasons: readonly Problem[];
    }
  /** Every problem: `tags[3]: unknown type "semvr"; did you mean semver?` */
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** Works out the tags as docker/metadata-action does: https://github.com/docker/metadata-action#tags-input */
export async function resolveTags(request: TagRequest): Promise<Tagging> {
  const { value, problems } = await collect(request, (expressions, at) => tagsBy(request, expressions, at));
  return value === undefined || problems.length > 0 ? { kind: 'problems', problems } : value;
}

/** Problems of each entry of `flavor` and of each rule by itself, for a flavor or a version that is partly unknown. */
export async function checkRules(request: Omit<TagRequest, 'version'>): Promise<readonly Problem[]> {
  const { problems } = await collect(request, (expressions, at) => {
    readFlavor(request.flavor, expressions, at);
    request.rules.forEach((line, item) => {
      at({ input: 'tags', item }, () => isAuto(line) || isEnabled(ruleOf(line, expressions), expressions));
    });
  });
  return problems;
}

/** Runs work within the time limit, and collects the problems of its parts. */
async function collect<T>(
  request: Omit<TagRequest, 'version'>,
  work: (expressions: Expressions, at: At) => T,
): Promise<{ readonly value: T | undefined; readonly problems: readonly Problem[] }> {
  const expressions = await expressionsFor([...request.rules, ...request.flavor], request.event);
  const problems: Problem[] = [];
  let place: Place = { input: 'tags' };
  /** Notes where a problem is. */
  const at: At = (where, part) => {
    place = where;
    try {
      return part();
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      problems.push({ ...where, message: error.message, hint: error.hint });
      return undefined;
    }
  };
  try {
    return { value: withTimeLimit(timeLimit(request), () => work(expressions, at)), problems };
  } catch (error) {
    if (!(error instanceof TimeLimitError)) throw error;
    return { value: undefined, problems: [...problems, tooSlow(place, request)] };
  }
}

type Place = Pick<Problem, 'input' | 'item'>;

type At = <T>(place: Place, work: () => T) => T | undefined;

function timeLimit({ rules }: Pick<TagRequest, 'rules'>): number {
  return TAG_RULES_MS + TAG_RULE_EACH_MS * rules.length;
}

function tooSlow(place: Place, request: Omit<TagRequest, 'version'>): Problem {
  const { rules, flavor } = request;
  const line = (place.input === 'tags' ? rules : flavor)[place.item ?? -1];
  const found = line === undefined ? '' : `, got ${quote(line)}`;
  return {
    ...place,
    message: `must take at most ${timeLimit(request) / 1000} s${found}`,
    hint: 'simplify its regular expression or template: a repetition in a repetition, such as (a+)+, may take for ever',
  };
}

function tagsBy(
  { rules, flavor: entries, version, event }: TagRequest,
  expressions: Expressions,
  at: At,
): Extract<Tagging, { kind: 'tags' }> {
  const facts = { event, version: version || undefined, expressions };
  const notices: Problem[] = [];
  const reasons: Problem[] = [];
  const flavor = readFlavor(entries, expressions, at);
  const named = rules
    .flatMap((line, item) => {
      const place = { input: 'tags', item };
      const told: Problem[] = [];
      const tell: Tell = (message, { hint, isExpected = false } = {}) => {
        const reason = { ...place, message, ...(hint === undefined ? {} : { hint }) };
        told.push(reason);
        if (!isExpected) notices.push(reason);
      };
      const drafts = at(place, () => draftsOf(line, flavor, facts, tell)) ?? [];
      const given = drafts.flatMap((draft) => at(place, () => nameOf(draft, flavor, expressions.fill)) ?? []);
      if (given.length === 0) reasons.push(...(told.length > 0 ? told : [{ ...place, message: 'its tag is empty' }]));
      return given;
    })
    .toSorted((a, b) => b.priority - a.priority);
  const latest = at({ input: 'flavor' }, () => latestOf(named, flavor));
  if (named.length === 0) {
    const message = `no rule gives a tag for ${event.eventName || 'this event'} on ${event.ref || 'no ref'}`;
    notices.push({ input: 'tags', message });
  }
  const release = releaseOf(named, facts.version);
  const tags = tagsOf(latest === undefined ? named : [...named, { name: latest, derived: true }], release);
  return { kind: 'tags', tags, version: facts.version ?? named[0]?.name ?? '', release, notices, reasons };
}

/** Handlebars is heavy, so it is loaded only where a template asks for it. */
async function expressionsFor(lines: readonly string[], event: JobEvent): Promise<Expressions> {
  if (lines.some((line) => line.includes('{{'))) return (await import('./expression.ts')).expressionsOf(event);
  const same = (template: string) => template;
  return { fill: same, fillWith: same, fillDates: same, isRaw: () => false, check: () => {} };
}

function readFlavor(entries: readonly string[], expressions: Expressions, at: At): Flavor {
  const asked = entries.reduce(
    (before, line, item) => at({ input: 'flavor', item }, () => applyFlavor(before, line)) ?? before,
    PLAIN_FLAVOR,
  );
  return at({ input: 'flavor' }, () => filled(asked, expressions)) ?? PLAIN_FLAVOR;
}

function filled(flavor: Flavor, { fill, check }: Expressions): Flavor {
  check(flavor.prefix);
  check(flavor.suffix);
  return { ...flavor, prefix: fill(flavor.prefix), suffix: fill(flavor.suffix) };
}

function draftsOf(line: string, flavor: Flavor, facts: Facts, tell: Tell): readonly Draft[] {
  const room = 128 - flavor.prefix.length - flavor.suffix.length;
  if (isAuto(line)) {
    const drafts = autoDrafts(facts.event, facts.version, room);
    if (drafts.length === 0) tell('auto has no tag for this event', { isExpected: true });
    return drafts;
  }
  const draft = evaluateRule(ruleOf(line, facts.expressions), facts, tell);
  return draft === undefined ? [] : [draft];
}

function isAuto(line: string): boolean {
  return line.trim() === 'auto';
}

function ruleOf(line: string, { check }: Expressions): Rule {
  const rule = parseRule(line);
  for (const template of templatesOf(rule)) check(template);
  return rule;
}

/** The order of versions: the version from the labels, so that the next release can be compared with it. */
function releaseOf(named: readonly Named[], given: string | undefined): Release | undefined {
  const found = named.find(({ release }) => release !== undefined);
  if (given !== undefined) {
    const release = readRelease(given, [found?.release?.scheme ?? 'semver', 'pep440']);
    return release && { ...release, prefix: '', suffix: '' };
  }
  if (found?.release !== undefined) return { ...found.release, ...found.around };
  const [main] = named;
  const release = main && readRelease(main.value, ['semver']);
  return release && { ...release, ...main.around };
}

function readRelease(text: string, schemes: readonly Scheme[]): Pick<Release, 'scheme' | 'version'> | undefined {
  for (const scheme of schemes) {
    const version = normalize(text, scheme);
    if (version !== undefined) return { scheme, version };
  }
  return undefined;
}

function tagsOf(all: readonly Pick<Named, 'name' | 'derived'>[], release: Release | undefined): readonly Tag[] {
  return [...new Set(all.map(({ name }) => name))].map((name) => ({
    name,
    // a tag that the user also wrote out counts as the user's
    derived: all.every((tag) => tag.name !== name || tag.derived),
    fullVersion: release !== undefined && name.includes(sanitize(release.version)),
  }));
}
